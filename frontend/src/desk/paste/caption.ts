/** Which paragraph after a picture is its caption, and what in it names the photographer. */
import { allMarked } from './inline';
import type { DocNode } from './node';
import { lineOf } from './node';

/** What is known of a paragraph beside its text. */
export interface Hint {
  centred: boolean;
  /** It is called a caption where it comes from. */
  caption: boolean;
}

export type Hints = WeakMap<DocNode, Hint>;

/** Longer ones are paragraphs of the article. */
const longest = { called: 600, credited: 400, italic: 300, centred: 200 };

/** "Ảnh: …", "(Ảnh: …)", "Nguồn ảnh: …", alone or after the sentence of a caption. */
const credited =
  /^(?:(.*?[.!?…”"’)\]:;,]|.*?(?=\s*[([]))\s*[–-]?\s*|)[([]?\s*((?:nguồn\s+)?ảnh(?:\s+(?:minh họa|minh hoạ|tư liệu|chụp màn hình|cắt từ clip))?|tin,?\s+ảnh|bài,?\s+ảnh|tin,?\s+bài,?\s+ảnh|photo)\s*:\s*([^()[\]]{2,100}?)\s*[)\]]?\s*\.?$/iu;

export interface Words {
  caption: string;
  credit: string;
}

/** A caption and the credit at its end. "Ảnh:" alone is left out of a credit, the reader's page says it. */
export function splitCredit(line: string): Words {
  const found = line.length > longest.called ? null : credited.exec(line);
  if (found === null) return { caption: line, credit: '' };
  const [, caption = '', called = '', name = ''] = found;
  const credit = /^ảnh$/iu.test(called) ? name : `${called}: ${name}`;
  return { caption: caption.replace(/[\s,;:]+$/, ''), credit };
}

/** Puts captions that follow pictures into these; what is not surely one stays. */
export function withCaptions(blocks: readonly DocNode[], hints: Hints): DocNode[] {
  const made: DocNode[] = [];
  for (const block of blocks) {
    const figure = made.at(-1);
    if (figure?.type === 'figure' && block.type === 'paragraph' && takes(figure, block, hints.get(block)))
      continue;
    made.push(block);
  }
  return made;
}

function takes(figure: DocNode, block: DocNode, hint: Hint | undefined): boolean {
  const line = lineOf(block.content ?? []);
  const words = splitCredit(line);
  const has = (name: 'caption' | 'credit'): boolean => (figure.attrs?.[name] ?? '') !== '';
  if (has('credit') || (has('caption') && (words.caption !== '' || words.credit === ''))) return false;
  if (!/[\p{L}\p{N}]/u.test(line) || !isCaption(block, line, words, hint)) return false;
  give(figure, words);
  return true;
}

/** Gives a figure its words. */
export function give(figure: DocNode, { caption, credit }: Words): void {
  const attrs = { ...figure.attrs };
  if (caption !== '') attrs['caption'] = caption;
  if (credit !== '') attrs['credit'] = credit;
  figure.attrs = attrs;
}

function isCaption(block: DocNode, line: string, words: Words, hint: Hint | undefined): boolean {
  const length = line.length;
  if (hint?.caption === true) return length <= longest.called;
  if (words.credit !== '') return length <= longest.credited;
  const content = block.content ?? [];
  if (allMarked(content, 'italic')) return length <= longest.italic;
  return hint?.centred === true && length <= longest.centred && !allMarked(content, 'bold');
}
