/** What a person would mark between two versions, as the engine tells it: app/body/diff.go says what it means. */

export interface Node {
  type: string;
  text?: string;
  attrs?: Record<string, unknown>;
  content?: readonly Node[];
}

export interface Mark {
  type: string;
  attrs?: Record<string, unknown>;
}

export interface Span {
  kind: 'same' | 'added' | 'removed' | 'marked';
  text: string;
  marks?: readonly Mark[];
  /** Of marked ones: as they were. */
  oldMarks?: readonly Mark[];
}

export interface AttrChange {
  name: string;
  old: unknown;
  new: unknown;
  spans: readonly Span[];
}

export interface BlockChange {
  kind: 'same' | 'added' | 'removed' | 'changed' | 'moved';
  old: Node | null;
  new: Node | null;
  moved: boolean;
  into: number;
  from: number;
  spans: readonly Span[];
  attrs: readonly AttrChange[];
  parts: readonly BlockChange[];
}

/** A run of blocks to draw: changed ones and their neighbours, or how many stand between unchanged. */
export type Run = { blocks: readonly BlockChange[] } | { hidden: readonly BlockChange[] };

/** So many unchanged blocks stay on either side of a change, to find one's way. */
const around = 1;

/** Takes long stretches without a change apart, so that a page shows what there is to see. */
export function runs(blocks: readonly BlockChange[]): Run[] {
  const near = blocks.map((_, i) =>
    blocks.slice(Math.max(0, i - around), i + around + 1).some((block) => block.kind !== 'same'),
  );
  const out: Run[] = [];
  let from = 0;
  for (let at = 1; at <= blocks.length; at += 1) {
    if (at < blocks.length && near[at] === near[from]) continue;
    const part = blocks.slice(from, at);
    // A single block is no longer than the line that would stand for it.
    out.push(near[from] === true || part.length === 1 ? { blocks: part } : { hidden: part });
    from = at;
  }
  return out;
}

/** The text of a node, for blocks of which nothing is told word by word. */
export function textOf(node: Node | null): string {
  if (node === null) return '';
  if (node.type === 'hard_break') return '\n';
  return (node.text ?? '') + (node.content ?? []).map(textOf).join(node.type === 'paragraph' ? '' : ' ');
}

/** A string attribute, empty where there is none. */
export function attr(node: Node | null, name: string): string {
  const value = node?.attrs?.[name];
  return typeof value === 'string' ? value : '';
}
