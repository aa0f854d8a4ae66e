/** The hours of a hall, and hands that hold its panel. */
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { calls } from '../../src/api/panel.svelte';
import { hoursIn } from '../../src/i18n/panel';
import { isOpen } from '../../src/panel/hours';

const weekdays = { from: 450, until: 1020, days: [1, 2, 3, 4, 5] };

test('a hall is open by the days and hours of Vietnam', () => {
  const at = (time: string): boolean => isOpen(weekdays, new Date(time));
  // 26 November 2026 is a Thursday.
  expect(at('2026-11-26T00:29:59Z')).toBe(false);
  expect(at('2026-11-26T00:30:00Z')).toBe(true);
  expect(at('2026-11-26T09:59:59Z')).toBe(true);
  expect(at('2026-11-26T10:00:00Z')).toBe(false);
  expect(at('2026-11-28T03:00:00Z')).toBe(false);
  expect(at('2026-11-29T03:00:00Z')).toBe(false);
  expect(at('2026-11-30T03:00:00Z')).toBe(true);
  // It is Sunday evening in London, and Monday morning here.
  expect(isOpen({ from: 0, until: 1440, days: [1] }, new Date('2026-11-29T17:00:00Z'))).toBe(true);
  expect(isOpen({ from: 0, until: 1440, days: [] }, new Date('2026-11-29T12:00:00Z'))).toBe(true);
});

test('hours are told in words, days that follow each other as one', () => {
  expect(hoursIn('vi', weekdays)).toBe('07:30–17:00, thứ hai đến thứ sáu');
  expect(hoursIn('en', weekdays)).toBe('07:30–17:00, Monday to Friday');
  expect(hoursIn('vi', { from: 480, until: 1440, days: [] })).toBe('08:00–24:00, hằng ngày');
  expect(hoursIn('en', { from: 5, until: 60, days: [1, 3, 4, 7] })).toBe(
    '00:05–01:00, Monday, Wednesday, Thursday, Sunday',
  );
});

test('only a whole word of the engine calls a machine', () => {
  for (const wrong of ['', 'null', '{}', '{"name":1,"number":"A","seconds":2}', '{"name":"A"']) {
    calls.hear(wrong);
    expect(calls.now).toBeNull();
  }
  calls.hear('{"name":"Ki-ốt 07","number":"4A0F-91C2","seconds":20}');
  expect(calls.now).toEqual({ name: 'Ki-ốt 07', number: '4A0F-91C2', seconds: 20 });
});

beforeEach(() => vi.useFakeTimers());
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

test('staff are asked who hold the wordmark or F2, not who press it, and a panel that is left rests', async () => {
  const window = new EventTarget();
  class Element extends EventTarget {
    closest = (selector: string): object | null => (selector === '.mark' ? this : null);
  }
  vi.stubGlobal('addEventListener', window.addEventListener.bind(window));
  vi.stubGlobal('Element', Element);
  const { watchHands } = await import('../../src/panel/hands');
  const [rest, stir, ask] = [vi.fn(), vi.fn(), vi.fn()];
  const end = watchHands({ rest, stir, ask });
  const send = (name: string, more: object): void => {
    const event = Object.assign(new Event(name), more);
    window.dispatchEvent(event);
  };
  const mark = (name: string, clientX = 50): void => {
    const event = Object.assign(new Event(name), { clientX, clientY: 50 });
    Object.defineProperty(event, 'target', { value: new Element() });
    window.dispatchEvent(event);
  };
  mark('pointerdown');
  vi.advanceTimersByTime(2_900);
  mark('pointerup');
  vi.advanceTimersByTime(2_000);
  mark('pointerdown');
  mark('pointermove', 120);
  vi.advanceTimersByTime(4_000);
  send('keydown', { key: 'F2', repeat: false });
  send('keyup', { key: 'F2' });
  vi.advanceTimersByTime(4_000);
  expect(ask).not.toHaveBeenCalled();
  mark('pointerdown');
  mark('pointermove', 60);
  vi.advanceTimersByTime(3_000);
  mark('pointerup');
  expect(ask).toHaveBeenCalledTimes(1);
  send('keydown', { key: 'F2', repeat: false });
  send('keydown', { key: 'F2', repeat: true });
  vi.advanceTimersByTime(3_000);
  expect(ask).toHaveBeenCalledTimes(2);
  expect(rest).not.toHaveBeenCalled();
  vi.advanceTimersByTime(180_000);
  expect(rest).toHaveBeenCalledTimes(1);
  end();
  mark('pointerdown');
  vi.advanceTimersByTime(200_000);
  expect(ask).toHaveBeenCalledTimes(2);
  expect(rest).toHaveBeenCalledTimes(1);
});
