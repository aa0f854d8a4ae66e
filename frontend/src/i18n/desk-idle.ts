/** The notice of a desk that nobody uses: in Vietnamese the portal's own words, letter for letter. */
import { inBoth } from './language.svelte';

export const sayIdle = inBoth(
  {
    title: 'Bạn đã không sử dụng Site',
    before: 'Bạn đã không sử dụng Site, ',
    here: 'Bấm vào đây',
    after: ' để duy trì trạng thái đăng nhập. Thời gian chờ: ',
    unit: ' giây',
  },
  {
    title: 'The site has not been used',
    before: 'The site has not been used. ',
    here: 'Press here',
    after: ' to stay signed in. Time left: ',
    unit: ' seconds',
  },
);
