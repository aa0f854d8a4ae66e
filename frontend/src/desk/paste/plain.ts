/** Plain text as a document. */
import { cleanText } from '../../viet/clean';
import { fitted } from './fit';
import { itemOf, listOf } from './flow';
import type { DocNode, Note, Pasted } from './node';
import { paragraph } from './node';

/** "- ", "• " and the bullets of symbol fonts; "1. " and "1) ". */
const item = /^\s*(?:[-–•◦▪●*+\uf0b7\uf0a7\uf0d8\uf0fc]|(\d{1,3})[.)])[ \t\u00a0]+(?=\S)/u;

/** Blank lines part paragraphs, lines that begin like items are lists, other line ends stay line breaks. */
export function convertPlain(text: string): Pasted {
  const notes = new Set<Note>();
  const parts = text.replace(/\r\n?/g, '\n').split(/\n[^\S\n]*\n/);
  const content = fitted(parts.flatMap(partOf), notes);
  return { doc: { type: 'doc', content }, pictures: [], notes: [...notes].sort() };
}

function partOf(part: string): DocNode[] {
  const made: DocNode[] = [];
  let next: number | null = null; // The number that goes on with the list that is open.
  for (const raw of part.split('\n')) {
    const found = item.exec(raw);
    const line = cleanText(raw.slice(found?.[0].length ?? 0))
      .replace(/\s+/g, ' ')
      .trim();
    if (line === '') continue;
    const text: DocNode = { type: 'text', text: line };
    const last = made.at(-1);
    if (found === null) {
      if (last?.type === 'paragraph') last.content?.push({ type: 'hard_break' }, text);
      else made.push(paragraph([text]));
      continue;
    }
    const number = found[1] === undefined ? null : Number(found[1]);
    const goesOn = last !== undefined && last.type !== 'paragraph' && number === next;
    const list = goesOn ? last : listOf(number);
    if (!goesOn) made.push(list);
    list.content?.push(itemOf([paragraph([text])]));
    next = number === null ? null : number + 1;
  }
  return made;
}
