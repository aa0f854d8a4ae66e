/** Periods that the found can be narrowed to, in days of Vietnam. */

export type PeriodName = 'today' | 'week' | 'month' | 'year';
export const periodNames: readonly PeriodName[] = ['today', 'week', 'month', 'year'];

export interface Bounds {
  from: string;
  to: string;
}

const days: Readonly<Record<PeriodName, number>> = { today: 0, week: 6, month: 29, year: 364 };

const format = new Intl.DateTimeFormat('en-CA', {
  timeZone: 'Asia/Ho_Chi_Minh',
  year: 'numeric',
  month: '2-digit',
  day: '2-digit',
});

/** The first day of a period that ends now, as `2026-11-26`; it has no last one. */
export function boundsOf(period: PeriodName, now: Date): Bounds {
  return { from: format.format(now.getTime() - days[period] * 86_400_000), to: '' };
}

export function boundsOfYear(year: string): Bounds {
  return { from: `${year}-01-01`, to: `${year}-12-31` };
}

/** The period or the year that bounds are; null for others. */
export function periodOf({ from, to }: Bounds, now: Date | null): PeriodName | { year: string } | null {
  const year = /^(\d{4})-01-01$/.exec(from)?.[1];
  if (year !== undefined && to === `${year}-12-31`) return { year };
  if (now === null || to !== '') return null;
  return periodNames.find((name) => boundsOf(name, now).from === from) ?? null;
}
