import { describe, expect, test } from 'vitest';
import type { Slide } from '../../src/api/types';
import { beside, plan, shift } from '../../src/screen/plan';
import { following, freshened } from '../../src/screen/queue';
import { cover, focusInFrame } from '../../src/ui/crop';

const wide = { width: 1920, height: 1080 };
const tall = { width: 1080, height: 1920 };
const label = { width: 1320, height: 560 };
const band = { width: 1080, height: 800 };
const middle = { x: 500, y: 500 };

describe('where photo and label stand', () => {
  test('the focal point is never behind the label', () => {
    for (let x = 0; x <= 1000; x += 50) {
      for (let y = 0; y <= 1000; y += 50) {
        for (const turn of [0, 1]) {
          const photo = { width: 1920, height: 1280 };
          const made = plan(photo, { x, y }, wide, label, turn);
          if (made.kind === 'whole') continue;
          const at = { x: made.x, y: made.y, seen: 1 };
          const point = focusInFrame(1.5, wide.width / wide.height, { x, y }, at);
          const behindX = made.corner.right ? point.x > 1 - 1320 / 1920 : point.x < 1320 / 1920;
          const behindY = made.corner.top ? point.y < 560 / 1080 : point.y > 1 - 560 / 1080;
          expect(behindX && behindY, `focus ${String(x)},${String(y)}`).toBe(false);
          expect(point.x).toBeGreaterThanOrEqual(0);
          expect(point.x).toBeLessThanOrEqual(1);
        }
      }
    }
  });

  test('the label changes corner from slide to slide', () => {
    const right = (turn: number) =>
      plan({ width: 1920, height: 1280 }, { x: 500, y: 300 }, wide, label, turn).corner.right;
    expect([right(0), right(1), right(2), right(3)]).toEqual([false, true, false, true]);
  });

  test('a portrait photo stands whole beside the label', () => {
    const made = plan({ width: 1280, height: 1920 }, middle, wide, label, 0);
    expect(made.kind === 'whole' && made.photo).toEqual({ width: 720, height: 1080 });
  });

  test('a small photo is enlarged at most one and a half times', () => {
    const made = plan({ width: 640, height: 427 }, middle, wide, label, 0);
    expect(made.kind === 'whole' && made.photo.width).toBe(960);
    const portrait = plan({ width: 300, height: 200 }, middle, tall, band, 0);
    expect(portrait.kind === 'whole' && portrait.photo.width).toBe(450);
  });

  test('a panorama is shown whole', () => {
    expect(plan({ width: 1920, height: 620 }, middle, wide, label, 0).kind).toBe('whole');
    expect(plan({ width: 1920, height: 620 }, middle, tall, band, 0).kind).toBe('whole');
  });

  test('beside a column the photo never reaches into it', () => {
    const made = beside({ width: 4000, height: 1000 }, wide, 856, 1);
    expect(made.kind === 'whole' && made.photo.width).toBe(1920 - 856);
  });

  test('margins shift by 0 to 8 and do not stand still', () => {
    const seen = Array.from({ length: 18 }, (_, turn) => shift(turn));
    for (const { x, y } of seen) expect(Math.max(x, y)).toBeLessThanOrEqual(8);
    expect(new Set(seen.map(({ x, y }) => `${String(x)} ${String(y)}`)).size).toBeGreaterThan(6);
  });
});

test('cover keeps the focal point in the middle as far as the photo reaches', () => {
  expect(cover(1.5, 1, middle)).toMatchObject({ x: 50, y: 50 });
  expect(cover(2, 1, { x: 0, y: 500 }).x).toBe(0);
  expect(cover(2, 1, { x: 1000, y: 500 }).x).toBe(100);
  expect(cover(2, 1, middle).seen).toBe(0.5);
});

describe('what comes next', () => {
  const slide = (id: string, updated = '1') => ({ id, updated }) as Slide;
  const ids = (slides: Slide[]) => slides.map(({ id }) => id).join('');
  const list = ['a', 'b', 'c', 'd'].map((id) => slide(id));

  test('round and round', () => {
    expect(ids(following(list, [], null, []))).toBe('abcd');
    expect(ids(following(list, list, 'b', []))).toBe('cdab');
    expect(ids(following(list, list, 'd', []))).toBe('abcd');
  });

  test('what is new comes first', () => {
    const after = [slide('n'), ...list];
    expect(ids(following(after, list, 'b', ['n']))).toBe('ncdab');
  });

  test('what was withdrawn while shown is followed by its heir', () => {
    const after = list.filter(({ id }) => id !== 'b');
    expect(ids(following(after, list, 'b', []))).toBe('cda');
    const last = list.slice(0, 3);
    expect(ids(following(last, list, 'd', []))).toBe('abc');
    expect(following([], list, 'b', [])).toEqual([]);
  });

  test('new and changed slides are fresh, the first list is not', () => {
    expect(freshened(null, list)).toEqual([]);
    expect(freshened(list, [slide('n'), slide('a'), slide('b', '2')])).toEqual(['n', 'b']);
  });
});
