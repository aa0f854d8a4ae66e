/** The rows of “Thống kê truy cập”: what there is none of has no row. */
import type { Counters } from '../../api/counters';
import type { Language } from '../../i18n/language.svelte';
import { sayCounter } from '../../i18n/counter';
import { number } from '../../viet/numbers';

export interface Row {
  word: string;
  value: string;
  /** It counts those who came, not those who are here. */
  came: boolean;
}

/** Who is here now, and the visits of today, of this month and of all time. */
export function rowsOf(counted: Counters, lang: Language): Row[] {
  const say = sayCounter();
  const guests = counted.guests === counted.online ? 0 : counted.guests; // the row above says it
  const rows: readonly (readonly [string, number, boolean])[] = [
    [say.online, counted.online, false],
    [say.robots, counted.robots, false],
    [say.guests, guests, false],
    [say.members, counted.members, false],
    [say.today, counted.today, true],
    [say.month, counted.month, true],
    [say.total, counted.total, true],
  ];
  return rows.filter(([, n]) => n > 0).map(([word, n, came]) => ({ word, value: number(n, lang), came }));
}
