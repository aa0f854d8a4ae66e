/** Counters and numbers as readers see them, and the periods and scales of the desk's statistics. */
import { afterEach, describe, expect, test } from 'vitest';
import type { Counters } from '../../src/api/counters';
import { site } from '../../src/api/site.svelte';
import type { Site } from '../../src/api/types';
import { rangeOf, written } from '../../src/desk/statistics/period';
import { everyOf, marksOf, topOf } from '../../src/desk/statistics/scale';
import { language } from '../../src/i18n/language.svelte';
import { sayVoice } from '../../src/i18n/voice';
import { rowsOf } from '../../src/reading/counter/rows';
import { due } from '../../src/reading/due';
import { bytesOf } from '../../src/viet/bytes';
import { number, tenths } from '../../src/viet/numbers';

function choose(numbers: '' | 'portal'): void {
  site.current = { settings: { numbers } } as Site;
}

afterEach(() => {
  site.current = null;
  language.current = 'vi';
});

const model: Counters = {
  online: 311,
  robots: 8,
  guests: 303,
  members: 0,
  today: 53_206,
  month: 1_183_986,
  total: 24_101_277,
  others: false,
};

const shown = (counted: Counters, lang: 'vi' | 'en' = 'vi'): string[] => {
  language.current = lang;
  return rowsOf(counted, lang).map(({ word, value }) => `${word} ${value}`);
};

describe('the counters of the model page', () => {
  test('as the portal of old writes them', () => {
    choose('portal');
    expect(shown(model)).toEqual([
      'Đang truy cập 311',
      'Máy chủ tìm kiếm 8',
      'Khách viếng thăm 303',
      'Hôm nay 53,206',
      'Tháng hiện tại 1,183,986',
      'Tổng lượt truy cập 24,101,277',
    ]);
  });

  test('as Vietnamese writes them', () => {
    choose('');
    expect(shown(model).slice(3)).toEqual([
      'Hôm nay 53.206',
      'Tháng hiện tại 1.183.986',
      'Tổng lượt truy cập 24.101.277',
    ]);
  });

  test.each(['', 'portal'] as const)('in English they are the same in both styles: %s', (style) => {
    choose(style);
    expect(shown(model, 'en')).toEqual([
      'Online now 311',
      'Search engines 8',
      'Guests 303',
      'Today 53,206',
      'This month 1,183,986',
      'All visits 24,101,277',
    ]);
  });

  test('rows at zero are hidden, and guests where all are guests', () => {
    const one = { ...model, online: 2, robots: 0, guests: 2, today: 1, month: 1, total: 1 };
    expect(shown(one)).toEqual(['Đang truy cập 2', 'Hôm nay 1', 'Tháng hiện tại 1', 'Tổng lượt truy cập 1']);
    expect(shown({ ...one, online: 3, members: 1 }).slice(0, 3)).toEqual([
      'Đang truy cập 3',
      'Khách viếng thăm 2',
      'Thành viên 1',
    ]);
    expect(shown({ ...one, online: 0, guests: 0, today: 0, month: 0, total: 0 })).toEqual([]);
  });
});

describe('numbers that readers see', () => {
  test('the style is of Vietnamese pages alone', () => {
    choose('portal');
    expect([number(53_206, 'vi'), number(4.7, 'vi'), tenths(47, 'vi'), bytesOf(3_200_000, 'vi')]).toEqual([
      '53,206',
      '4.7',
      '4.7',
      '3.2 MB',
    ]);
    choose('');
    expect([number(53_206, 'vi'), tenths(47, 'vi'), tenths(40, 'vi'), bytesOf(3_200_000, 'vi')]).toEqual([
      '53.206',
      '4,7',
      '4,0',
      '3,2 MB',
    ]);
    expect([number(53_206, 'en'), tenths(47, 'en')]).toEqual(['53,206', '4.7']);
  });

  // Sum, count and the engine's average in tenths; the model's page has the first.
  test.each([
    ['', 0, 0, 0, 'Tổng số điểm của bài viết là: 0 trong 0 đánh giá', '0,0'],
    ['', 5, 1, 50, 'Tổng số điểm của bài viết là: 5 trong 1 đánh giá', '5,0'],
    ['', 9, 2, 45, 'Tổng số điểm của bài viết là: 9 trong 2 đánh giá', '4,5'],
    ['', 14, 3, 47, 'Tổng số điểm của bài viết là: 14 trong 3 đánh giá', '4,7'],
    ['', 53_206, 12_345, 43, 'Tổng số điểm của bài viết là: 53.206 trong 12.345 đánh giá', '4,3'],
    ['portal', 0, 0, 0, 'Tổng số điểm của bài viết là: 0 trong 0 đánh giá', '0.0'],
    ['portal', 5, 1, 50, 'Tổng số điểm của bài viết là: 5 trong 1 đánh giá', '5.0'],
    ['portal', 9, 2, 45, 'Tổng số điểm của bài viết là: 9 trong 2 đánh giá', '4.5'],
    ['portal', 14, 3, 47, 'Tổng số điểm của bài viết là: 14 trong 3 đánh giá', '4.7'],
    ['portal', 53_206, 12_345, 43, 'Tổng số điểm của bài viết là: 53,206 trong 12,345 đánh giá', '4.3'],
  ] as const)(
    'the rating sentence in style “%s”: %i in %i',
    (style, sum, count, average, sentence, points) => {
      choose(style);
      expect(sayVoice().sum(number(sum, 'vi'), number(count, 'vi'))).toBe(sentence);
      expect(sayVoice().average(tenths(average, 'vi'))).toBe(`Xếp hạng: ${points}`);
    },
  );
});

test('a page tells that it is there once a minute, and half an hour apart a visit begins', () => {
  const minute = 60_000;
  const at = 1_800_000_000_000;
  expect(due(0, at)).toBe('begins');
  expect(due(at, at + minute - 1)).toBe('no');
  expect(due(at, at + minute)).toBe('goes on');
  expect(due(at, at + 30 * minute - 1)).toBe('goes on');
  expect(due(at, at + 30 * minute)).toBe('begins');
  expect(due(at, at - minute)).toBe('goes on'); // the clock was set back
});

describe('periods', () => {
  const of = (period: Parameters<typeof rangeOf>[0], from = '', until = ''): string => {
    const range = rangeOf(period, from, until, '2028-03-01');
    return range === null ? 'none' : `${range.from} ${range.until}`;
  };

  test('the days that they hold', () => {
    expect(of('week')).toBe('2028-02-24 2028-03-01');
    expect(of('days30')).toBe('2028-02-01 2028-03-01');
    expect(of('month')).toBe('2028-03-01 2028-03-01');
    expect(of('year')).toBe('2028-01-01 2028-03-01');
    expect(of('days', '2026-11-26', '2026-11-26')).toBe('2026-11-26 2026-11-26');
  });

  test('what is none', () => {
    expect(of('days', '2026-11-27', '2026-11-26')).toBe('none');
    expect(of('days', '', '2026-11-26')).toBe('none');
    expect(of('days', '1990-01-01', '2026-11-26')).toBe('none');
  });

  test('as they are written', () => {
    expect([written('2026-11-26'), written('2026-11')]).toEqual(['26/11/2026', '11/2026']);
  });
});

test('a scale holds the greatest, in round numbers', () => {
  for (const most of [0, 1, 2, 3, 5, 7, 9, 10, 11, 99, 101, 53_206, 24_101_277]) {
    const top = topOf(most);
    expect(top).toBeGreaterThanOrEqual(Math.max(most, 1));
    expect(top).toBeLessThanOrEqual(2 * Math.max(most, 1));
    expect(marksOf(top).every((mark) => Number.isInteger(mark))).toBe(true);
  }
  expect([topOf(3), topOf(53_206), topOf(120)]).toEqual([4, 60_000, 200]);
  expect([everyOf(30, 900, 46), everyOf(92, 900, 46), everyOf(7, 0, 46)]).toEqual([2, 5, 322]);
});
