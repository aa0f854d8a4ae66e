/** The directory as the desk lays it out. */
import type { DeskUnit, UnitEdit } from '../../api/types';
import { fold } from '../people/find';

export interface Filter {
  words: string;
  ended: boolean;
  broken: boolean;
}

/** Those that a filter lets stand, and the groups above them; their order stays. */
export function filtered(all: readonly DeskUnit[], { words, ended, broken }: Filter): DeskUnit[] {
  const typed = fold(words).split(/\s+/u).filter(Boolean);
  const matches = (unit: DeskUnit): boolean => {
    if (!ended && unit.ended && typed.length === 0) return false;
    if (broken && unit.reports === 0) return false;
    const { name, short, code, address, website } = unit;
    const text = fold([name.vi, name.en, short, code, address, website].join(' '));
    return typed.every((word) => text.includes(word));
  };
  const kept = new Set(all.filter(matches).flatMap((unit) => [unit.id, unit.under]));
  return all.filter((unit) => kept.has(unit.id));
}

/** The ids of the units beside one, in order, with that one put in another's place; null where they are no neighbours. */
export function reordered(all: readonly DeskUnit[], moving: string, to: string): string[] | null {
  const one = all.find((unit) => unit.id === moving);
  const other = all.find((unit) => unit.id === to);
  if (one === undefined || other === undefined || one === other || one.under !== other.under) return null;
  const ids = all.filter((unit) => unit.under === one.under).map((unit) => unit.id);
  const place = ids.indexOf(to);
  ids.splice(ids.indexOf(moving), 1);
  ids.splice(place, 0, moving);
  return ids;
}

/** What is sent of a unit to have it as it is. */
export function editOf(unit: DeskUnit): UnitEdit {
  const { code, parent, name, short, kind, address, phones, email, website, note, order, from, until, next, removed } = unit; // prettier-ignore
  return { code, parent, name, short, kind, address, phones, email, website, note, order, from, until, next, removed }; // prettier-ignore
}

/** A unit of which nothing is known yet, in a group or on the first level. */
export function newUnit(parent: string): UnitEdit {
  return { code: '', parent, name: { vi: '', en: '' }, short: '', kind: '', address: '', phones: [], email: '', website: '', note: '', order: 0, from: '', until: '', next: '', removed: false }; // prettier-ignore
}
