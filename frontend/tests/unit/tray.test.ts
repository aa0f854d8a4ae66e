/** Choosing among the pictures of a tray. */
import type { TrayItem } from '../../src/api/tray';
import { expect, test } from 'vitest';
import { chosenOf, neighbour, runsOf, toggled, withPlace } from '../../src/desk/tray/pick';

const item = (media: string, burst: number): TrayItem => ({
  media,
  burst,
  names: [`${media}.jpg`],
  taken: '',
  takenBy: '',
  bytes: 1,
  from: 'phone',
  account: '',
  added: '2024-07-03T17:59:08+07:00',
  waits: false,
  picture: { width: 3, height: 2, colour: '#334455', sizes: [] },
});

test('bursts stand together, and two that follow each other stay two', () => {
  const runs = runsOf([item('a', 0), item('b', 1), item('c', 1), item('d', 2), item('e', 2), item('f', 0)]);
  expect(runs.map((run) => run.items.map(({ media }) => media).join(''))).toEqual(['a', 'bc', 'de', 'f']);
  expect(runs.map((run) => run.burst)).toEqual([false, true, true, false]);
  expect(runsOf([])).toEqual([]);
  expect(runsOf([item('a', 0), item('b', 0)])).toHaveLength(2);
});

test('pictures go in in the order in which they were picked', () => {
  let picks: string[] = [];
  for (const media of ['c', 'a', 'b', 'a', 'a']) picks = toggled(picks, media);
  expect(picks).toEqual(['c', 'b', 'a']);
  expect(chosenOf(picks, { b: ' Quang cảnh ', x: 'của ảnh khác' }, ' Minh Khuê ', 'Hà Giang')).toEqual([
    { media: 'c', alt: '', caption: 'Hà Giang', credit: 'Minh Khuê' },
    { media: 'b', alt: '', caption: 'Quang cảnh (Hà Giang)', credit: 'Minh Khuê' },
    { media: 'a', alt: '', caption: 'Hà Giang', credit: 'Minh Khuê' },
  ]);
});

test('a place is not named twice', () => {
  expect(withPlace('Chợ phiên tại HÀ GIANG', 'Hà Giang')).toBe('Chợ phiên tại HÀ GIANG');
  expect(withPlace('Chợ phiên', '')).toBe('Chợ phiên');
});

test('arrows go by how the pictures stand', () => {
  // Three above, two below, the second row shifted.
  const spots = [
    { left: 0, top: 0 },
    { left: 100, top: 0 },
    { left: 200, top: 0 },
    { left: 30, top: 100 },
    { left: 130, top: 100 },
  ];
  const go = (from: number, key: string): number => neighbour(spots, from, key);
  expect([go(0, 'ArrowRight'), go(2, 'ArrowRight'), go(4, 'ArrowRight'), go(0, 'ArrowLeft')]).toEqual([
    1, 3, 4, 0,
  ]);
  expect([go(2, 'ArrowDown'), go(0, 'ArrowDown'), go(4, 'ArrowDown')]).toEqual([4, 3, 4]);
  expect([go(3, 'ArrowUp'), go(4, 'ArrowUp'), go(1, 'ArrowUp')]).toEqual([0, 1, 1]);
  expect([go(3, 'Home'), go(0, 'End'), go(1, 'x')]).toEqual([0, 4, 1]);
  expect(neighbour([], 0, 'ArrowDown')).toBe(0);
});
