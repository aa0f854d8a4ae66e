/** The articles of a category as far as they were asked for; kept while the reader walks to and fro. */
import { api } from '../api/client';
import type { Change } from '../api/live.svelte';
import { live } from '../api/live.svelte';
import type { Card, CardPage, CategoryPage } from '../api/types';
import type { Language } from '../i18n/language.svelte';
import { language } from '../i18n/language.svelte';
import { holding } from '../ui/anchor';
import { leavesTrace } from '../ui/forget';

class CategoryList {
  category = $state.raw<CategoryPage | null>(null);
  cards = $state.raw<Card[]>([]);
  total = $state(0);
  /** Where the next page begins; empty at the end. */
  next = $state('');
  busy = $state(false);

  #slug: string;
  #lang: Language = 'vi';

  constructor(slug: string) {
    this.#slug = slug;
  }

  /** Makes sure that the first page is there; rejects with a Refusal. */
  async load(): Promise<void> {
    const lang = language.current;
    if (this.category !== null && this.#lang === lang) return;
    const category = await api.category(this.#slug);
    const page = await this.#page(category.id, lang, '');
    if (lang !== language.current) return;
    this.#lang = lang;
    this.cards = page.cards;
    this.next = page.next;
    this.total = page.total;
    this.category = category;
    await live.saw(page.cursor);
  }

  /** Adds the next page. A refusal leaves the list as it is, to be asked again. */
  async more(): Promise<void> {
    const category = this.category;
    if (category === null || this.next === '' || this.busy) return;
    this.busy = true;
    try {
      const page = await this.#page(category.id, this.#lang, this.next);
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

  /** Brings in what is new above and takes out what was withdrawn, holding still what is being read. */
  async follow(change: Change): Promise<void> {
    const category = this.category;
    if (category === null) return;
    const first = await this.#page(category.id, this.#lang, '');
    const fresh = new Map(first.cards.map((card) => [card.id, card]));
    const older = this.cards.filter((card) => !fresh.has(card.id));
    const oldest = first.cards.at(-1);
    const stays = older.filter((card) => {
      if (oldest === undefined || first.next === '') return false;
      if (change.articles !== null) return !change.articles.includes(card.id);
      // Nobody said what changed: what should stand on the first page and does not is gone.
      return !newer(card, oldest);
    });
    await holding(() => {
      this.cards = [...first.cards, ...stays];
      if (stays.length === 0) this.next = first.next;
      this.total = first.total;
    });
  }

  #page(category: string, prefer: Language, after: string): Promise<CardPage> {
    return api.articles({ category, prefer, ...(after !== '' && { after }) });
  }
}

function newer(one: Card, other: Card): boolean {
  return Date.parse(one.published.at) > Date.parse(other.published.at);
}

const most = 12;
let lists = new Map<string, CategoryList>();

/** The list of a category, as it was left if it was open before. */
export function openCategory(slug: string): CategoryList {
  const list = lists.get(slug) ?? new CategoryList(slug);
  lists.delete(slug);
  lists.set(slug, list);
  if (lists.size > most) lists = new Map([...lists].slice(-most));
  return list;
}

leavesTrace(() => (lists = new Map()));
