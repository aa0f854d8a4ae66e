/** What is known of a picture of the library, for people to read, and for a figure to begin with. */
import type { LibraryPicture, LibraryUse } from '../../api/library';

/** The name of its file, or an empty one. */
export function nameOf(picture: LibraryPicture): string {
  return picture.names.find((name) => name !== '') ?? '';
}

/** The words of the last place where it stood itself; of an edited picture nothing is taken for granted. */
export function wordsOf(picture: LibraryPicture): { caption: string; alt: string; credit: string } {
  const use = picture.uses.find((one) => one.article !== '' && !one.edited && one.caption !== '');
  const other = use ?? picture.uses.find((one) => one.article !== '' && !one.edited);
  return { caption: other?.caption ?? '', alt: other?.alt ?? '', credit: other?.credit ?? '' };
}

/** Where the figure of a use is found: the article, and in it the block. */
export function addressOf(use: LibraryUse): string {
  return `/desk/bai/${use.article}${use.block === '' ? '' : `#${use.block}`}`;
}

export { bytesOf } from '../../viet/bytes';
