/** The front page's articles: what is shown, and what has come since. */
import { api } from '../api/client';
import type { Change } from '../api/live.svelte';
import { live } from '../api/live.svelte';
import type { Card, Front } from '../api/types';
import { language } from '../i18n/language.svelte';
import { holding } from '../ui/anchor';

class FrontState {
  /** What is shown; null until the engine has answered. */
  shown = $state.raw<Front | null>(null);
  /** How many articles have come that are not shown yet. */
  waiting = $state(0);

  /** Whether the page may be renewed under the reader's eyes; the page decides while it is open. */
  quiet: () => boolean = () => false;

  #fresh: Front | null = null;
  #lang = '';

  /** Makes sure that the articles of the language shown are there; rejects with a Refusal. */
  async load(): Promise<void> {
    if (this.shown !== null && this.#lang === language.current) return;
    const lang = language.current;
    const front = await api.front(lang);
    if (lang !== language.current) return;
    this.#lang = lang;
    this.#show(front);
    await live.saw(front.cursor);
  }

  /** Takes a change in: at once if nobody is disturbed, else counted, but what is withdrawn always leaves. */
  async follow(change: Change): Promise<void> {
    if (this.shown === null) return;
    const fresh = await api.front(this.#lang);
    this.#fresh = fresh;
    if (this.quiet()) {
      this.#show(fresh);
      return;
    }
    const shown = this.shown;
    const held = change.articles === null ? fresh : renewed(shown, fresh, new Set(change.articles));
    const before = idsOf(held);
    await holding(() => (this.shown = held));
    this.waiting = [...idsOf(fresh)].filter((id) => !before.has(id)).length;
    if (this.waiting === 0) this.#fresh = null;
  }

  /** Shows what has come. */
  reveal(): void {
    if (this.#fresh !== null) this.#show(this.#fresh);
  }

  #show(front: Front): void {
    this.shown = front;
    this.#fresh = null;
    this.waiting = 0;
  }
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

export const front = new FrontState();
