/** What a test and the page of the editor under test know of each other. */
import type { Shown } from '../../src/desk/editor/figure';
import type { Caret } from '../../src/desk/editor/state';

export interface Figure {
  media: string;
  caption?: string;
  credit?: string;
}

export interface Harness {
  /** Set before the page starts. */
  doc: unknown;
  caret?: Caret;
  readonly?: boolean;
  /** What the paste hook answers. */
  converted?: unknown;

  /** What the editor gave away, the newest last. */
  docs: unknown[];
  carets: Caret[];
  files: string[];
  place: unknown;
  pasted: string[];
  editor: {
    focus(): void;
    insertFigures(figures: readonly Figure[], place?: unknown, together?: boolean): void;
    replaceDoc(doc: unknown): void;
    selection(): Caret;
  };
}

/** Pictures of the pages under test: hash, size, and the scene that tests/fixture/paint.mjs draws. */
export const shots = {
  coast: { hash: 'a1'.repeat(32), width: 1320, height: 560, colour: '#5c94d6' },
  stones: { hash: 'b2'.repeat(32), width: 600, height: 800, colour: '#788aa0' },
} as const;

export function shown(hash: string): Shown | null {
  const shot = Object.values(shots).find((one) => one.hash === hash);
  return shot === undefined ? null : { ...shot, url: `/pictures/${hash}.png` };
}
