/**
 * Dates as the portal writes them. The zone is Asia/Ho_Chi_Minh and the locale is named, whatever the PC
 * says: under LANG=C a webview's own locale is "C", with which Intl throws.
 */
import type { Moment } from '../api/types';

type Language = 'vi' | 'en';

interface Parts {
  weekday: number;
  day: string;
  month: string;
  year: string;
  hour: string;
  minute: string;
}

const zone = 'Asia/Ho_Chi_Minh';

const vietWeekdays = ['Chủ nhật', 'Thứ hai', 'Thứ ba', 'Thứ tư', 'Thứ năm', 'Thứ sáu', 'Thứ bảy'];
const englishWeekdays = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'];

const clock = new Intl.DateTimeFormat('vi-VN', {
  timeZone: zone,
  year: 'numeric',
  month: '2-digit',
  day: '2-digit',
  hour: '2-digit',
  minute: '2-digit',
  hourCycle: 'h23',
});

const englishDate = new Intl.DateTimeFormat('en-GB', {
  timeZone: zone,
  day: 'numeric',
  month: 'long',
  year: 'numeric',
});

function partsOf(instant: Date): Parts | null {
  if (Number.isNaN(instant.getTime())) return null;
  const found = { day: '', month: '', year: '', hour: '', minute: '' };
  for (const { type, value } of clock.formatToParts(instant)) {
    if (type in found) found[type as keyof typeof found] = value;
  }
  const noon = Date.UTC(Number(found.year), Number(found.month) - 1, Number(found.day), 12);
  return { ...found, weekday: new Date(noon).getUTCDay() };
}

/** `Thứ tư - 03/07/2024`; in English `Wednesday, 3 July 2024`; empty if the instant is none. */
export function longDate(instant: Date, lang: Language): string {
  const p = partsOf(instant);
  if (p === null) return '';
  if (lang === 'en') return `${englishWeekdays[p.weekday] ?? ''}, ${englishDate.format(instant)}`;
  return `${vietWeekdays[p.weekday] ?? ''} - ${p.day}/${p.month}/${p.year}`;
}

/** `17:59`, or empty. */
export function hour(instant: Date): string {
  const p = partsOf(instant);
  return p === null ? '' : `${p.hour}:${p.minute}`;
}

/** `03/07/2024`, or empty. */
export function shortDate(instant: Date): string {
  const p = partsOf(instant);
  return p === null ? '' : `${p.day}/${p.month}/${p.year}`;
}

/** `Thứ tư - 03/07/2024 17:59`; without the hour when only the date is known. */
export function dateline(moment: Moment, lang: Language): string {
  const instant = new Date(moment.at);
  const date = longDate(instant, lang);
  if (moment.dateOnly || date === '') return date;
  return `${date}${lang === 'en' ? ', ' : ' '}${hour(instant)}`;
}

/** What stands beside a headline: the hour if it is of today, else the date. */
export function brief(moment: Moment, now: Date | null): string {
  const instant = new Date(moment.at);
  const date = shortDate(instant);
  if (moment.dateOnly || now === null || shortDate(now) !== date) return date;
  return hour(instant);
}
