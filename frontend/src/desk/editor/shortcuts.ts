/**
 * The keys of the editor, once: the keymap is made of this table and the help shows it. Those that people know
 * from Word are as there. None belongs to Windows or to a Linux desktop: not Ctrl + Alt with arrows, Delete, L,
 * D or T, and not Alt + Shift, which changes the input method.
 */

/** What a key does; commands.ts and the editor's parts say how. */
export type Act =
  | 'bold' | 'italic' | 'underline' | 'subscript' | 'superscript' | 'clearMarks' | 'link'
  | 'paragraph' | 'heading2' | 'heading3' | 'quote' | 'bulletList' | 'orderedList' | 'sink' | 'rise'
  | 'lineBreak' | 'paragraphAfter' | 'divider' | 'moveUp' | 'moveDown'
  | 'table' | 'nextCell' | 'previousCell' | 'rowBefore' | 'rowAfter' | 'columnBefore' | 'columnAfter'
  | 'deleteRow' | 'deleteColumn' | 'headerRow' | 'mergeCells' | 'splitCell' | 'deleteTable'
  | 'figureFields' | 'focalPoint' | 'joinGallery' | 'sideBySide' | 'takeOut' | 'breakGallery'
  | 'editPicture' | 'replacePicture' | 'libraryPicture' | 'outline'
  | 'undo' | 'redo' | 'find' | 'findNext' | 'findPrevious' | 'replace' | 'help'; // prettier-ignore

export type Group = 'text' | 'blocks' | 'tables' | 'figures' | 'whole';

export interface Shortcut {
  act: Act;
  group: Group;
  /** As ProseMirror names keys; "Mod" is Ctrl, on a Mac the command key. Help shows the first. */
  keys: readonly string[];
  vi: string;
  en: string;
}

const row = (act: Act, group: Group, keys: string, vi: string, en: string): Shortcut => ({
  act,
  group,
  keys: keys.split(' '),
  vi,
  en,
});

export const shortcuts: readonly Shortcut[] = [
  row('bold', 'text', 'Mod-b', 'Chữ đậm', 'Bold'),
  row('italic', 'text', 'Mod-i', 'Chữ nghiêng', 'Italic'),
  row('underline', 'text', 'Mod-u', 'Gạch chân', 'Underline'),
  row('superscript', 'text', 'Mod-Shift-= Mod-+ Mod-.', 'Chỉ số trên', 'Superscript'),
  row('subscript', 'text', 'Mod-= Mod-,', 'Chỉ số dưới', 'Subscript'),
  row('clearMarks', 'text', 'Mod-\\', 'Bỏ định dạng chữ', 'Clear text format'),
  row('link', 'text', 'Mod-k', 'Liên kết', 'Link'),

  row('paragraph', 'blocks', 'Mod-Alt-0', 'Đoạn văn', 'Paragraph'),
  row('heading2', 'blocks', 'Mod-Alt-2', 'Tiêu đề lớn', 'Large heading'),
  row('heading3', 'blocks', 'Mod-Alt-3', 'Tiêu đề nhỏ', 'Small heading'),
  row('quote', 'blocks', 'Mod-Shift-9 Mod-(', 'Trích dẫn', 'Quotation'),
  row('bulletList', 'blocks', 'Mod-Shift-8 Mod-*', 'Danh sách', 'List'),
  row('orderedList', 'blocks', 'Mod-Shift-7 Mod-&', 'Danh sách đánh số', 'Numbered list'),
  row('sink', 'blocks', 'Tab Mod-]', 'Lùi mục vào một cấp', 'Item one level in'),
  row('rise', 'blocks', 'Shift-Tab Mod-[', 'Đưa mục ra một cấp', 'Item one level out'),
  row('lineBreak', 'blocks', 'Shift-Enter', 'Xuống dòng trong đoạn', 'New line in the paragraph'),
  row('paragraphAfter', 'blocks', 'Mod-Enter', 'Đoạn mới phía sau', 'New paragraph after this'),
  row('divider', 'blocks', 'Mod-Shift-- Mod-_', 'Đường ngăn', 'Dividing line'),
  row(
    'moveUp',
    'blocks',
    'Alt-ArrowUp',
    'Chuyển khối lên; ảnh trong bộ: về trước',
    'Move block up; in a gallery: photo forward',
  ),
  row(
    'moveDown',
    'blocks',
    'Alt-ArrowDown',
    'Chuyển khối xuống; ảnh trong bộ: ra sau',
    'Move block down; in a gallery: photo back',
  ),

  row('table', 'tables', 'Mod-Alt-b', 'Bảng mới', 'New table'),
  row('nextCell', 'tables', 'Tab', 'Ô sau; ở ô cuối: thêm hàng', 'Next cell; in the last: a new row'),
  row('previousCell', 'tables', 'Shift-Tab', 'Ô trước', 'Previous cell'),
  row('rowBefore', 'tables', 'Mod-Alt-Shift-Enter', 'Thêm hàng phía trên', 'Add a row above'),
  row('rowAfter', 'tables', 'Mod-Alt-Enter', 'Thêm hàng phía dưới', 'Add a row below'),
  row('columnBefore', 'tables', 'Mod-Alt-,', 'Thêm cột bên trái', 'Add a column on the left'),
  row('columnAfter', 'tables', 'Mod-Alt-.', 'Thêm cột bên phải', 'Add a column on the right'),
  row('deleteRow', 'tables', 'Mod-Alt-Backspace', 'Xóa hàng', 'Delete row'),
  row('deleteColumn', 'tables', 'Mod-Alt-Shift-Backspace', 'Xóa cột', 'Delete column'),
  row('headerRow', 'tables', 'Mod-Alt-h', 'Hàng đầu là tiêu đề', 'First row is a heading'),
  row('mergeCells', 'tables', 'Mod-Alt-m', 'Gộp ô', 'Merge cells'),
  row('splitCell', 'tables', 'Mod-Alt-s', 'Tách ô', 'Split cell'),
  row('deleteTable', 'tables', 'Mod-Alt-x', 'Xóa bảng', 'Delete table'),

  row('figureFields', 'figures', 'Enter', 'Từ ảnh vào chú thích; Tab: đến tên người chụp, mô tả; Esc: trở lại ảnh', 'From the photo to its caption; Tab: to credit, description; Esc: back to the photo'), // prettier-ignore
  row('focalPoint', 'figures', 'Shift-Tab', 'Từ chú thích đến tâm ảnh; phím mũi tên: dời tâm ảnh', 'From the caption to the focal point; arrows move it'), // prettier-ignore

  row('editPicture', 'figures', 'Mod-Alt-r', 'Xoay, cắt ảnh; khôi phục ảnh gốc', 'Turn and crop; restore the original'), // prettier-ignore
  row('libraryPicture', 'figures', 'Mod-Alt-a', 'Ảnh từ thư viện', 'Photos from the library'),
  row('replacePicture', 'figures', 'Mod-Alt-p', 'Thay bằng ảnh khác', 'Replace by another photo'),
  row(
    'joinGallery',
    'figures',
    'Mod-Alt-g',
    'Gộp các ảnh liền nhau thành bộ ảnh',
    'Make a gallery of neighbouring photos',
  ),
  row('sideBySide', 'figures', 'Mod-Alt-j', 'Đặt hai ảnh cạnh nhau', 'Two photos side by side'),
  row('takeOut', 'figures', 'Mod-Alt-o', 'Đưa ảnh ra khỏi bộ', 'Take the photo out of the gallery'),
  row('breakGallery', 'figures', 'Mod-Alt-u', 'Tách bộ ảnh thành ảnh rời', 'Break the gallery up'),

  row('undo', 'whole', 'Mod-z', 'Hoàn tác', 'Undo'),
  row('redo', 'whole', 'Mod-y Mod-Shift-z', 'Làm lại', 'Redo'),
  row('find', 'whole', 'Mod-f', 'Tìm', 'Find'),
  row('replace', 'whole', 'Mod-h', 'Tìm và thay', 'Find and replace'),
  row('findNext', 'whole', 'F3 Mod-g', 'Chỗ tìm thấy sau', 'Next found'),
  row('findPrevious', 'whole', 'Shift-F3 Mod-Shift-g', 'Chỗ tìm thấy trước', 'Previous found'),
  row('outline', 'whole', 'Mod-Shift-o', 'Dàn bài', 'Outline'),
  row('help', 'whole', 'F1 Mod-/', 'Phím tắt', 'Keyboard shortcuts'),
];

const signs: Record<string, string> = {
  ArrowUp: '↑',
  ArrowDown: '↓',
  ArrowLeft: '←',
  ArrowRight: '→',
  Backspace: '⌫',
};

/** A key as people read it: "Ctrl + Alt + 2", on a Mac "⌘ + ⌥ + 2". */
export function keyName(key: string, mac: boolean): string {
  const parts = key.replace(/-$/, '\u0000').split('-');
  return parts
    .map((part) => {
      if (part === 'Mod') return mac ? '⌘' : 'Ctrl';
      if (part === 'Alt') return mac ? '⌥' : 'Alt';
      if (part.endsWith('\u0000')) return '-';
      return signs[part] ?? (part.length === 1 ? part.toLocaleUpperCase('vi-VN') : part);
    })
    .join(' + ');
}

/** The first key of an act, as people read it. */
export function keyOf(act: Act, mac: boolean): string {
  const key = shortcuts.find((shortcut) => shortcut.act === act)?.keys[0];
  return key === undefined ? '' : keyName(key, mac);
}

/** The name of an act. */
export function nameOf(act: Act, lang: 'vi' | 'en'): string {
  return shortcuts.find((shortcut) => shortcut.act === act)?.[lang] ?? '';
}

/** Whether this is a Mac, where keys have other names. */
export function isMac(): boolean {
  return /Mac|iP(hone|[oa]d)/.test(navigator.platform);
}
