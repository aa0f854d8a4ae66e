/** Lists: those of HTML, and the paragraphs that Word calls items. */
import type { Flow } from './flow';
import { itemOf, listOf } from './flow';
import type { Look } from './look';
import type { DocNode } from './node';
import { paragraph } from './node';
import type { Context, Reader } from './reader';

/** The number before an item as another kind of list would show it: "b.", "iv."; null for figures. */
function writtenNumber(numbering: string | undefined, n: number): string | null {
  const kind = /^(lower|upper)-(alpha|latin|roman)$/.exec(numbering ?? '');
  if (kind === null || n < 1 || n > 3_999) return null;
  const word = kind[2] === 'roman' ? roman(n) : letters(n);
  return `${kind[1] === 'upper' ? word.toUpperCase() : word}.`;
}

function letters(n: number): string {
  const before = Math.floor((n - 1) / 26);
  return (before > 0 ? letters(before) : '') + String.fromCharCode(97 + ((n - 1) % 26));
}

const romans: readonly (readonly [number, string])[] = [
  [1000, 'm'], [900, 'cm'], [500, 'd'], [400, 'cd'], [100, 'c'], [90, 'xc'],
  [50, 'l'], [40, 'xl'], [10, 'x'], [9, 'ix'], [5, 'v'], [4, 'iv'], [1, 'i'],
]; // prettier-ignore

function roman(n: number): string {
  let left = n;
  let word = '';
  for (const [value, sign] of romans) {
    while (left >= value) {
      word += sign;
      left -= value;
    }
  }
  return word;
}

/**
 * A list of HTML. Its numbers are kept; where they are letters or Roman, which a list of ours cannot show,
 * they are written out as text, for other texts refer to them ("điểm b khoản 2").
 */
export function readList(list: Element, look: Look, context: Context, flow: Flow, reader: Reader): void {
  const ordered = list.localName === 'ol';
  let number = ordered ? numberAttr(list, 'start', 1) : null;
  let open: DocNode | null = null;
  for (let child = list.firstChild; child !== null; child = child.nextSibling) {
    const element = child.nodeType === Node.ELEMENT_NODE ? (child as Element) : null;
    const content = itemContent(child, context, reader);
    if (content.length === 0) continue;
    if (element?.localName !== 'li') {
      // Lists that stand in a list rather than in one of its items belong to the item before them.
      const last = open?.content?.at(-1);
      if (last === undefined) flow.put(...content);
      else last.content?.push(...content);
      continue;
    }
    const given = number === null ? null : numberAttr(element, 'value', number);
    const numbering = reader.look(element).numbering ?? look.numbering;
    const written = given === null ? null : writtenNumber(numbering, given);
    if (written !== null) {
      reader.notes.add('numbering_written_out');
      flow.put(...withMarker(written, content));
      open = null;
    } else {
      if (open === null || given !== number) {
        open = listOf(given);
        flow.put(open);
      }
      open.content?.push(itemOf(content));
    }
    number = given === null ? null : given + 1;
  }
}

function itemContent(child: Node, context: Context, reader: Reader): DocNode[] {
  const flow = reader.flow();
  reader.node(child, { ...context, inside: true }, flow);
  return flow.finish();
}

function numberAttr(element: Element, name: string, fallback: number): number {
  const value = element.getAttribute(name)?.trim() ?? '';
  return /^\d{1,6}$/.test(value) ? Number(value) : fallback;
}

/** A paragraph that Word calls an item of a list. Its bullet or number is text, in an element marked as such. */
export function readFakeItem(
  element: Element,
  level: number,
  context: Context,
  flow: Flow,
  reader: Reader,
): void {
  const marker = markerOf(element, reader);
  const content = reader.inside(element, { ...context, inside: true });
  if (context.place.rank !== null) {
    // A numbered heading keeps its number as text.
    flow.put(...(isBullet(marker) ? content : withMarker(marker, content)));
    return;
  }
  const number = /^(\d{1,6})[.)]?$/.exec(marker);
  if (number !== null) flow.item(content, { level, number: Number(number[1]) });
  else if (isBullet(marker)) flow.item(content, { level, number: null });
  else {
    reader.notes.add('numbering_written_out');
    flow.below(withMarker(marker, content), level);
  }
}

/** Letters that are bullets in Wingdings and Courier New stand alone; numbers have a dot or a bracket. */
function isBullet(marker: string): boolean {
  return !/[\p{L}\p{N}]/u.test(marker) || /^\p{L}$/u.test(marker);
}

function markerOf(element: Element, reader: Reader): string {
  const found = [...element.getElementsByTagName('span')].find((span) => reader.look(span).marker === true);
  return (found?.textContent ?? '').replace(/[\s\u00a0]+/g, ' ').trim();
}

function withMarker(marker: string, content: readonly DocNode[]): DocNode[] {
  const [first, ...rest] = content;
  const text: DocNode = { type: 'text', text: `${marker} ` };
  if (first?.type !== 'paragraph' && first?.type !== 'heading') return [paragraph([text]), ...content];
  return [{ ...first, content: [text, ...(first.content ?? [])] }, ...rest];
}
