/** Moving people up and down the order of precedence. */
import type { Person } from '../../api/types';

type Ranked = Pick<Person, 'id' | 'precedence'>;

/**
 * Whose precedence becomes what when somebody is taken from one place of the list to another; the list is as
 * the engine gives it. Everybody down to the last who has a place, and to the two, gets the number of theirs,
 * so that in a list once in order only those between the two change.
 */
export function moved(list: readonly Ranked[], from: number, to: number): Map<string, number> {
  const changed = new Map<string, number>();
  const one = list[from];
  if (one === undefined || list[to] === undefined) return changed;
  const next = list.toSpliced(from, 1).toSpliced(to, 0, one);
  const ranked = list.filter((person) => person.precedence > 0).length;
  next.slice(0, Math.max(ranked, from + 1, to + 1)).forEach((person, i) => {
    if (person.precedence !== i + 1) changed.set(person.id, i + 1);
  });
  return changed;
}
