/** The cells of a programme's table: what is typed and pasted, and what it means. */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { Cells } from '../../src/desk/conference/cells';
import { cellsOf, meaningOf, noCells, readPasted, sameValue, tidy } from '../../src/desk/conference/cells';
import { readClock, showClock } from '../../src/viet/clock';

const times = JSON.parse(
  readFileSync(new URL('../../../app/viet/testdata/clock.json', import.meta.url), 'utf8'),
) as { text: string; minute: number }[];

test.each(times)('the time $text', ({ text, minute }) => {
  expect(readClock(text) ?? -1).toBe(minute);
});

test('a time is shown in one form, also after midnight', () => {
  expect([0, 510, 1439, 1440, 1530].map(showClock)).toEqual(['00:00', '08:30', '23:59', '24:00', '01:30']);
});

const person = '0123456789abcdefghjkmnpqrs';
const article = 'zzz3456789abcdefghjkmnpqrs';
const names = {
  people: { [person]: 'Nguyễn Văn An', a: 'Trần Bình', b: 'Trần Bình' },
  articles: { [article]: 'Khai mạc' },
};
const cells = (some: Partial<Cells>): Cells => ({ ...noCells(), ...some });

describe('what cells mean', () => {
  test('a whole row', () => {
    const { fields, faults } = meaningOf(
      cells({
        day: '26/11/2026',
        start: '22h',
        end: '1:30',
        room: ' Sảnh  lớn ',
        title: 'Đêm nhạc',
        speakers: 'Nguyễn Văn An; Trần Bình / Ai đó',
        state: 'đổi',
        article: `/bai/khai-mac-${article}`,
      }),
      names,
    );
    expect(faults).toEqual({});
    expect(fields).toMatchObject({
      time: { day: '2026-11-26', start: 1320, end: 1530 },
      room: 'Sảnh lớn',
      speakers: [{ person, name: 'Nguyễn Văn An' }, { name: 'Trần Bình' }, { name: 'Ai đó' }],
      state: 'changed',
      article,
      note: null,
    });
  });

  test('faults stand in their cells, and their fields are left out', () => {
    const { fields, faults } = meaningOf(
      cells({
        day: '31/02/2026',
        start: '25h',
        end: 'trưa',
        state: 'có thể',
        article: 'bài nào đó',
        title: 'x'.repeat(501),
      }),
      names,
    );
    expect(faults).toEqual({
      day: 'day',
      start: 'time',
      end: 'time',
      state: 'state',
      article: 'article',
      title: 'long',
    });
    for (const field of ['time', 'state', 'article', 'title']) expect(fields).not.toHaveProperty(field);
    expect(meaningOf(cells({ end: '9h' }), names).faults).toEqual({
      day: 'dayMissing',
      start: 'startMissing',
    });
    expect(meaningOf(cells({ day: '26/11/2026', start: '24:00' }), names).faults).toEqual({ start: 'time' });
  });

  test('cells of an item mean that item', () => {
    const fields = {
      time: { day: '2026-11-26', start: 510, end: 1440 },
      title: 'Khai mạc',
      speakers: [{ person, name: 'tên cũ' }],
      article,
    };
    const shown = cellsOf(fields, names);
    expect(shown).toMatchObject({
      day: '26/11/2026',
      start: '08:30',
      end: '24:00',
      speakers: 'Nguyễn Văn An',
      article: 'Khai mạc',
    });
    const again = meaningOf(shown, names).fields;
    for (const field of ['time', 'title', 'article', 'room'] as const) {
      expect(sameValue(again[field], (fields as Record<string, unknown>)[field])).toBe(true);
    }
  });

  test('from midnight on, as from any other time', () => {
    const { fields } = meaningOf(cells({ day: '26/11/2026', start: '0:00', end: '0:30' }), names);
    expect(fields['time']).toEqual({ day: '2026-11-26', end: 30 });
    expect(cellsOf(fields, names)).toMatchObject({ start: '00:00', end: '00:30' });
  });
});

test('an understood cell takes one form, another stays as it was typed', () => {
  expect([
    tidy('start', '8h5'),
    tidy('start', '8h05'),
    tidy('day', '1-2-2026'),
    tidy('state', 'HỦY'),
  ]).toEqual(['8h5', '08:05', '01/02/2026', 'cancelled']);
});

test.each([
  [
    'a\tb\nc\td\n',
    [
      ['a', 'b'],
      ['c', 'd'],
    ],
  ],
  [
    'a\tb\r\nc\td',
    [
      ['a', 'b'],
      ['c', 'd'],
    ],
  ],
  ['"một\nhai"\t"nói ""vâng"""\r\n', [['một hai', 'nói "vâng"']]],
  ['5" x\ty', [['5" x', 'y']]],
  ['\t\n', [['', '']]],
  ['một', [['một']]],
])('what a spreadsheet pastes: %j', (pasted, rows) => {
  expect(readPasted(pasted)).toEqual(rows);
});
