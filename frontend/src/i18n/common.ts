/** What every page says. */
import { inBoth } from './language.svelte';

export const sayCommon = inBoth(
  {
    wordmark: 'Bảng Tin',
    home: 'Trang đầu',
    search: 'Tìm bài',
    back: 'Quay lại',
    ease: 'Dễ đọc',
    only: (lang: string) => `Chỉ có ${lang}`,
    otherLanguage: 'English',
    categories: 'Chuyên mục',
    all: 'Tất cả',
    allCategories: 'Tất cả chuyên mục',
    mainRegion: 'Nội dung',
    controls: 'Điều khiển',
    latest: 'Mới nhất',
    wholeCategory: 'Cả chuyên mục',
    newArticles: (n: string) => `Có ${n} bài mới`,
    opening: 'Đang mở…',
    sample: 'Đây là dữ liệu mẫu: nhân vật và sự việc đều không có thật.',
    uninvited: (code: string) =>
      `Máy này chờ được nhận vào thư viện. Nhân viên cắm một USB vào đây, mang sang máy quản trị, nhập mã ${code} rồi mang USB về lại.`,
    photoMissing: 'Chưa xem được ảnh này',
  },
  {
    wordmark: 'Bảng Tin',
    home: 'Home',
    search: 'Search',
    back: 'Back',
    ease: 'Easy reading',
    only: (lang) => `${lang} only`,
    otherLanguage: 'Tiếng Việt',
    categories: 'Categories',
    all: 'All',
    allCategories: 'All categories',
    mainRegion: 'Content',
    controls: 'Controls',
    latest: 'Latest',
    wholeCategory: 'Whole category',
    newArticles: (n) => (n === '1' ? '1 new article' : `${n} new articles`),
    opening: 'Opening…',
    sample: 'This is sample content: its people and events are invented.',
    uninvited: (code) =>
      `This machine waits to be let into the library. Staff: plug a stick in here, take it to an administrator’s machine, enter the code ${code} there and bring the stick back.`,
    photoMissing: 'This photo cannot be shown yet',
  },
);
