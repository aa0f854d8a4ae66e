/** Turning and cutting pictures: the geometry. */
import { describe, expect, test } from 'vitest';
import type { Edit } from '../../src/desk/picture/edit';
import {
  isUntouched,
  least,
  moved,
  readEdit,
  refocused,
  resized,
  shaped,
  turned,
  untouched,
  whole,
  writeEdit,
} from '../../src/desk/picture/edit';

const edit: Edit = { turn: 1, x: 1_000, y: 2_000, width: 3_000, height: 5_000 };

test('an edit is told in words, and words that tell none leave the picture as it is', () => {
  expect(writeEdit(edit)).toBe('1 1000 2000 3000 5000');
  expect(readEdit(writeEdit(edit))).toEqual(edit);
  for (const bad of [
    '',
    'xoay',
    '4 0 0 1 1',
    '0 0 0 0 1',
    '0 9999 0 2 1',
    '0 0 0 10001 1',
    '1 0 0 1',
    '0 0 0 1 1 ',
    '0 -1 0 1 1',
  ])
    expect(isUntouched(readEdit(bad))).toBe(true);
});

test('four turns lead round, left undoes right', () => {
  let now = edit;
  for (let i = 0; i < 4; i += 1) now = turned(now, 1);
  expect(now).toEqual(edit);
  expect(turned(turned(edit, 1), -1)).toEqual(edit);
  expect(turned(edit, 1)).toEqual({ turn: 2, x: 3_000, y: 1_000, width: 5_000, height: 3_000 });
});

test('a cut never leaves the picture', () => {
  expect(moved(edit, -9_999, 9_999)).toMatchObject({ x: 0, y: 5_000 });
  for (const grip of [-1, 0, 1].flatMap((h) =>
    [-1, 0, 1].map((v) => ({ h, v }) as { h: -1 | 0 | 1; v: -1 | 0 | 1 }),
  ))
    for (const shape of [null, 0.5, 1, 16 / 9])
      for (const by of [-20_000, -700, 0, 700, 20_000]) {
        const made = resized(shape === null ? edit : shaped(edit, shape), grip, by, by / 3, shape);
        expect(made.x).toBeGreaterThanOrEqual(0);
        expect(made.y).toBeGreaterThanOrEqual(0);
        expect(made.x + made.width).toBeLessThanOrEqual(whole);
        expect(made.y + made.height).toBeLessThanOrEqual(whole);
        expect(Math.min(made.width, made.height)).toBeGreaterThanOrEqual(least - 1);
        if (shape !== null) expect(Math.abs(made.width / made.height / shape - 1)).toBeLessThan(0.02);
      }
});

describe('an edge that is moved leaves the opposite one where it is', () => {
  test('freely', () => {
    expect(resized(edit, { h: -1, v: 0 }, 500, 900, null)).toEqual({
      x: 1_500,
      y: 2_000,
      width: 2_500,
      height: 5_000,
    });
    expect(resized(edit, { h: 1, v: 1 }, 500, 900, null)).toEqual({
      x: 1_000,
      y: 2_000,
      width: 3_500,
      height: 5_900,
    });
  });

  test('in a shape', () => {
    const square = shaped(edit, 1);
    expect(square).toEqual({ x: 1_000, y: 3_000, width: 3_000, height: 3_000 });
    expect(resized(square, { h: 1, v: 1 }, 500, 0, 1)).toEqual({
      x: 1_000,
      y: 3_000,
      width: 3_500,
      height: 3_500,
    });
    expect(resized(square, { h: -1, v: -1 }, -400, -900, 1)).toEqual({
      x: 100,
      y: 2_100,
      width: 3_900,
      height: 3_900,
    });
  });
});

describe('the focal point stays on what it was set on', () => {
  const focus = { x: 250, y: 600 };

  test('where nothing changed', () => expect(refocused(focus, edit, edit)).toEqual(focus));

  test('through turns', () => {
    expect(refocused(focus, untouched, turned(untouched, 1))).toEqual({ x: 400, y: 250 });
    expect(
      refocused(refocused(focus, untouched, turned(untouched, -1)), turned(untouched, -1), untouched),
    ).toEqual(focus);
  });

  test('through a cut and back', () => {
    const cut = { turn: 0, x: 2_000, y: 5_000, width: 4_000, height: 4_000 };
    expect(refocused(focus, untouched, cut)).toEqual({ x: 125, y: 250 });
    expect(refocused({ x: 125, y: 250 }, cut, untouched)).toEqual(focus);
  });

  test('it is at the edge when it was cut off', () =>
    expect(refocused(focus, untouched, { turn: 0, x: 5_000, y: 0, width: 5_000, height: 5_000 })).toEqual({
      x: 0,
      y: 1_000,
    }));
});
