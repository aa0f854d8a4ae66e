/** What the desk says where its machine was revoked. */
import { inBoth } from './language.svelte';

export const sayRevoked = inBoth(
  {
    title: 'Máy này đã bị thu hồi khỏi thư viện.',
    text: 'Không lưu thêm được gì, và những gì đã viết ở đây sau lúc bị thu hồi không tới máy nào. Xin hỏi quản trị viên của thư viện.',
    articles: (n: string) => `Tải ${n} bài viết sau lúc đó`,
    article: 'Tải bài viết sau lúc đó',
    kept: 'Các bài được lưu thành một tệp ZIP trong thư mục Tải xuống của máy này, hoặc trong thư mục riêng nếu không có.',
  },
  {
    title: 'This machine was revoked.',
    text: 'Nothing more can be saved, and what was written here after that reaches no machine. Please ask an administrator of the library.',
    articles: (n: string) => `Download the ${n} articles written after that`,
    article: 'Download the article written after that',
    kept: 'The articles are saved as one ZIP file in the Downloads folder of this machine, or in the home folder without one.',
  },
);
