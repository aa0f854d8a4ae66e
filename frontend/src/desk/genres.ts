/** Genres that are offered; any other word may be written. */
export const genres = ['tin', 'bài', 'phóng sự', 'phóng sự ảnh', 'phỏng vấn', 'thông báo'];
