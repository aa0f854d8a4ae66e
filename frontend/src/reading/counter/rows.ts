/** The rows of “Thống kê truy cập”: what there is none of has no row. */
import type { Counters } from '../../api/counters';
import type { Language } from '../../i18n/language.svelte';
import { sayCounter } from '../../i18n/counter';
import { number } from '../../viet/numbers';

export interface Row {
  word: string;
  value: string;
}

/** Who is here now, and the visits of today, of this month and of all time. */
export function rowsOf(counted: Counters, lang: Language): Row[] {
  const say = sayCounter();
  const guests = counted.guests === counted.online ? 0 : counted.guests; // the row above says it
  const rows: readonly (readonly [string, number])[] = [
    [say.online, counted.online],
    [say.robots, counted.robots],
    [say.guests, guests],
    [say.members, counted.members],
    [say.today, counted.today],
    [say.month, counted.month],
    [say.total, counted.total],
  ];
  return rows.filter(([, n]) => n > 0).map(([word, n]) => ({ word, value: number(n, lang) }));
}
