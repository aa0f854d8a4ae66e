/** The periods that the list can be narrowed to, by the days of Vietnam. */

export const periods = ['today', 'week', 'month', 'year', 'days'] as const;
export type Period = (typeof periods)[number];

const offset = 7 * 3_600_000;
const length = 86_400_000;

/** The day of Vietnam in which an instant lies, as `2026-11-26`. */
export function dayOf(instant: Date): string {
  return new Date(instant.getTime() + offset).toISOString().slice(0, 10);
}

/** The first instant of a day of Vietnam, some days later; undefined for what is no day. */
function begin(day: string, later = 0): string | undefined {
  const at = Date.parse(`${day}T00:00:00+07:00`);
  return Number.isNaN(at) ? undefined : new Date(at + later * length).toISOString();
}

export interface Bounds {
  from?: string;
  /** Not included. */
  until?: string;
}

/** From when until when; `days` goes by the two days given, both included, and by one where the other is missing. */
export function boundsOf(period: Period | '', from: string, until: string, now: Date): Bounds {
  const today = dayOf(now);
  const since = (day: string, later = 0): Bounds => {
    const first = begin(day, later);
    return first === undefined ? {} : { from: first };
  };
  switch (period) {
    case '':
      return {};
    case 'today':
      return since(today);
    case 'week':
      return since(today, -6);
    case 'month':
      return since(today, -29);
    case 'year':
      return since(`${today.slice(0, 4)}-01-01`);
    case 'days': {
      const end = begin(until, 1);
      return { ...since(from), ...(end === undefined ? {} : { until: end }) };
    }
  }
}
