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

test('in the text, and in a lead with all its blanks, it stays', () => {
  const blanks = { title: '', lead: ' Sáng  nay, tại đây ' };
  for (const caret of [
    { in: 'text', from: 7, to: 9 },
    { in: 'lead', from: 8, to: 20 },
  ] as const)
    expect(caretInVersion(blanks, caret)).toEqual(caret);
});

test('behind letters that were written with their marks apart it is behind those in one piece', () => {
  const apart = { title: 'Hội nghị'.normalize('NFD'), lead: 'Sáng nay'.normalize('NFD') };
  const at = (name: 'title' | 'lead', from: number) =>
    caretInVersion(apart, { in: name, from, to: apart[name].length });
  expect(at('title', 'Hội'.normalize('NFD').length)).toEqual({ in: 'title', from: 3, to: 8 });
  expect(at('lead', 'Sáng'.normalize('NFD').length)).toEqual({ in: 'lead', from: 4, to: 8 });
});

test('no-break spaces of a title stay', () => {
  const bound = { title: 'Số\u00a012  năm', lead: '' };
  expect(caretInVersion(bound, { in: 'title', from: 7, to: 10 })).toEqual({ in: 'title', from: 6, to: 9 });
});
