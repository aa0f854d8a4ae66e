import { describe, expect, test } from 'vitest';
import { bind, titleLength } from '../../src/viet/bind';
import { creditLine } from '../../src/viet/credit';
import { brief, dateline, hour, longDate } from '../../src/viet/dates';
import { number } from '../../src/viet/numbers';

describe('dates', () => {
  test('as the portal writes them', () => {
    const moment = { at: '2024-07-03T17:59:00+07:00', dateOnly: false };
    expect(dateline(moment, 'vi')).toBe('Thứ tư - 03/07/2024 17:59');
    expect(dateline(moment, 'en')).toBe('Wednesday, 3 July 2024, 17:59');
  });

  test('a date without an hour shows none', () => {
    expect(dateline({ at: '2024-07-03T00:00:00+07:00', dateOnly: true }, 'vi')).toBe('Thứ tư - 03/07/2024');
  });

  test.each([
    ['2024-06-30T17:00:00Z', 'Thứ hai - 01/07/2024', '00:00'],
    ['2024-07-06T16:59:00Z', 'Thứ bảy - 06/07/2024', '23:59'],
    ['2024-07-06T17:00:00Z', 'Chủ nhật - 07/07/2024', '00:00'],
    ['2024-02-29T12:00:00+07:00', 'Thứ năm - 29/02/2024', '12:00'],
    ['2026-12-31T23:59:59+07:00', 'Thứ năm - 31/12/2026', '23:59'],
  ])('the zone is Vietnam whatever the machine says: %s', (at, date, time) => {
    expect(longDate(new Date(at), 'vi')).toBe(date);
    expect(hour(new Date(at))).toBe(time);
  });

  test('what is no date is empty, not a fault', () => {
    expect(dateline({ at: 'nay mai', dateOnly: false }, 'vi')).toBe('');
  });

  test('beside a headline: the hour of today, the date of other days and of an untrusted clock', () => {
    const moment = { at: '2026-11-26T09:15:00+07:00', dateOnly: false };
    const now = new Date('2026-11-26T09:42:00+07:00');
    expect(brief(moment, now)).toBe('09:15');
    expect(brief({ ...moment, dateOnly: true }, now)).toBe('26/11/2026');
    expect(brief(moment, new Date('2026-11-27T00:01:00+07:00'))).toBe('26/11/2026');
    expect(brief(moment, null)).toBe('26/11/2026');
  });
});

test('numbers in both languages', () => {
  expect([number(53206, 'vi'), number(4.7, 'vi'), number(24101277, 'vi')]).toEqual([
    '53.206',
    '4,7',
    '24.101.277',
  ]);
  expect([number(53206, 'en'), number(4.7, 'en')]).toEqual(['53,206', '4.7']);
});

describe('what stays together in a title', () => {
  const shown = (title: string) => bind(title).replaceAll('\u00a0', '_');

  test.each([
    ['Tàu chạy thử từ tháng 12', 'Tàu chạy thử từ tháng_12'],
    ['Phố đêm của hai thành phố kết nghĩa', 'Phố đêm của hai thành_phố kết nghĩa'],
    ['Rừng gặp biển: 48 bức ảnh kể chuyện Thanh Giang', 'Rừng gặp biển: 48_bức_ảnh kể chuyện Thanh_Giang'],
    ['Phòng Hải Âu, tầng 2', 'Phòng_Hải_Âu, tầng_2'],
    ['Khai mạc ngày 05/12/2026', 'Khai_mạc ngày_05/12/2026'],
  ])('%s', (title, expected) => {
    expect(shown(title)).toBe(expected);
  });

  test('nothing but kinds of space changes, and never more than three in a row', () => {
    const title =
      'Trung Tâm Hội Nghị Quốc Tế Thành Phố Hồ Chí Minh Ngày 5 Tháng 12 Năm 2026 Hội Nghị '.repeat(3);
    expect(bind(title).replaceAll('\u00a0', ' ')).toBe(title);
    expect(bind(title)).not.toMatch(/(?:[^ \u00a0]+\u00a0){4}/u);
  });

  test('hostile titles come through unharmed', () => {
    for (const title of ['', ' ', '\u200b', '🎉'.repeat(99), 'x'.repeat(5000), '<b>', '$1 $& $`']) {
      expect(bind(title).replaceAll('\u00a0', ' ')).toBe(title);
    }
  });

  test('length is measured in composed letters', () => {
    expect(titleLength('ữ'.normalize('NFD').repeat(50))).toBe('short');
    expect(titleLength('x'.repeat(97))).toBe('long');
    expect(titleLength('x'.repeat(250))).toBe('longest');
  });
});

test('a credit is spelled out once', () => {
  const sentence = (name: string) => `Ảnh: ${name}`;
  expect(creditLine('Hoàng Yến', sentence)).toBe('Ảnh: Hoàng Yến');
  expect(creditLine('Tin, ảnh: Hoàng Yến', sentence)).toBe('Tin, ảnh: Hoàng Yến');
  expect(creditLine('ẢNH: TTXVN', sentence)).toBe('ẢNH: TTXVN');
  expect(creditLine(' ', sentence)).toBe('');
});
