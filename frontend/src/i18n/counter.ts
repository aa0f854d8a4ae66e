/** The counters at the foot of a page; the words are the model portal's. */
import { inBoth } from './language.svelte';

export const sayCounter = inBoth(
  {
    title: 'Thống kê truy cập',
    online: 'Đang truy cập',
    robots: 'Máy chủ tìm kiếm',
    guests: 'Khách viếng thăm',
    members: 'Thành viên',
    today: 'Hôm nay',
    month: 'Tháng hiện tại',
    total: 'Tổng lượt truy cập',
    here: 'Tính trên máy này.',
    all: 'Đang truy cập: trên máy này. Lượt truy cập: toàn thư viện.',
    views: (n: string) => `${n} lượt xem`,
  },
  {
    title: 'Visits',
    online: 'Online now',
    robots: 'Search engines',
    guests: 'Guests',
    members: 'Staff',
    today: 'Today',
    month: 'This month',
    total: 'All visits',
    here: 'Counted on this machine.',
    all: 'Online now: on this machine. Visits: in the whole library.',
    views: (n) => (n === '1' ? '1 view' : `${n} views`),
  },
);
