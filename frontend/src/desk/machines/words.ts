/** The wording of exchanges and machines, and what of them needs attention. */
import type {
  Device,
  DevicesView,
  ExchangeProgress,
  Exchanged,
  ExchangeTally,
  Hours,
  KitPlace,
  Role,
} from '../../api/machines';
import { sayExchange } from '../../i18n/desk-exchange';
import { sayMachines } from '../../i18n/desk-machines';
import { sayPrograms } from '../../i18n/desk-programs';
import { language } from '../../i18n/language.svelte';
import { hour, shortDate } from '../../viet/dates';
import { number } from '../../viet/numbers';

const day = 86_400_000;
/** A machine that was not met for so many days while something waits for it is told of. */
export const longAway = 14;

const n = (value: number): string => number(value, language.current);

export function sayRole(role: Role): string {
  return sayMachines()[role];
}

/** The steps of an exchange in their order. */
export const phases: readonly ExchangeProgress['phase'][] = ['look', 'take', 'files', 'give', 'done'];

export function sayPhase(phase: ExchangeProgress['phase']): string {
  const say = sayExchange();
  return { look: say.pLook, take: say.pTake, files: say.pFiles, give: say.pGive, done: say.pDone }[phase];
}

/** The beginning of the day of an instant in Vietnam, in days. */
const dayOf = (at: number): number => Math.floor((at + 7 * 3_600_000) / day);

/** Whole days between an instant and now in Vietnam's calendar; none where it is no instant. */
export function daysSince(instant: string | undefined, now: Date): number | null {
  const at = Date.parse(instant ?? '');
  return Number.isNaN(at) ? null : Math.max(0, dayOf(now.getTime()) - dayOf(at));
}

/** `hôm nay 09:41`, `hôm qua 17:05`, `12 ngày trước, 14/11/2026`. */
export function ago(instant: string | undefined, now: Date): string {
  const say = sayMachines();
  const days = daysSince(instant, now);
  if (days === null || instant === undefined) return say.never;
  const at = new Date(instant);
  if (days === 0) return say.today(hour(at));
  if (days === 1) return say.yesterday(hour(at));
  return `${say.daysAgo(n(days))}, ${shortDate(at)}`;
}

/** What changed hands, in plain words, the most telling first; nothing for a tally that is empty. */
export function sayTally(tally: ExchangeTally): string[] {
  const say = sayExchange();
  const { articles, drafts, comments, tickets, counts, others } = tally;
  const parts: [number, (count: string) => string][] = [
    [articles, say.articles],
    [drafts, say.drafts],
    [comments, say.comments],
    [tickets, say.tickets],
    [tally.files, say.files],
    [counts, say.counts],
    [others, say.others],
  ];
  return parts.filter(([count]) => count > 0).map(([count, word]) => word(n(count)));
}

/** One sentence on an exchange that has ended, for a message. */
export function sayEnd(last: Exchanged): string {
  const say = sayExchange();
  if (last.problem !== null) return say.toastProblem(last.place);
  if (last.came.articles > 0) return say.toastArticles(n(last.came.articles), last.place);
  if (last.came.changes > 0) return say.toastChanges(n(last.came.changes), last.place);
  return say.toastNothing(last.place);
}

/** How far a step is, of 100; null while nobody can tell. */
export function percent({ done, total }: ExchangeProgress): number | null {
  return total > 0 ? Math.min(100, Math.floor((100 * done) / total)) : null;
}

/** Whether something waits for a machine that was not met for long. */
export function isLongAway(one: Device, now: Date): boolean {
  const days = daysSince(one.met, now);
  return !one.me && !one.revoked && one.here > 0 && days !== null && days >= longAway;
}

/** The machines in the order in which somebody should look at them: trouble, this one, the rest by when they were met, the revoked. */
export function inOrder(devices: readonly Device[], now: Date): Device[] {
  const rank = (one: Device): number => {
    if (one.revoked) return 5;
    if (one.cloned) return 0;
    if (one.newer || one.failed !== '') return 1;
    if (isLongAway(one, now)) return 2;
    return one.me ? 3 : 4;
  };
  return devices.toSorted(
    (a, b) =>
      rank(a) - rank(b) ||
      Date.parse(a.met ?? '1970-01-01') - Date.parse(b.met ?? '1970-01-01') ||
      a.name.localeCompare(b.name, 'vi'),
  );
}

/** What an administrator should know of the machines, a sentence each. */
export function warnings({ devices, erasures }: DevicesView, now: Date): string[] {
  const say = sayMachines();
  const all: string[] = [];
  for (const one of inOrder(devices, now)) {
    if (one.revoked) continue;
    if (one.cloned) all.push(say.isCloned(one.name));
    if (one.newer) all.push(say.needsUpgrade(one.name));
    if (one.failed !== '') all.push(`${one.name}: ${sayPrograms().failedThere(one.failed)}`);
    if (isLongAway(one, now)) all.push(say.longAway(one.name, n(daysSince(one.met, now) ?? 0), n(one.here)));
  }
  return [...all, ...erasures.map(({ name }) => say.unanswered(name))];
}

/** The names of a kit's machines: `{}` becomes the number, as wide as the last one and two figures at least. */
export function namesOf(pattern: string, count: number): string[] {
  const width = Math.max(2, String(count).length);
  return Array.from({ length: count }, (_, i) =>
    pattern.trim().replaceAll('{}', String(i + 1).padStart(width, '0')),
  );
}

/** The machines of a kit: all alike, but for what was changed of some by their place. */
export function placesOf(
  names: readonly string[],
  like: Omit<KitPlace, 'name'>,
  changed: readonly (Partial<KitPlace> | undefined)[],
): KitPlace[] {
  return names.map((name, i) => ({ name, ...like, ...changed[i] }));
}

/** Opening hours from the fields of a form, `07:30`; null where they are none. */
export function hoursOf(from: string, until: string, days: readonly number[]): Hours | null {
  const [a, b] = [from, until].map((text) => {
    const [hour = NaN, minute = NaN] = text.split(':').map(Number);
    return hour * 60 + minute;
  });
  if (a === undefined || b === undefined || !(a < b) || days.length === 0) return null;
  return { from: a, until: b, days: days.length === 7 ? [] : days.toSorted((one, other) => one - other) };
}

/** Whether two names are the same to whoever types one to confirm. */
export function sameName(typed: string, name: string): boolean {
  const plain = (text: string): string => text.normalize('NFC').trim().replace(/\s+/gu, ' ');
  return plain(typed) === plain(name);
}
