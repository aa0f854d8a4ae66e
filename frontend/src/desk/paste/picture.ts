/** Pictures of a page: where each is, and what its author said of it. */
import { cleanText } from '../../viet/clean';
import type { Picture } from './node';

type Found = Pick<Picture, 'src' | 'kind' | 'alt'>;

/** A picture of nothing: `mark` is what to write in its place (an emoji) or empty; `dropped` tells to say so. */
interface Nothing {
  mark: string;
  dropped: boolean;
}

/** What an img holds. Pictures that only count readers, or keep the place of one that loads later, are none. */
export function pictureOf(image: Element, base: string): Found | Nothing {
  const attr = (name: string): string => image.getAttribute(name)?.trim() ?? '';
  const alt = cleanText(attr('alt')).replace(/\s+/g, ' ').trim();
  if (alt !== '' && /^[\p{Extended_Pictographic}\p{Emoji_Component}]+$/u.test(alt) && !/^[\d#*]+$/.test(alt))
    return { mark: alt, dropped: false };
  if (isDot(attr('width')) && isDot(attr('height'))) return { mark: '', dropped: false };
  const later = ['data-src', 'data-original', 'data-lazy-src', 'data-srcset', 'srcset'].map(attr);
  const src = attr('src');
  const first = src === '' || /^data:image\/(?:gif|svg)/i.test(src) ? later.find(Boolean) : src;
  const address = (first ?? src).replace(/^(\S+)\s[\s\S]*$/, (all, one: string) => (src === all ? all : one));
  const kind = kindOf(address, base);
  if (kind === null) return { mark: '', dropped: address !== '' };
  const where = kind === 'remote' ? absolute(address, base) : address;
  return { src: where, kind, alt: isAutomatic(alt, address) ? '' : alt };
}

const isDot = (size: string): boolean => /^[0-3](?:px)?$/.test(size);

function kindOf(src: string, base: string): Picture['kind'] | null {
  if (/^data:image\/(?!svg)[\w.+-]+[;,]/i.test(src)) return 'data';
  if (/^blob:/i.test(src)) return 'blob';
  if (/^(?:file|cid):/i.test(src) || /^[a-z]:[\\/]|^\\\\/i.test(src)) return 'file';
  if (/^(?:https?:)?\/\//i.test(src)) return 'remote';
  if (src === '' || /^[a-z][a-z0-9+.-]*:/i.test(src)) return null;
  return base === '' && /clip_image\d+/i.test(src) ? 'file' : 'remote';
}

/** The whole address; as it stands if it is not known from where it counts. */
function absolute(src: string, base: string): string {
  try {
    return new URL(src, base === '' ? undefined : base).href;
  } catch {
    return src.startsWith('//') ? `https:${src}` : src;
  }
}

/** What word processors, cameras, telephones and portals name pictures by themselves. */
const automatic: readonly RegExp[] = [
  // image 20240704065955 1, image001, Picture 1, Hình ảnh 1, Ảnh, Untitled, alt
  /^(?:clip[ _-]?|inline )?(?:image|img|picture|pic|photo|graphic|object|hình|hình ảnh|ảnh|hinh|hinh anh|anh|untitled|unnamed|no name|alt|avatar|thumb(?:nail)?|banner|logo|screen ?shot|download|tải xuống|default|placeholder|null|undefined)?(?:[ _.-]*\(?\d+\)?(?:[ _.-]+\(?\d+\)?)*)?$/iu,
  // IMG_1234, DSC01234, _MG_7480, IMG-20240101-WA0001, z5598742316_a1b2c3, photo_2024-07-04_06-59-55, FB_IMG_1
  /^_?(?:img|mg|dsc[nf]?|dji|gopr|pxl|vid|p|mvi|sam|cimg|fb|fb_img|z|photo|screenshot|screen shot|capture|snapedit|received|viber|zalo)[ _-]*(?=\S*\d{3})[\w .~-]*$/iu,
  /^[0-9a-f]{8}(?:-?[0-9a-f]{4}){3}-?[0-9a-f]{12}/i,
  /\.(?:jpe?g|png|gif|webp|bmp|tiff?|heic|avif|svg|emf|wmf)$/i,
  /^(?:https?:|file:|data:|[a-z]:\\)/i,
  // Names of files without their ending: no spaces, several parts.
  /^[a-z0-9%]+(?:[-_]+[a-z0-9%]+){2,}$/i,
  // What a program saw in the picture.
  /(?:description automatically generated|ai-generated content may be incorrect|mô tả được tạo tự động|nội dung do ai tạo (?:ra )?có thể không chính xác)/iu,
  // A portal's count of the pictures of an article: "Khai mạc hội nghị - ảnh 2".
  /[-–] (?:ảnh|hình|photo|image) \d+$/iu,
  /^(?:may be an image of|image may contain|có thể là hình ảnh|trong hình ảnh có thể có)/iu,
  /^no (?:photo )?description available/i,
];

/** Whether an alt is the name that a program gave: one of the usual ones, or that of the file. */
export function isAutomatic(alt: string, src = ''): boolean {
  if (alt === '' || automatic.some((form) => form.test(alt))) return true;
  const file = plainName(decoded(/([^/\\?#]+)(?:[?#].*)?$/.exec(src)?.[1] ?? '').replace(/\.\w{2,5}$/, ''));
  const name = plainName(alt);
  return isAscii(alt) && name.length > 2 && file.startsWith(name) && /^\d*$/.test(file.slice(name.length));
}

/**
 * Takes away the alts that say nothing of one picture: those that several share, and those that repeat a line
 * such as the article's title. Portals fill them in so.
 */
export function dropShared(pictures: readonly Picture[], lines: ReadonlySet<string>): void {
  const count = new Map<string, number>();
  for (const { alt } of pictures) count.set(alt, (count.get(alt) ?? 0) + 1);
  for (const picture of pictures) {
    if ((count.get(picture.alt) ?? 0) > 1 || lines.has(picture.alt)) picture.alt = '';
  }
}

// eslint-disable-next-line no-control-regex -- these are the characters meant
const isAscii = (text: string): boolean => /^[\u0000-\u007f]*$/.test(text);

const plainName = (name: string): string => name.toLowerCase().replace(/[^a-z0-9]/g, '');

function decoded(name: string): string {
  try {
    return decodeURIComponent(name);
  } catch {
    return name;
  }
}

/** The bytes of a data: address, or null if it cannot be read. */
export function bytesOfData(src: string): Blob | null {
  const found = /^data:(image\/[\w.+-]+)[^,]*?(;base64)?,/i.exec(src);
  if (found === null) return null;
  const content = src.slice(found[0].length);
  try {
    const text = found[2] === undefined ? decodeURIComponent(content) : atob(content.replace(/\s+/g, ''));
    return text === ''
      ? null
      : new Blob([Uint8Array.from(text, (c) => c.charCodeAt(0))], { type: found[1] ?? '' });
  } catch {
    return null;
  }
}
