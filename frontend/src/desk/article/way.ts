/** The way of an article to its readers, as far as the page has to know it; the engine's table decides. */
import type { Act, Deed, DeskRow, Happening, Post, State } from '../../api/types';

/** The acts that lead from a state to the public, for whoever may do them all; else none. */
export function wayToPublic(state: State, post: Post | undefined): Act[] {
  if (post !== 'publisher' && post !== 'administrator') return [];
  switch (state) {
    case 'draft':
    case 'returned':
      return ['submit', 'approve', 'publish'];
    case 'review':
      return ['approve', 'publish'];
    case 'approved':
    case 'scheduled':
    case 'expired':
    case 'withdrawn':
    case 'published':
      return ['publish'];
    default:
      return [];
  }
}

/** What the page offers: the state of a new article is that of a draft. */
export function offered(row: DeskRow | null, post: Post | undefined): Act[] {
  if (row === null) return post === 'auditor' ? [] : ['submit'];
  const shown = row.shown || row.state === 'scheduled';
  return (row.acts as Act[]).filter((act) => {
    if (act === 'retract') return shown;
    if (act === 'archive' || act === 'trash') return !shown;
    return true;
  });
}

/** Who last brought it to each step. */
export function stepsOf(
  happenings: readonly Happening[],
): Record<'saved' | 'submit' | 'approve' | 'publish', string> {
  const who = (what: string): string => happenings.find((one) => one.what === what)?.who ?? '';
  return { saved: who('revision'), submit: who('submit'), approve: who('approve'), publish: who('publish') };
}

/** How many of the four steps an article in a state has reached; 0 where it is beside the way. */
export function reached(state: State): 0 | 1 | 2 | 3 | 4 {
  switch (state) {
    case 'draft':
    case 'returned':
      return 1;
    case 'review':
      return 2;
    case 'approved':
      return 3;
    case 'scheduled':
    case 'published':
    case 'expired':
      return 4;
    default:
      return 0;
  }
}

/** Deeds of a chain; what belongs to the publication goes to its last. */
export function deedsOf(acts: readonly Act[], publication: Partial<Deed> = {}): Deed[] {
  return acts.map((act) => (act === 'publish' ? { ...publication, act } : { act }));
}
