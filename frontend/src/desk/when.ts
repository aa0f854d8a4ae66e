/** Times at the desk, in Vietnam's zone as everywhere (viet/dates.ts), and with seconds where they matter. */
import type { Language } from '../i18n/language.svelte';
import { hour, longDate, shortDate } from '../viet/dates';

const zone = 'Asia/Ho_Chi_Minh';
/** Vietnam keeps one time all year. */
const offset = '+07:00';

const clock = new Intl.DateTimeFormat('vi-VN', {
  timeZone: zone,
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
  hourCycle: 'h23',
});

/** `14:03:22`, or empty. */
export function second(instant: string): string {
  const at = new Date(instant);
  return Number.isNaN(at.getTime()) ? '' : clock.format(at);
}

/** `09:41` if it is of today, else `26/11/2026 09:41`. */
export function when(instant: string, now: Date | null = new Date()): string {
  const at = new Date(instant);
  const date = shortDate(at);
  if (date === '') return '';
  return now !== null && shortDate(now) === date ? hour(at) : `${date} ${hour(at)}`;
}

/** The same with its second: `09:41:07`, else `26/11/2026 09:41:07`. */
export function exactly(instant: string, now = new Date()): string {
  const at = new Date(instant);
  const date = shortDate(at);
  return shortDate(now) === date ? second(instant) : `${date} ${second(instant)}`.trim();
}

/** `Thứ năm, ngày 26/11/2026`; in English `Thursday, 26 November 2026`. */
export function heading(instant: Date, lang: Language): string {
  const long = longDate(instant, lang);
  return lang === 'en' ? long : long.replace(' - ', ', ngày ');
}

/** What a field for date and hour holds for an instant, and back; empty for none. */
export function toField(instant: string | undefined): string {
  const at = Date.parse(instant ?? '');
  return Number.isNaN(at) ? '' : new Date(at + 7 * 3_600_000).toISOString().slice(0, 16);
}

export function fromField(value: string): string | undefined {
  const at = Date.parse(`${value}${offset}`);
  return Number.isNaN(at) ? undefined : new Date(at).toISOString();
}
