/** Names of what a version may differ in: attributes of a block, and an article's own properties. */
import { inBoth } from './language.svelte';

const sayFields = inBoth(
  {
    media: 'Ảnh được thay',
    poster: 'Ảnh bìa',
    subtitles: 'Phụ đề',
    transcript: 'Bản chép lời',
    caption: 'Chú thích',
    credit: 'Người chụp',
    alt: 'Mô tả ảnh',
    focusX: 'Điểm chính, ngang',
    focusY: 'Điểm chính, dọc',
    level: 'Cấp tít phụ',
    type: 'Loại đoạn',
    category: 'Chuyên mục',
    categories: 'Chuyên mục khác',
    source: 'Nguồn',
    genre: 'Thể loại',
    eventDate: 'Ngày sự kiện',
    topic: 'Chủ đề',
    series: 'Loạt bài',
    tags: 'Thẻ',
    lang: 'Ngôn ngữ',
    exhibit: 'Số hiện vật',
    address: 'Địa chỉ trên cổng',
    figure: 'Ảnh đại diện',
    attachments: 'Tệp đính kèm',
    versionOf: 'Bản ngôn ngữ khác',
    ratings: 'Cho đánh giá',
    comments: 'Cho ý kiến',
  },
  {
    media: 'Picture replaced',
    poster: 'Poster',
    subtitles: 'Subtitles',
    transcript: 'Transcript',
    caption: 'Caption',
    credit: 'Credit',
    alt: 'Description',
    focusX: 'Focal point, across',
    focusY: 'Focal point, down',
    level: 'Level of heading',
    type: 'Kind of block',
    category: 'Category',
    categories: 'Other categories',
    source: 'Source',
    genre: 'Genre',
    eventDate: 'Date of the event',
    topic: 'Topic',
    series: 'Series',
    tags: 'Tags',
    lang: 'Language',
    exhibit: 'Exhibit number',
    address: 'Address on the portal',
    figure: 'Lead picture',
    attachments: 'Attachments',
    versionOf: 'Other language',
    ratings: 'Ratings allowed',
    comments: 'Comments allowed',
  },
);

/** The name of one of them; what this version does not know keeps its own. */
export function sayField(name: string): string {
  return (sayFields() as Readonly<Record<string, string>>)[name] ?? name;
}

const sayTypes = inBoth(
  {
    paragraph: 'Đoạn văn',
    heading: 'Tít phụ',
    blockquote: 'Trích dẫn',
    bullet_list: 'Danh sách',
    ordered_list: 'Danh sách đánh số',
    table: 'Bảng',
    figure: 'Ảnh',
    gallery: 'Bộ ảnh',
    video: 'Phim',
    audio: 'Âm thanh',
    divider: 'Đường kẻ',
    block: 'Đoạn',
  },
  {
    paragraph: 'Paragraph',
    heading: 'Heading',
    blockquote: 'Quotation',
    bullet_list: 'List',
    ordered_list: 'Numbered list',
    table: 'Table',
    figure: 'Picture',
    gallery: 'Gallery',
    video: 'Film',
    audio: 'Sound',
    divider: 'Rule',
    block: 'Block',
  },
);

/** The name of a kind of block; what this version does not know is a block. */
export function sayType(type: string): string {
  return (sayTypes() as Readonly<Record<string, string>>)[type] ?? sayTypes().block;
}
