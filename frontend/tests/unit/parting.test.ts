import { expect, test } from 'vitest';
import { parting } from '../../src/desk/article/parting';

const block = (id: string, text = id): unknown => ({
  type: 'paragraph',
  attrs: { id },
  content: [{ type: 'text', text }],
});
const doc = (title: string, ...content: unknown[]) => ({ title, body: { type: 'doc', content } });
const caret = { in: 'text', from: 5, to: 5 } as const;

test.each([
  ['nothing', ['a', 'b'], ['a', 'b'], 2, []],
  ['a block in the middle', ['a', 'b', 'c'], ['a', 'x', 'c'], 1, ['x']],
  ['the last', ['a', 'b'], ['a', 'x'], 1, ['x']],
  ['one more of the same', ['a', 'a'], ['a', 'a', 'a'], 2, ['a']],
  ['one less of the same', ['a', 'a', 'a'], ['a', 'a'], 2, []],
  ['all', ['a', 'b'], ['x'], 0, ['x']],
  ['the first words', [], ['x'], 0, ['x']],
])('%s changed', (_, before, now, head, changed) => {
  const known = { since: '2026-11-26T08:00:00.123+07:00', doc: doc('Cũ', ...before.map((id) => block(id))) };
  const got = parting(known, { doc: doc('Mới', ...now.map((id) => block(id))), base: ['ab'], ...caret });
  expect(got).toMatchObject({ since: known.since, base: ['ab'], ...caret, head });
  if (got === null) throw new Error('it knows from what');
  expect(got.doc).toEqual(doc('Mới', ...changed.map((id) => block(id))));
  // What the engine makes of it.
  const put = [...before.slice(0, got.head), ...changed, ...before.slice(before.length - got.tail)];
  expect(put).toEqual(now);
});

test('an article without a text is no fault', () => {
  const now = { doc: { title: 'x' }, base: ['ab'], ...caret };
  expect(parting({ since: '', doc: null }, now)).toMatchObject({ head: 0, tail: 0 });
});

test('without a note or a single version all is sent', () => {
  for (const base of [[], ['ab', 'cd']])
    expect(parting({ since: '', doc: doc('x') }, { doc: doc('y'), base, ...caret })).toBeNull();
});
