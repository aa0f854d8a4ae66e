/** The blocks of one place (a document, a cell, an item), as they come. */
import type { Hints } from './caption';
import { give, splitCredit, withCaptions } from './caption';
import type { Run, Style } from './inline';
import { inlineOf, withoutMark } from './inline';
import type { DocNode } from './node';
import { lineOf, paragraph } from './node';

/** How the paragraph is laid out that a text is in. */
export interface Place {
  centred: boolean;
  caption: boolean;
  /** The rank of the heading it is in, or null. Ranks become levels once all are known. */
  rank: number | null;
}

/** The marker of an item in one of Word's lists. */
export interface Marker {
  level: number;
  /** Null is a bullet. */
  number: number | null;
}

interface OpenList {
  level: number;
  list: DocNode;
  /** The number that the next item has; null in a list of bullets. */
  next: number | null;
}

export class Flow {
  private readonly blocks: DocNode[] = [];
  private runs: Run[] = [];
  private place: Place | null = null;
  private lists: OpenList[] = [];
  private quote: DocNode | null = null;

  constructor(
    private readonly hints: Hints,
    private readonly onConverted: () => void,
  ) {}

  text(text: string, style: Style, place: Place): void {
    this.runs.push({ text, style });
    if (this.place === null && text.trim() !== '') this.place = place;
  }

  /** Ends the paragraph, if one has begun. */
  end(): void {
    const { runs, place } = this;
    if (runs.length === 0) return;
    this.runs = [];
    this.place = null;
    const { paragraphs, converted } = inlineOf(runs);
    if (converted) this.onConverted();
    for (const content of paragraphs) this.put(this.blockOf(content, place));
  }

  private blockOf(content: DocNode[], place: Place | null): DocNode {
    const rank = place?.rank ?? null;
    if (rank !== null)
      return { type: 'heading', attrs: { level: rank }, content: withoutMark(content, 'bold') };
    const block = paragraph(content);
    if (place !== null) this.hints.set(block, { centred: place.centred, caption: place.caption });
    return block;
  }

  /** Adds blocks after what there is. */
  put(...blocks: DocNode[]): void {
    this.end();
    if (blocks.length === 0) return;
    this.lists = [];
    this.quote = null;
    this.blocks.push(...blocks);
  }

  /** The words of a figcaption go to the picture before them. */
  caption(content: readonly DocNode[]): void {
    this.end();
    const line = lineOf(content);
    if (line === '') return;
    const last = this.blocks.at(-1);
    if (last?.type === 'figure' && last.attrs?.['caption'] === undefined) give(last, splitCredit(line));
    else this.put(...content);
  }

  /** An item of a list that Word writes as a paragraph: it joins the list before it, or begins one. */
  item(blocks: readonly DocNode[], { level, number }: Marker): void {
    this.end();
    if (blocks.length === 0) return;
    this.close(level, number);
    let open = this.lists.at(-1);
    if (open?.level !== level) {
      const parent = open?.list.content?.at(-1);
      open = { level, list: listOf(number), next: number };
      if (parent === undefined) this.put(open.list);
      else parent.content?.push(open.list);
      this.lists.push(open);
    }
    open.list.content?.push(itemOf(blocks));
    if (open.next !== null) open.next++;
  }

  /** Blocks that belong to the item they follow, if one of a higher level is open, such as "a) …" below "1.". */
  below(blocks: readonly DocNode[], level: number): void {
    this.end();
    this.close(level, undefined);
    const parent = this.lists.at(-1)?.list.content?.at(-1);
    if (parent === undefined) this.put(...blocks);
    else parent.content?.push(...blocks);
  }

  /** Closes the lists that an item of this level and number does not go on with. */
  private close(level: number, number: number | null | undefined): void {
    for (let open = this.lists.at(-1); open !== undefined; open = this.lists.at(-1)) {
      if (open.level < level || (open.level === level && open.next === number)) return;
      this.lists.pop();
    }
  }

  /** A quotation that Word writes as paragraphs. */
  quoted(blocks: readonly DocNode[]): void {
    this.end();
    if (blocks.length === 0) return;
    const open = this.quote ?? { type: 'blockquote', content: [] };
    if (this.quote === null) this.put(open);
    open.content?.push(...blocks);
    this.quote = open;
  }

  /** All blocks, captions with their pictures. */
  finish(): DocNode[] {
    this.end();
    return withCaptions(this.blocks, this.hints);
  }
}

/** A list without items yet, of bullets or beginning with a number. */
export function listOf(number: number | null): DocNode {
  if (number === null) return { type: 'bullet_list', content: [] };
  if (number === 1) return { type: 'ordered_list', content: [] };
  return { type: 'ordered_list', attrs: { order: Math.min(Math.max(number, 0), 1e6) }, content: [] };
}

/** An item, which begins with a paragraph. */
export function itemOf(blocks: readonly DocNode[]): DocNode {
  const [first, ...rest] = blocks;
  if (first?.type === 'paragraph') return { type: 'list_item', content: [...blocks] };
  if (first?.type === 'heading') return { type: 'list_item', content: [paragraph(first.content), ...rest] };
  return { type: 'list_item', content: [paragraph(), ...blocks] };
}
