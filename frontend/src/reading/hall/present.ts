/** What goes on now and what comes next, by the same rule as the engine (app/present.go). */

/** What has to be known of an item; items stand in the order of their beginnings. */
export interface Sitting {
  /** RFC 3339. */
  from: string;
  until: string;
  state: '' | 'changed' | 'cancelled';
}

export interface Present<T> {
  now: T[];
  /** All that begin at the next moment at which anything does. */
  next: T[];
  /** Cancelled items that would stand in one of the two. */
  off: T[];
}

/** `now` is null while the clock cannot be trusted: then nothing is now and nothing is next. */
export function presentAt<T extends Sitting>(items: readonly T[], now: Date | null): Present<T> {
  if (now === null) return { now: [], next: [], off: [] };
  const at = now.getTime();
  const on = items.filter(({ from, until }) => Date.parse(from) <= at && at < Date.parse(until));
  const ahead = items.filter(({ from }) => Date.parse(from) > at);
  const off = ({ state }: T): boolean => state === 'cancelled';
  const next = Math.min(...ahead.filter((item) => !off(item)).map(({ from }) => Date.parse(from)));
  return {
    now: on.filter((item) => !off(item)),
    next: ahead.filter((item) => !off(item) && Date.parse(item.from) === next),
    off: [...on, ...ahead.filter(({ from }) => Date.parse(from) <= next)].filter(off),
  };
}

/** How many minutes are left until a moment, the one that has begun counted. */
export function minutesTo(until: string, now: Date): number {
  return Math.max(Math.ceil((Date.parse(until) - now.getTime()) / 60_000), 0);
}

/** The day to open: that of what goes on, else of what comes next, else the last; the first without a clock. */
export function dayToOpen(items: readonly (Sitting & { day: string })[], now: Date | null): string {
  if (now === null) return items[0]?.day ?? '';
  const present = presentAt(items, now);
  return (present.now[0] ?? present.next[0] ?? items.at(-1))?.day ?? '';
}
