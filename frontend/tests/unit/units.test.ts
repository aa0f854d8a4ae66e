/** The directory of units as the desk orders it and readers see it grouped. */
import { describe, expect, test } from 'vitest';
import type { DeskUnit, Unit } from '../../src/api/types';
import { editOf, filtered, newUnit, reordered } from '../../src/desk/units/tree';
import { unitDay } from '../../src/reading/unit-day';
import { sections } from '../../src/reading/units.svelte';

function unit(id: string, under = '', more: Partial<DeskUnit> = {}): DeskUnit {
  return { ...newUnit(under), id, under, name: { vi: id, en: '' }, ended: false, opens: 0, recent: 0, reports: 0, ...more }; // prettier-ignore
}

const all = [
  unit('Sở, ban, ngành'),
  unit('Sở Y tế', 'Sở, ban, ngành', { website: 'https://soyte.example', reports: 2 }),
  unit('Sở Thông tin', 'Sở, ban, ngành', { ended: true }),
  unit('Sở Tư pháp', 'Sở, ban, ngành', { code: 'STP' }),
  unit('Xã Đá Bạc'),
];
const names = (list: readonly DeskUnit[]): string[] => list.map((each) => each.id);
const none = { words: '', ended: false, broken: false };

describe('filtered', () => {
  test.each([
    ['what ended is left out', none, ['Sở, ban, ngành', 'Sở Y tế', 'Sở Tư pháp', 'Xã Đá Bạc']],
    ['unless it is wanted', { ...none, ended: true }, names(all)],
    [
      'words find what ended, with its group',
      { ...none, words: 'THONG tin' },
      ['Sở, ban, ngành', 'Sở Thông tin'],
    ],
    ['words without marks', { ...none, words: 'da bac' }, ['Xã Đá Bạc']],
    ['a code', { ...none, words: 'stp' }, ['Sở, ban, ngành', 'Sở Tư pháp']],
    ['reported ones', { ...none, broken: true }, ['Sở, ban, ngành', 'Sở Y tế']],
    ['nothing', { ...none, words: 'xyz' }, []],
  ])('%s', (_, filter, want) => {
    expect(names(filtered(all, filter))).toEqual(want);
  });
});

describe('reordered', () => {
  test.each([
    ['upward', 'Sở Tư pháp', 'Sở Y tế', ['Sở Tư pháp', 'Sở Y tế', 'Sở Thông tin']],
    ['downward', 'Sở Y tế', 'Sở Tư pháp', ['Sở Thông tin', 'Sở Tư pháp', 'Sở Y tế']],
    ['on the first level', 'Xã Đá Bạc', 'Sở, ban, ngành', ['Xã Đá Bạc', 'Sở, ban, ngành']],
    ['onto itself', 'Sở Y tế', 'Sở Y tế', null],
    ['into another group', 'Sở Y tế', 'Xã Đá Bạc', null],
    ['onto nothing', 'Sở Y tế', 'ai', null],
  ])('%s', (_, moving, to, want) => {
    expect(reordered(all, moving, to)).toEqual(want);
  });
});

test('what is sent of a unit holds nothing that was counted', () => {
  expect(Object.keys(editOf(unit('Sở Y tế', '', { opens: 3 }))).sort()).toEqual(
    Object.keys(newUnit('')).sort(),
  );
});

test('units stand under their groups, those without one behind them', () => {
  const one = (id: string, group: string): Unit => ({ id, group, name: { vi: id, en: id }, phones: [], now: null, former: [] }); // prettier-ignore
  const groups = [
    { id: 'g', name: { vi: 'G', en: 'G' }, count: 2 },
    { id: 'h', name: { vi: 'H', en: 'H' }, count: 1 },
  ];
  const made = sections([one('x', 'x'), one('a', 'g'), one('c', 'h'), one('b', 'g')], groups);
  expect(made.map((part) => [part.id, part.units.map((each) => each.id).join('')])).toEqual([
    ['g', 'ab'],
    ['h', 'c'],
    ['', 'x'],
  ]);
});

test('days are written in the form of the language', () => {
  expect(unitDay('2025-02-28', 'vi')).toBe('28/02/2025');
  expect(unitDay('2025-02-28', 'en')).toBe('28 February 2025');
});
