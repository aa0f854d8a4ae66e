/** Bringing a front page up to date under the eyes of somebody who is reading it. */
import type { Change } from '../api/live.svelte';
import type { Card, Front } from '../api/types';
import { holding } from '../ui/anchor';

/**
 * Takes into the shown page what cannot wait: corrections, and withdrawals above all; the rest waits to be
 * asked for. Nothing that is being read moves. Resolves to the number of articles that wait.
 */
export async function bringIn(page: { shown: Front | null }, fresh: Front, change: Change): Promise<number> {
  const shown = page.shown;
  if (shown === null) return 0;
  const held = change.articles === null ? fresh : renewed(shown, fresh, new Set(change.articles));
  await holding(() => (page.shown = held));
  const known = idsOf(held);
  return [...idsOf(fresh)].filter((id) => !known.has(id)).length;
}

/** The ids of every article on a front page. */
export function idsOf(front: Front): Set<string> {
  const cards = [...(front.lead ? [front.lead] : []), ...front.latest];
  return new Set([...cards, ...front.sections.flatMap((section) => section.cards)].map((card) => card.id));
}

/**
 * The shown page with the touched articles brought up to date: the edited in their new form, the withdrawn
 * gone, the new ones not yet there. A withdrawn lead is followed by the new page's lead.
 */
export function renewed(shown: Front, fresh: Front, touched: ReadonlySet<string>): Front {
  const every = [
    ...(fresh.lead ? [fresh.lead] : []),
    ...fresh.latest,
    ...fresh.sections.flatMap((s) => s.cards),
  ];
  const now = new Map(every.map((card) => [card.id, card]));
  const current = (card: Card): Card[] => {
    if (!touched.has(card.id)) return [card];
    const found = now.get(card.id);
    return found === undefined ? [] : [found];
  };
  const lead = shown.lead === null ? null : (current(shown.lead)[0] ?? fresh.lead);
  return {
    lead,
    latest: shown.latest.flatMap(current).filter((card) => card.id !== lead?.id),
    sections: shown.sections
      .map((section) => ({ ...section, cards: section.cards.flatMap(current) }))
      .filter((section) => section.cards.length > 0),
    cursor: fresh.cursor,
  };
}
