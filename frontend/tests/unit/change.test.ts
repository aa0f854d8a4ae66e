import { expect, test } from 'vitest';
import type { BlockChange } from '../../src/desk/history/change';
import { runs, textOf } from '../../src/desk/history/change';

function blocks(kinds: string): BlockChange[] {
  return [...kinds].map((kind) => ({
    kind: kind === 's' ? 'same' : 'changed',
    old: null,
    new: null,
    moved: false,
    into: -1,
    from: -1,
    spans: [],
    attrs: [],
    parts: [],
  }));
}

const shape = (kinds: string): string =>
  runs(blocks(kinds))
    .map((run) => ('blocks' in run ? `[${String(run.blocks.length)}]` : `(${String(run.hidden.length)})`))
    .join('');

test('what is far from every change is folded away, its neighbours stay', () => {
  expect(shape('')).toBe('');
  expect(shape('sssss')).toBe('(5)');
  expect(shape('c')).toBe('[1]');
  expect(shape('sssscssss')).toBe('(3)[3](3)');
  expect(shape('csssc')).toBe('[2][1][2]');
  expect(shape('cssssc')).toBe('[2](2)[2]');
});

test('no block is lost', () => {
  for (const kinds of ['sscsssssccs', 'cccc', 'sscs', 'ssssssc']) {
    const all = runs(blocks(kinds)).flatMap((run) => ('blocks' in run ? run.blocks : run.hidden));
    expect(all.map(({ kind }) => kind[0])).toEqual([...kinds]);
  }
});

test('the text of a block that is drawn whole', () => {
  const row = { type: 'table_row', content: [{ type: 'paragraph', content: [{ type: 'text', text: 'Giờ' }] }, { type: 'paragraph', content: [{ type: 'text', text: 'Việc' }] }] }; // prettier-ignore
  expect(textOf(row)).toBe('Giờ Việc');
  expect(textOf(null)).toBe('');
});
