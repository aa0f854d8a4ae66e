/** The periods that statistics are shown of, by the days of Vietnam, both ends included. */

export const periods = ['week', 'days30', 'month', 'year', 'days'] as const;
export type Period = (typeof periods)[number];

export interface Range {
  from: string;
  until: string;
}

/** The most days that the engine takes. */
const most = 4_000;
const length = 86_400_000;

function later(day: string, days: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + days * length).toISOString().slice(0, 10);
}

/** From which day to which; null for two days that are no period. */
export function rangeOf(period: Period, from: string, until: string, today: string): Range | null {
  switch (period) {
    case 'week':
      return { from: later(today, -6), until: today };
    case 'days30':
      return { from: later(today, -29), until: today };
    case 'month':
      return { from: `${today.slice(0, 7)}-01`, until: today };
    case 'year':
      return { from: `${today.slice(0, 4)}-01-01`, until: today };
    case 'days': {
      const days = (Date.parse(until) - Date.parse(from)) / length;
      return days >= 0 && days < most ? { from, until } : null;
    }
  }
}

/** `26/11/2026` for 2026-11-26, and `11/2026` for 2026-11. */
export function written(day: string): string {
  return day.split('-').reverse().join('/');
}
