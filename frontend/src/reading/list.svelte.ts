/** The articles of a topic, or the parts of a series, as far as they were asked for. */
import type { Change } from '../api/live.svelte';
import { live } from '../api/live.svelte';
import { reading } from '../api/reading';
import type { Card, CardPage } from '../api/types';
import type { Language } from '../i18n/language.svelte';
import { language } from '../i18n/language.svelte';
import { holding } from '../ui/anchor';

export class ReadingList {
  /** Null until it has come. */
  cards = $state.raw<Card[] | null>(null);
  name = $state('');
  total = $state(0);
  /** Where the next page begins; empty at the end. */
  next = $state('');
  busy = $state(false);

  readonly #of: 'topic' | 'series';
  readonly #slug: string;
  #lang: Language = 'vi';

  constructor(of: 'topic' | 'series', slug: string) {
    this.#of = of;
    this.#slug = slug;
  }

  /** Makes sure that the first page is there; rejects with a Refusal. */
  async load(): Promise<void> {
    const lang = language.current;
    if (this.cards !== null && this.#lang === lang) return;
    const page = await this.#page(lang, '');
    if (lang !== language.current) return;
    this.#lang = lang;
    this.#show(page);
    await live.saw(page.cursor);
  }

  /** Adds the next page. A refusal leaves the list as it is, to be asked again. */
  async more(): Promise<void> {
    if (this.cards === null || this.next === '' || this.busy) return;
    this.busy = true;
    try {
      const page = await this.#page(this.#lang, this.next);
      const known = new Set(this.cards.map((card) => card.id));
      this.cards = [...this.cards, ...page.cards.filter((card) => !known.has(card.id))];
      this.next = page.next;
      this.total = page.total;
    } catch {
      // The button stays.
    } finally {
      this.busy = false;
    }
  }

  /** Brings the list up to date as far as it is shown. */
  async follow({ articles }: Change): Promise<void> {
    const shown = this.cards;
    if (shown === null) return;
    const page = await this.#page(this.#lang, '');
    const fresh = new Set(page.cards.map((card) => card.id));
    const below = shown
      .slice(page.cards.length)
      .filter(({ id }) => !fresh.has(id) && articles?.includes(id) === false);
    await holding(() => {
      this.#show(page);
      if (below.length > 0 && page.next !== '') this.cards = [...page.cards, ...below];
    });
  }

  #show(page: CardPage): void {
    this.cards = page.cards;
    if (page.name !== '') this.name = page.name;
    this.next = page.next;
    this.total = page.total;
  }

  #page(prefer: Language, after: string): Promise<CardPage> {
    return reading.list({
      [this.#of]: this.#slug,
      prefer,
      ...(after !== '' && { after }),
    });
  }
}
