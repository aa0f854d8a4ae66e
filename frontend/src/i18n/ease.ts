/** What the sheets of text size and languages say. */
import { inBoth } from './language.svelte';

export const sayEase = inBoth(
  {
    title: 'Dễ đọc',
    size: 'Cỡ chữ',
    sizeOf: (times: string) => `Cỡ chữ ${times}`,
    ground: 'Màu nền',
    paper: 'Giấy',
    dark: 'Tối',
    contrast: 'Tương phản cao',
    letters: 'Kiểu chữ',
    book: 'Chữ sách',
    plain: 'Chữ trơn, dòng thưa',
    example: 'Quý vị đọc dòng này có dễ không?',
    reset: 'Như ban đầu',
    languages: 'Ngôn ngữ',
    others: 'Bài bằng ngôn ngữ khác',
  },
  {
    title: 'Easy reading',
    size: 'Text size',
    sizeOf: (times) => `Text size ${times}`,
    ground: 'Ground',
    paper: 'Paper',
    dark: 'Dark',
    contrast: 'High contrast',
    letters: 'Letters',
    book: 'Book letters',
    plain: 'Plain letters, wide lines',
    example: 'Is this line easy to read?',
    reset: 'As at first',
    languages: 'Languages',
    others: 'Articles in other languages',
  },
);
