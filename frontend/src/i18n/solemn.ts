/** What the desk says about trang nghiêm, the state of mourning. */
import { inBoth } from './language.svelte';

export const saySolemn = inBoth(
  {
    solemn: 'Trang nghiêm',
    text: 'Mọi trang đọc, ki-ốt và màn hình chuyển sang đen trắng, đứng yên, không tiếng, cho đến khi tắt. Việc bật, tắt được ghi trong nhật ký.',
    is: 'Trang nghiêm đang bật: mọi trang đọc, ki-ốt và màn hình đen trắng, đứng yên, không tiếng.',
    turnOff: 'Tắt Trang nghiêm',
    turned: 'Đã bật Trang nghiêm',
    ended: 'Đã tắt Trang nghiêm',
    wBegin: 'Bật Trang nghiêm',
    wEnd: 'Tắt Trang nghiêm',
  },
  {
    solemn: 'State mourning',
    text: 'Every reading page, kiosk and screen turns grey, still and silent until this is turned off. Turning it on and off stands in the trail.',
    is: 'State mourning is on: every reading page, kiosk and screen is grey, still and silent.',
    turnOff: 'End state mourning',
    turned: 'State mourning is on',
    ended: 'State mourning is off',
    wBegin: 'Began state mourning',
    wEnd: 'Ended state mourning',
  },
);
