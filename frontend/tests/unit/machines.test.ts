import { afterEach, beforeEach, expect, test } from 'vitest';
import { exchanging } from '../../src/desk/machines/exchanging.svelte';
import {
  ago,
  daysSince,
  hoursOf,
  inOrder,
  isLongAway,
  namesOf,
  percent,
  placesOf,
  sameName,
  sayEnd,
  sayTally,
  warnings,
} from '../../src/desk/machines/words';
import { toasts } from '../../src/desk/parts/toast.svelte';
import { language } from '../../src/i18n/language.svelte';
import { device, devices, exchanged, now, tally, view } from '../fixture/machines';

beforeEach(() => {
  language.current = 'vi';
});

test('a machine was met today, yesterday, days ago or never, by the days of Vietnam', () => {
  expect(ago('2026-11-26T02:41:00Z', now)).toBe('hôm nay 09:41');
  // Half past four in the afternoon in London was yesterday's last half hour here.
  expect(ago('2026-11-25T16:30:00Z', now)).toBe('hôm qua 23:30');
  expect(ago('2026-11-25T17:30:00Z', now)).toBe('hôm nay 00:30');
  expect(ago('2026-11-14T03:00:00Z', now)).toBe('12 ngày trước, 14/11/2026');
  expect(ago(undefined, now)).toBe('Chưa gặp lần nào');
  expect(ago('', now)).toBe('Chưa gặp lần nào');
  // A machine whose clock runs ahead was met today.
  expect(daysSince('2026-12-01T00:00:00Z', now)).toBe(0);
  language.current = 'en';
  expect(ago('2026-11-14T03:00:00Z', now)).toBe('12 days ago, 14/11/2026');
});

test('what changed hands is told in words, and what has none is counted too', () => {
  expect(sayTally(tally())).toEqual([]);
  expect(
    sayTally(
      tally({ changes: 1250, files: 2, articles: 1200, drafts: 30, tickets: 1, counts: 4, others: 15 }),
    ),
  ).toEqual([
    '1.200 bài đăng hoặc gỡ',
    '30 bản nháp',
    '1 góp ý',
    '2 ảnh và tệp',
    '4 lần gửi số liệu lượt xem, đánh giá',
    '15 thay đổi khác',
  ]);
  language.current = 'en';
  expect(sayTally(tally({ changes: 2, articles: 1, files: 1, comments: 1 }))).toEqual([
    '1 published or withdrawn article',
    '1 reader’s comment',
    '1 picture or file',
  ]);
});

test('an exchange that has ended is told in a sentence', () => {
  expect(sayEnd(exchanged())).toBe('Đã nhận 3 bài từ USB CHUONG');
  expect(sayEnd(exchanged({ came: tally({ changes: 5 }) }))).toBe('Đã nhận 5 thay đổi từ USB CHUONG');
  expect(sayEnd(exchanged({ came: tally() }))).toBe('Đã trao đổi với USB CHUONG, không có gì mới');
  expect(sayEnd(exchanged({ problem: { vi: 'USB đã đầy', en: 'It is full' } }))).toBe(
    'Chưa trao đổi xong với USB CHUONG',
  );
});

test('a step whose size is not known has no percentage, and no step has more than all', () => {
  const at = (done: number, total: number) => percent({ place: '', phase: 'take', done, total });
  expect([at(0, 0), at(0, 8), at(1, 3), at(8, 8), at(9, 8)]).toEqual([null, 0, 33, 100, 100]);
});

test('what needs somebody stands first, the revoked last', () => {
  expect(inOrder(devices, now).map(({ name }) => name)).toEqual([
    'Máy chị Trang', // copied
    'Màn hình sảnh', // needs an upgrade
    'Ki-ốt 04', // away for long
    'Phòng biên tập', // this one
    'Ki-ốt 02',
    'Ki-ốt 03', // revoked
  ]);
});

test('a machine is long away after two weeks, and only while something waits for it', () => {
  const at = (met: string, more = {}) => isLongAway(device('a', { met, here: 1, ...more }), now);
  expect(at('2026-11-12T23:00:00+07:00')).toBe(true);
  expect(at('2026-11-13T00:00:00+07:00')).toBe(false);
  expect(at('2026-10-01T00:00:00+07:00', { here: 0 })).toBe(false);
  expect(at('2026-10-01T00:00:00+07:00', { revoked: true })).toBe(false);
  expect(at('2026-10-01T00:00:00+07:00', { me: true })).toBe(false);
});

test('the first page warns of each trouble once, and of none with a revoked machine', () => {
  const erasures = [{ device: 'x', name: 'Ki-ốt 09', count: 2 }];
  expect(warnings({ devices, erasures, invites: [], may: true }, now)).toEqual([
    'Máy chị Trang có dấu hiệu bị chép ổ đĩa',
    'Màn hình sảnh cần cập nhật Bảng Tin',
    'Ki-ốt 04 đã 22 ngày chưa gặp, còn thiếu 12 thay đổi',
    'Ki-ốt 09 chưa xóa những gì đã yêu cầu xóa',
  ]);
  const gone = device('b', { revoked: true, cloned: true, newer: true });
  expect(warnings({ devices: [gone], erasures: [], invites: [], may: true }, now)).toEqual([]);
});

test('the names of a kit count with as many figures as the last one needs', () => {
  expect(namesOf('Ki-ốt {} - Sảnh A ', 3)).toEqual([
    'Ki-ốt 01 - Sảnh A',
    'Ki-ốt 02 - Sảnh A',
    'Ki-ốt 03 - Sảnh A',
  ]);
  expect(namesOf('K{}', 120).at(4)).toBe('K005');
  expect(new Set(namesOf('K{}', 120)).size).toBe(120);
  expect(namesOf('K{}', 0)).toEqual([]);
});

test('a name typed to confirm may be written with other marks and spaces, not with other letters', () => {
  expect(sameName(' Ki-ốt  07'.normalize('NFD'), 'Ki-ốt 07')).toBe(true);
  expect(sameName('Ki-ốt 7', 'Ki-ốt 07')).toBe(false);
  expect(sameName('', 'Ki-ốt 07')).toBe(false);
});

test('a message tells of an exchange that ended elsewhere, and not of what a shared folder does not bring', () => {
  toasts.hide();
  const before = exchanged({ at: '2026-11-26T01:00:00Z' });
  exchanging.take(view({ last: before })); // what was done before the desk opened is no news
  expect(toasts.current).toBeNull();
  exchanging.take(view({ last: before }));
  expect(toasts.current).toBeNull();
  exchanging.take(view({ last: exchanged() }));
  expect(toasts.current).toMatchObject({
    text: 'Đã nhận 3 bài từ USB CHUONG',
    way: { path: '/desk/trao-doi' },
  });

  toasts.hide();
  const folder = { path: '/srv/chung', name: 'chung', free: 1, known: true, shared: true };
  const nothing = exchanged({ at: '2026-11-26T02:45:00Z', place: 'chung', came: tally() });
  exchanging.take(view({ places: [folder], last: nothing }));
  expect(toasts.current).toBeNull();
  exchanging.take(
    view({ places: [folder], last: { ...nothing, at: '2026-11-26T02:50:00Z', came: tally({ changes: 1 }) } }),
  );
  expect(toasts.current?.text).toBe('Đã nhận 1 thay đổi từ chung');
});

afterEach(() => {
  toasts.hide();
});

test('the machines of a kit are alike but for what was changed of some', () => {
  const like = { role: 'kiosk', turn: 'portrait' } as const;
  expect(placesOf(['A', 'B', 'C'], like, [undefined, { role: 'screen', turn: '' }])).toEqual([
    { name: 'A', role: 'kiosk', turn: 'portrait' },
    { name: 'B', role: 'screen', turn: '' },
    { name: 'C', role: 'kiosk', turn: 'portrait' },
  ]);
});

test('hours are minutes of rising days, and none where they end before they begin', () => {
  expect(hoursOf('07:30', '17:00', [5, 1])).toEqual({ from: 450, until: 1020, days: [1, 5] });
  expect(hoursOf('00:00', '23:59', [7, 6, 5, 4, 3, 2, 1])?.days).toEqual([]);
  expect(hoursOf('17:00', '07:30', [1])).toBeNull();
  expect(hoursOf('07:30', '07:30', [1])).toBeNull();
  expect(hoursOf('', '17:00', [1])).toBeNull();
  expect(hoursOf('07:30', '17:00', [])).toBeNull();
});
