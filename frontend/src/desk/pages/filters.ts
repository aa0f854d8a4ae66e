/** What the list is narrowed to, and how an address says it: `?state=review&period=week`. */
import type { State } from '../../api/types';
import type { Period } from './period';
import { periods } from './period';

export const states: readonly State[] = [
  'draft', 'review', 'returned', 'approved', 'scheduled', 'published', 'expired', 'withdrawn', 'archived', 'trash',
]; // prettier-ignore

export interface Filters {
  state: State | '';
  category: string;
  /** An account. */
  person: string;
  genre: string;
  /** The language in which there is no version. */
  lacks: 'vi' | 'en' | '';
  words: string;
  period: Period | '';
  /** Days, where the period is one of days. */
  from: string;
  until: string;
}

const day = /^\d{4}-\d\d-\d\d$/;

/** Passes over what this program does not know. */
export function readFilters(search: string): Filters {
  const query = new URLSearchParams(search);
  const of = (name: string): string => query.get(name) ?? '';
  const one = <T extends string>(name: string, all: readonly T[]): T | '' =>
    all.find((known) => known === of(name)) ?? '';
  const date = (name: string): string => (day.test(of(name)) ? of(name) : '');
  return {
    state: one('state', states),
    category: of('category'),
    person: of('person'),
    genre: of('genre'),
    lacks: one('lacks', ['vi', 'en'] as const),
    words: of('words'),
    period: one('period', periods),
    from: date('from'),
    until: date('until'),
  };
}

/** Empty where nothing is narrowed. */
export function writeFilters(filters: Filters): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(filters) as [keyof Filters, string][]) {
    const idle = filters.period !== 'days' && (name === 'from' || name === 'until');
    if (value.trim() !== '' && !idle) query.set(name, value.trim());
  }
  const text = query.toString();
  return text === '' ? '' : `?${text}`;
}
