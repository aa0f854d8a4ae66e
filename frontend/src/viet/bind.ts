/**
 * Keeps together on a line what Vietnamese typesetting keeps together in titles: names, numbers and their
 * units, `ngày` and its date, common compounds. It only turns spaces into no-break spaces, never more than
 * three in a row, so that a narrow column can always break somewhere.
 */
const nbsp = '\u00a0';

const compounds = [
  'triển lãm', 'thành phố', 'hội nghị', 'hội thảo', 'tổ chức', 'nhân dân', 'đối ngoại', 'thông tin',
  'công nghệ', 'chuyển đổi số', 'kinh tế', 'văn hóa', 'xã hội', 'giáo dục', 'y tế', 'du lịch',
  'nông thôn', 'doanh nghiệp', 'chính phủ', 'quốc tế', 'quốc gia', 'địa phương', 'cả nước', 'khai mạc',
  'bế mạc', 'phát triển', 'hợp tác', 'đại biểu', 'lãnh đạo', 'chuyên đề', 'công tác', 'báo chí',
  'truyền thông', 'hình ảnh', 'bức ảnh', 'học sinh', 'sinh viên', 'nông nghiệp', 'công nghiệp',
]; // prettier-ignore

const compound = new RegExp(`(?<![\\p{L}\\p{M}])(${compounds.join('|')})(?![\\p{L}\\p{M}])`, 'giu');
const before = /(?<![\p{L}\p{M}])(ngày|tháng|năm|tầng|số|thứ|khóa|lần|quý|giờ|phòng) (?=\d)/giu;
const after =
  /(?<=\d) (?=(?:%|km|m|kg|ha|tấn|tỷ|triệu|nghìn|đồng|năm|giờ|phút|bài|bức|người|xã|huyện)(?![\p{L}\p{M}]))/giu;
const tooLong = new RegExp(`((?:[^ ${nbsp}]+${nbsp}){3}[^ ${nbsp}]+)${nbsp}`, 'gu');
const name = /(?<![\p{L}\p{M}])\p{Lu}[\p{Ll}\p{M}]+(?: \p{Lu}[\p{Ll}\p{M}]+){1,2}(?![\p{L}\p{M}])/gu;

/** The title with its unbreakable groups bound, where it is Vietnamese; nothing but kinds of space differs. */
export function bind(title: string, lang = 'vi'): string {
  if (!lang.startsWith('vi')) return title;
  const join = (group: string): string => group.replaceAll(' ', nbsp);
  const bound = title.replace(compound, join).replace(before, join).replace(after, nbsp).replace(name, join);
  return bound.replace(tooLong, '$1 ');
}

/** How long a title is to the eye: the number of letters, marks not counted. */
export function titleLength(title: string): 'short' | 'medium' | 'long' | 'longest' {
  const letters = title.normalize('NFC').length;
  if (letters <= 56) return 'short';
  if (letters <= 96) return 'medium';
  return letters <= 150 ? 'long' : 'longest';
}
