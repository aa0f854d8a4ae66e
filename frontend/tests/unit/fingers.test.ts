import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Fingers, hold } from '../../src/ui/keyboard/fingers';

const place = { x: 100, y: 100 };
let pressed: [string, number][] = [];
let fingers: Fingers<string>;

beforeEach(() => {
  vi.useFakeTimers();
  pressed = [];
  fingers = new Fingers({
    press: (key, times) => pressed.push([key, times]),
    repeats: (key) => key === 'delete',
  });
});

afterEach(() => void vi.useRealTimers());

test('a touch is one press, however long it lasts', () => {
  fingers.down(1, 'a', place, 0);
  vi.advanceTimersByTime(5_000);
  fingers.up(1, 5_000);
  expect(pressed).toEqual([['a', 0]]);
});

test.each([
  ['a hand that trembles while it comes down', [0, 20, 40], 1],
  ['the same letter twice in a word', [0, 60, 140], 2],
])('%s', (_, [down, up, again], presses) => {
  fingers.down(1, 'a', place, down ?? 0);
  fingers.up(1, up ?? 0);
  fingers.down(2, 'a', { x: 103, y: 98 }, again ?? 0);
  expect(pressed).toHaveLength(presses);
});

test('a hand that trembles while it is lifted', () => {
  fingers.down(1, 'a', place, 0);
  fingers.up(1, 400);
  fingers.down(1, 'a', place, 430);
  expect(pressed).toHaveLength(1);
});

test('what a key becomes by being touched is not touched by a trembling hand', () => {
  fingers.down(1, 'signs', place, 0);
  fingers.up(1, 10);
  fingers.down(1, 'letters', place, 30);
  expect(pressed).toEqual([['signs', 0]]);
});

test('two fingers in turn press two keys, however quickly', () => {
  fingers.down(1, 'a', place, 0);
  fingers.down(2, 'n', { x: 300, y: 180 }, 15);
  fingers.up(1, 30);
  fingers.up(2, 45);
  expect(pressed.map(([key]) => key)).toEqual(['a', 'n']);
});

test('a hand that leans on the panel presses no third key', () => {
  for (const [i, key] of ['a', 'b', 'c', 'd'].entries()) fingers.down(i, key, { x: 100 * i, y: 0 }, i);
  expect(pressed.map(([key]) => key)).toEqual(['a', 'b']);
});

test('delete repeats while it is held, and stops when it is let go or another key is touched', () => {
  fingers.down(1, 'delete', place, 0);
  vi.advanceTimersByTime(hold.first + 2 * hold.next);
  expect(pressed.map(([, times]) => times)).toEqual([0, 1, 2, 3]);
  fingers.down(2, 'a', { x: 0, y: 0 }, 700);
  vi.advanceTimersByTime(2_000);
  fingers.up(1, 2_700);
  fingers.up(2, 2_700);
  vi.advanceTimersByTime(2_000);
  expect(pressed).toHaveLength(5);
});
