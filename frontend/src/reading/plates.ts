/** The pictures of an article in reading order, as its large view shows them. */
import type { Article, Photo } from '../api/types';
import type { BodyNode } from '../body/read';
import { textAttr } from '../body/read';
import type { Plate } from '../ui/lightbox';
import { creditLine } from '../viet/credit';

export interface Shown {
  /** Null is the lead photo that stands apart from the body. */
  node: BodyNode | null;
  plate: Plate;
}

/** The lead photo, if the body does not show it anyway, in a figure or as the poster of a film. */
export function photoApart(
  article: Article | null,
  figures: readonly BodyNode[],
  blocks: readonly BodyNode[] = [],
): Photo | null {
  const photo = article?.photo ?? null;
  const name = photo?.sizes[0]?.sha256;
  const shows = (media: string): boolean =>
    name !== undefined && article?.media[media]?.sizes[0]?.sha256 === name;
  const inBody =
    figures.some((figure) => shows(textAttr(figure, 'media'))) ||
    blocks.some((block) => block.type === 'video' && shows(textAttr(block, 'poster')));
  return inBody ? null : photo;
}

/** Every picture that has come. */
export function platesOf(
  article: Article | null,
  apart: Photo | null,
  figures: readonly BodyNode[],
  photoBy: (name: string) => string,
): Shown[] {
  const list: Shown[] = [];
  if (apart !== null && apart.sizes.length > 0) {
    const { alt, caption } = apart;
    list.push({
      node: null,
      plate: { photo: apart, alt, caption, credit: creditLine(apart.credit, photoBy) },
    });
  }
  for (const node of figures) {
    const photo = article?.media[textAttr(node, 'media')];
    if (photo === undefined || photo.sizes.length === 0) continue;
    const plate = {
      photo,
      alt: textAttr(node, 'alt'),
      caption: textAttr(node, 'caption'),
      credit: creditLine(textAttr(node, 'credit'), photoBy),
    };
    list.push({ node, plate });
  }
  return list;
}
