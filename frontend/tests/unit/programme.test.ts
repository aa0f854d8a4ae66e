/** What is now and next, by the cases that the engine passes too. */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { Slide } from '../../src/api/types';
import { dayToOpen, minutesTo, presentAt } from '../../src/reading/hall/present';
import { isProgramme, weave } from '../../src/screen/weave';

interface Case {
  at: string;
  trusted?: boolean;
  now: string[];
  next: string[];
  off: string[];
  left?: number;
  begins?: number;
}
interface Told {
  id: string;
  day: string;
  start: number;
  end: number;
  state?: 'changed' | 'cancelled';
}

const { items: told, moments } = JSON.parse(
  readFileSync(new URL('../../../app/testdata/present.json', import.meta.url), 'utf8'),
) as { items: Told[]; moments: Case[] };

const at = (day: string, minute: number): string =>
  new Date(Date.parse(`${day}T00:00:00+07:00`) + minute * 60_000).toISOString();
const items = told.map(({ id, day, start, end, state }) => ({
  id,
  day,
  from: at(day, start),
  until: at(day, end),
  state: state ?? ('' as const),
}));
const ids = (list: { id: string }[]): string[] => list.map(({ id }) => id);

test.each(moments)('at $at', (moment) => {
  const clock = moment.trusted === false ? null : new Date(moment.at);
  const { now, next, off } = presentAt(items, clock);
  expect([ids(now), ids(next), ids(off)]).toEqual([moment.now, moment.next, moment.off]);
  if (now[0] !== undefined) expect(minutesTo(now[0].until, new Date(moment.at))).toBe(moment.left);
  if (next[0] !== undefined) expect(minutesTo(next[0].from, new Date(moment.at))).toBe(moment.begins);
});

test.each([
  ['2026-11-20T08:00:00+07:00', '2026-11-26'],
  ['2026-11-27T00:30:00+07:00', '2026-11-26'],
  ['2026-11-27T02:00:00+07:00', '2026-11-27'],
  ['2026-12-24T08:00:00+07:00', '2026-11-27'],
])('the page opened at %s shows %s', (moment, day) => {
  expect(dayToOpen(items, new Date(moment))).toBe(day);
});

test('without a clock the first day is opened, and none without a programme', () => {
  expect(dayToOpen(items, null)).toBe('2026-11-26');
  expect(dayToOpen([], new Date())).toBe('');
});

describe('the programme among the slides of a screen', () => {
  const slide = (id: string): Slide => ({ id, photo: {}, updated: '1' }) as unknown as Slide;

  test('stands in front and after each few', () => {
    const woven = weave([...'abcdefg'].map(slide));
    expect(woven.map((one) => (isProgramme(one) ? '*' : one.id)).join('')).toBe('*abc*def*g');
    expect(new Set(woven.map(({ id }) => id)).size).toBe(woven.length);
  });

  test('stands alone where there is nothing else', () => {
    expect(weave([]).map(isProgramme)).toEqual([true]);
  });
});
