/** What the schema says of each type of node: ../../../app/body/testdata/README.md as a table, as in Go. */

/** Where a node may stand. */
export type Place = 'top' | 'inside' | 'inline' | 'list' | 'table' | 'row' | 'roll';

/** A known attribute: a whole number from least to most, or a string. */
export interface Attr {
  name: string;
  needed?: boolean;
  range?: readonly [least: number, most: number];
  /** A string that names a media file. */
  media?: boolean;
}

export interface Rule {
  stands: readonly Place[];
  /** What its content is; null if it holds none, 'any' if whatever there is. */
  holds: Place | 'any' | null;
  /** May not be empty. */
  some?: boolean;
  /** The type that its content begins with, if only one may. */
  first?: string;
  attrs?: readonly Attr[];
}

/** The most a document may have: bytes of JSON, top-level blocks, and levels, the blocks being the first. */
export const limits = { bytes: 1 << 20, blocks: 5_000, depth: 8, nesting: 64, link: 2_048 } as const;

const media: readonly Attr[] = [
  { name: 'media', needed: true, media: true },
  { name: 'caption' },
  { name: 'credit' },
];
const figure: readonly Attr[] = [
  { name: 'alt' },
  { name: 'focusX', range: [0, 1_000] },
  { name: 'focusY', range: [0, 1_000] },
  { name: 'original', media: true },
  { name: 'edit' },
  ...media,
];
const sound: readonly Attr[] = [{ name: 'subtitles', media: true }, { name: 'transcript' }, ...media];
const film: readonly Attr[] = [{ name: 'poster', media: true }, ...sound];
const cell: readonly Attr[] = [
  { name: 'colspan', range: [1, 1_000] },
  { name: 'rowspan', range: [1, 1_000] },
];
const block: readonly Place[] = ['top', 'inside'];

/** The rule of every known type. */
export const schema: ReadonlyMap<string, Rule> = new Map<string, Rule>([
  ['paragraph', { stands: block, holds: 'inline' }],
  ['heading', { stands: block, holds: 'inline', attrs: [{ name: 'level', needed: true, range: [2, 3] }] }],
  ['blockquote', { stands: block, holds: 'inside', some: true }],
  ['bullet_list', { stands: block, holds: 'list', some: true }],
  ['ordered_list', { stands: block, holds: 'list', some: true, attrs: [{ name: 'order', range: [0, 1e6] }] }],
  ['list_item', { stands: ['list'], holds: 'inside', some: true, first: 'paragraph' }],
  ['table', { stands: ['top'], holds: 'table', some: true }],
  ['table_row', { stands: ['table'], holds: 'row', some: true }],
  ['table_cell', { stands: ['row'], holds: 'inside', some: true, attrs: cell }],
  ['table_header', { stands: ['row'], holds: 'inside', some: true, attrs: cell }],
  ['figure', { stands: ['top', 'inside', 'roll'], holds: null, attrs: figure }],
  ['gallery', { stands: ['top'], holds: 'roll', some: true }],
  ['video', { stands: ['top'], holds: null, attrs: film }],
  ['audio', { stands: ['top'], holds: null, attrs: sound }],
  ['divider', { stands: ['top'], holds: null }],
  ['hard_break', { stands: ['inline'], holds: null }],
  ['text', { stands: ['inline'], holds: null }],
  // A document stands nowhere in a document.
  ['doc', { stands: [], holds: null }],
]);
