/** The caret of a page in the version that is made of it. */
import { expect, test } from 'vitest';
import { caretInVersion } from '../../src/desk/article/document';

const fields = { title: ' Hội  nghị đối ngoại ', lead: 'Sáng nay' };

test.each([
  [0, 0],
  [1, 0],
  [4, 3], // behind “Hội”
  [5, 4],
  [6, 4], // before “nghị”: of two blanks one is left
  [8, 6],
  [20, 18],
  [21, 18], // the blank at the end is gone
])('at %i of a title with blanks it is at %i', (from, to) => {
  expect(caretInVersion(fields, { in: 'title', from, to: from })).toEqual({ in: 'title', from: to, to });
});

test('in the text, and where nothing is taken away, it stays', () => {
  for (const caret of [
    { in: 'text', from: 7, to: 9 },
    { in: 'lead', from: 4, to: 8 },
  ] as const)
    expect(caretInVersion(fields, caret)).toEqual(caret);
});
