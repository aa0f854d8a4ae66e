/** The parts of a long piece, from its headings. */
import type { BodyNode } from '../body/read';
import { numberAttr, plainText, textAttr } from '../body/read';

export interface Part {
  /** Id of its heading's block. */
  id: string;
  level: number;
  text: string;
}

/** Fewer headings than this are found without a list. */
const least = 3;

/** The headings that a list of contents names; none where the piece needs no list. */
export function partsOf(blocks: readonly BodyNode[]): Part[] {
  const parts = blocks
    .filter((block) => block.type === 'heading')
    .map((block) => ({
      id: textAttr(block, 'id'),
      level: numberAttr(block, 'level', 2, 3, 2),
      text: plainText(block).replaceAll('\n', ' ').trim(),
    }))
    .filter(({ id, text }) => id !== '' && text !== '');
  return parts.length < least ? [] : parts;
}

function blockOf(id: string): HTMLElement | null {
  return document.querySelector<HTMLElement>(`[data-anchor="${CSS.escape(id)}"]`);
}

/** Moves the reader to a part, and the keyboard with them. */
export function goTo(id: string): void {
  const block = blockOf(id);
  const heading = block?.querySelector<HTMLElement>('h2, h3');
  if (!block || !heading) return;
  block.scrollIntoView({ behavior: 'instant', block: 'start' });
  heading.tabIndex = -1;
  heading.focus({ preventScroll: true });
}

/** The part that is being read: the last whose heading stands in the upper third, or above. */
export function partAt(parts: readonly Part[]): string {
  const line = innerHeight / 3;
  return parts.findLast(({ id }) => (blockOf(id)?.getBoundingClientRect().top ?? Infinity) <= line)?.id ?? '';
}
