/** What the clipboard holds, as a document and its pictures. */
import { convert, isMissing } from './html';
import type { Options } from './html';
import { lineOf } from './node';
import type { Note, Pasted, Picture } from './node';
import { bytesOfData } from './picture';
import { convertPlain } from './plain';
import { picturesOfRtf } from './rtf';

export type { DocNode, Note, Pasted, PendingDoc, Picture } from './node';
export type { Options } from './html';
export { settle } from './settle';

export interface Clipboard {
  html?: string;
  text?: string;
  rtf?: string;
  files?: readonly File[];
}

/**
 * Picks what says most: HTML with words, pictures alone, then plain text. Word and Excel add a picture of the
 * words themselves, so files count only where the HTML has none.
 */
export function fromClipboard(clipboard: Clipboard, options: Options = {}): Pasted {
  const { html = '', text = '', rtf = '' } = clipboard;
  const files = (clipboard.files ?? []).filter(({ type }) => type.startsWith('image/'));
  const page = html.trim() === '' ? null : convert(html, options);
  if (page !== null && lineOf(page.doc.content) !== '') return supplied(page, rtf, []);
  if (page !== null && page.pictures.length > 0) return supplied(page, rtf, files);
  if (files.length > 0) return ofFiles(files, options.prefix ?? 'picture-');
  if (page !== null && page.doc.content.length > 0) return page;
  return convertPlain(text);
}

/** The pictures with their bytes, where these came along; by their order, and only where the count agrees. */
function supplied(page: Pasted, rtf: string, files: readonly File[]): Pasted {
  const local = page.pictures.filter(({ kind }) => kind === 'file');
  const inRtf = local.length > 0 && rtf !== '' ? picturesOfRtf(rtf) : [];
  const other = page.pictures.filter(({ kind }) => kind !== 'data');
  const bytes = (picture: Picture): Blob | null => {
    if (picture.kind === 'data') return bytesOfData(picture.src);
    if (files.length === other.length && files.length > 0) return files[other.indexOf(picture)] ?? null;
    return inRtf.length === local.length ? (inRtf[local.indexOf(picture)] ?? null) : null;
  };
  const pictures = page.pictures.map((picture) => {
    const file = bytes(picture);
    return { ...picture, file, src: file === null ? picture.src : '' };
  });
  const notes: Note[] = page.notes.filter((note) => note !== 'pictures_missing');
  const missing = pictures.some(
    (picture) => isMissing(picture) || (picture.kind === 'data' && picture.file === null),
  );
  if (missing) notes.push('pictures_missing');
  return { doc: page.doc, pictures, notes: notes.sort() };
}

function ofFiles(files: readonly File[], prefix: string): Pasted {
  const pictures = files.map((file, index): Picture => ({
    key: `${prefix}${String(index + 1)}`,
    src: '',
    kind: 'blob',
    alt: '',
    index,
    file,
  }));
  const content = pictures.map(({ key }) => ({ type: 'figure', attrs: { pending: key } }));
  return { doc: { type: 'doc', content }, pictures, notes: [] };
}
