/** What the desk says of the other languages of an article. */
import { inBoth } from './language.svelte';

export const sayVersionOf = inBoth(
  {
    label: 'Là bản dịch của bài',
    none: 'Không phải bản dịch',
    choose: 'Chọn bài gốc',
    remove: 'Bỏ liên kết',
    find: 'Tìm bài gốc',
    nothing: 'Không có bài nào khớp.',
    open: 'Xem bài gốc',
    newer: (when: string) => `Bài gốc đã sửa lúc ${when}, sau bản dịch này. Xin xem lại bản dịch.`,
    missing: 'Không đọc được bài gốc.',
    lacks: 'Bản dịch',
    lacksAny: 'Có hoặc chưa có bản dịch',
    lacksEnglish: 'Chưa có bản tiếng Anh',
    lacksVietnamese: 'Chưa có bản tiếng Việt',
  },
  {
    label: 'Translation of',
    none: 'Not a translation',
    choose: 'Choose the original',
    remove: 'Unlink',
    find: 'Find the original',
    nothing: 'No article matches.',
    open: 'See the original',
    newer: (when) => `The original was changed at ${when}, after this translation. Please look it over.`,
    missing: 'The original cannot be read.',
    lacks: 'Translations',
    lacksAny: 'Translated or not',
    lacksEnglish: 'Not in English yet',
    lacksVietnamese: 'Not in Vietnamese yet',
  },
);
