/** The wording of what differs on two machines. */
import type { Device, Differing } from '../../api/machines';
import { sayDiffering } from '../../i18n/desk-differing';
import { language } from '../../i18n/language.svelte';
import { number } from '../../viet/numbers';

type Side = Differing['documents'][number]['side'];

/** Whether a machine is known to hold something else than this one. */
export function isUnlike(one: Device): boolean {
  return !one.me && !one.revoked && one.version !== '' && (!one.same || one.here + one.there > 0);
}

/** How strongly a side is marked: what both changed wants a look. */
export function toneOf(side: Side): 'waits' | 'timed' | '' {
  if (side === 'both') return 'waits';
  return side === 'there' || side === 'only_there' ? 'timed' : '';
}

/** How many documents differ: at least so many, where not every change was looked at. */
export function sayCount({ count, partial }: Differing): string {
  const say = sayDiffering();
  if (count === 0) return partial ? say.unclear : say.none;
  return (partial ? say.countLeast : say.count)(number(count, language.current));
}

/** What is to be said besides the documents, a sentence each. */
export function remarks(found: Differing): string[] {
  const say = sayDiffering();
  const rest = found.count - found.documents.length;
  const counted: [number, (n: string) => string][] = [
    [rest, found.partial ? say.moreLeast : say.more],
    [found.unnamed, say.unnamed],
    [found.inside, say.inside],
    [found.unknown, say.unknown],
    [found.others, say.others],
    [found.newer, say.newer],
  ];
  const all = counted
    .filter(([count]) => count > 0)
    .map(([count, word]) => word(number(count, language.current)));
  if (found.partial) all.push(say.partial);
  if (found.newerThere) all.push(say.newerThere);
  if (found.older) all.push(say.older);
  if (found.unexplained) all.push(say.unexplained);
  else if (!found.older && found.unknown === 0 && found.newer === 0 && !found.newerThere) all.push(say.asOf);
  return all;
}
