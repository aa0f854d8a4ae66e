import { beforeEach, expect, test } from 'vitest';
import type { Differing } from '../../src/api/machines';
import { isUnlike, remarks, sayCount } from '../../src/desk/machines/differing';
import { language } from '../../src/i18n/language.svelte';
import { device } from '../fixture/machines';

const none: Differing = {
  documents: [],
  count: 0,
  partial: false,
  others: 0,
  unnamed: 0,
  inside: 0,
  unknown: 0,
  newer: 0,
  newerThere: false,
  older: false,
  unexplained: false,
};

beforeEach(() => {
  language.current = 'vi';
});

test('what cannot be listed is counted, and another exchange is promised only where it helps', () => {
  const asOf = 'Theo lần gặp gần nhất. Trao đổi thêm một lần ở mỗi máy là khớp.';
  expect(remarks({ ...none, count: 1250, inside: 3 })).toEqual([
    '… và 1.250 bài, mục nữa',
    'Máy kia có 3 thay đổi nội bộ (bản nháp, ý kiến, góp ý). Tên của chúng không ghi trên USB.',
    asOf,
  ]);
  for (const stays of [
    { older: true },
    { newerThere: true },
    { unknown: 2 },
    { newer: 1 },
    { unexplained: true },
  ]) {
    const said = remarks({ ...none, ...stays });
    expect(said).toHaveLength(1);
    expect(said).not.toContain(asOf);
  }
  language.current = 'en';
  expect(remarks({ ...none, unnamed: 1 })[0]).toBe('There: 1 more change whose documents are not told.');
});

test('a number that is only what the newest changes showed is not told as counted', () => {
  const some = { ...none, count: 1250 };
  expect(sayCount(none)).toBe('Không có bài nào khác nhau.');
  expect(sayCount(some)).toBe('1.250 bài, mục khác nhau');
  expect(sayCount({ ...some, partial: true })).toBe('Ít nhất 1.250 bài, mục khác nhau');
  expect(sayCount({ ...none, partial: true })).toBe('Chưa rõ bài, mục nào khác nhau.');
  expect(remarks({ ...some, partial: true }).slice(0, 2)).toEqual([
    '… và ít nhất 1.250 bài, mục nữa',
    'Còn nhiều thay đổi cũ hơn, không kể hết ở đây.',
  ]);
  language.current = 'en';
  expect(sayCount({ ...some, partial: true })).toBe('At least 1,250 documents differ');
  expect(sayCount({ ...some, count: 1, partial: true })).toBe('At least 1 document differs');
  expect(remarks({ ...some, partial: true })[0]).toBe('… and at least 1,250 more');
});

test('a machine that was met and holds something else can be compared', () => {
  const met = device('Máy B', { version: '1', same: true, here: 0, there: 0 });
  expect(isUnlike(met)).toBe(false);
  expect(isUnlike({ ...met, same: false })).toBe(true);
  expect(isUnlike({ ...met, there: 1 })).toBe(true);
  expect(isUnlike({ ...met, same: false, version: '' })).toBe(false);
  expect(isUnlike({ ...met, same: false, revoked: true })).toBe(false);
  expect(isUnlike({ ...met, same: false, me: true })).toBe(false);
});
