/** How long a document is, and what it is made of. */
import type { Node } from 'prosemirror-model';
import { countWords } from '../../viet/reading-time';

const counts = new WeakMap<Node, number>();

/** Words of the text: in Vietnamese, where every syllable is written apart, its "chữ". */
export function words(node: Node): number {
  const known = counts.get(node);
  if (known !== undefined) return known;
  let count = 0;
  if (node.isTextblock) {
    const text = node.textBetween(0, node.content.size, ' ', ' ');
    count = countWords(text);
  } else node.forEach((child) => (count += words(child)));
  counts.set(node, count);
  return count;
}

/** Words that a reader has before them: the lead, the text, and what stands under pictures. */
export function toRead(doc: Node, lead: string): number {
  let under = 0;
  doc.descendants((node) => {
    const { caption, credit } = node.attrs;
    for (const text of [caption, credit]) if (typeof text === 'string') under += countWords(text);
    return !node.isTextblock;
  });
  return countWords(lead) + words(doc) + under;
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
