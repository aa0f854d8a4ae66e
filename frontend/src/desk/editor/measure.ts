/** How long a document is, and what it is made of. */
import type { Node } from 'prosemirror-model';

/** Syllables a minute at which Vietnamese is read quietly; in English words the same figure is usual. */
const pace = 240;

const counts = new WeakMap<Node, number>();

/** Words of the text: in Vietnamese, where every syllable is written apart, its "chữ". */
export function words(node: Node): number {
  const known = counts.get(node);
  if (known !== undefined) return known;
  let count = 0;
  if (node.isTextblock) {
    const text = node.textBetween(0, node.content.size, ' ', ' ');
    for (const part of text.split(/\s+/)) if (/[\p{L}\p{N}]/u.test(part)) count += 1;
  } else node.forEach((child) => (count += words(child)));
  counts.set(node, count);
  return count;
}

/** Minutes to read so many words, at least one. */
export function minutes(count: number): number {
  return Math.max(Math.round(count / pace), 1);
}

export interface Landmark {
  pos: number;
  kind: 'heading' | 'figure';
  /** 2 or 3 for headings; a figure stands under the heading before it. */
  level: number;
  /** Heading or caption; may be empty. */
  text: string;
}

/** Headings and figures in order, for finding one's way. */
export function outline(doc: Node): Landmark[] {
  const found: Landmark[] = [];
  doc.descendants((node, pos) => {
    if (node.type.name === 'heading')
      found.push({ pos, kind: 'heading', level: Number(node.attrs['level']), text: node.textContent.trim() });
    if (node.type.name === 'figure')
      found.push({ pos, kind: 'figure', level: 3, text: String(node.attrs['caption']).trim() });
    return !node.isTextblock;
  });
  return found;
}
