/** Whether a hall is open. */
import type { Hours } from '../api/panel.svelte';

const zone = 7 * 60;

/** At an instant, by the days and hours of Vietnam. */
export function isOpen({ from, until, days }: Hours, now: Date): boolean {
  const minutes = Math.floor(now.getTime() / 60_000) + zone;
  const minute = minutes % 1440;
  const day = ((Math.floor(minutes / 1440) + 3) % 7) + 1; // 1 January 1970 was a Thursday
  return (days.length === 0 || days.includes(day)) && minute >= from && minute < until;
}
