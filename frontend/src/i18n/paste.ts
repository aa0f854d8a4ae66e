/** What is said after a paste, by the keys of its notes. */
import { inBoth } from './language.svelte';

export const sayPaste = inBoth(
  {
    pictures_missing: 'Một số ảnh không đi kèm nội dung dán. Xin chọn tệp cho các ảnh còn thiếu.',
    pictures_dropped: 'Đã bỏ hình vẽ vector và ảnh thuộc loại không dùng được.',
    embeds_dropped: 'Đã bỏ phim, âm thanh và khung nhúng từ trang khác.',
    legacy_fonts_converted: 'Đã chuyển chữ dùng phông cũ (.VnTime, VNI…) sang Unicode. Xin đọc soát lại.',
    nested_table_flattened:
      'Bảng nằm trong bảng, trích dẫn hoặc danh sách đã được chuyển thành các đoạn văn.',
    numbering_written_out: 'Số thứ tự như a), II, Điều 1 được giữ lại ở dạng chữ.',
    depth_flattened: 'Phần lồng nhau quá sâu đã được đưa ra ngoài.',
    paragraphs_joined: 'Nội dung có quá nhiều đoạn, một số đoạn liền nhau đã được gộp lại.',
    cut_to_fit: 'Nội dung dài quá mức cho phép, phần cuối đã bị cắt. Xin kiểm tra lại.',
  },
  {
    pictures_missing: 'Some pictures did not come along. Please choose files for the missing ones.',
    pictures_dropped: 'Vector drawings and pictures of other kinds were left out.',
    embeds_dropped: 'Films, sounds and frames from other pages were left out.',
    legacy_fonts_converted:
      'Text in old fonts (.VnTime, VNI…) was converted to Unicode. Please read it through.',
    nested_table_flattened: 'Tables inside a table, a quotation or a list became paragraphs.',
    numbering_written_out: 'Numbers such as a), II or “Điều 1” were kept as text.',
    depth_flattened: 'What was nested too deep was moved outwards.',
    paragraphs_joined: 'There were too many paragraphs; some neighbours were joined.',
    cut_to_fit: 'The content was too long and its end was cut off. Please check it.',
  },
);
