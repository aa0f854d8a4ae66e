/** The front page's articles: what is shown, and what has come since. */
import { api } from '../api/client';
import type { Change } from '../api/live.svelte';
import { live } from '../api/live.svelte';
import type { Front } from '../api/types';
import { language } from '../i18n/language.svelte';

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
    if (this.quiet()) {
      this.#show(fresh);
      return;
    }
    const { bringIn } = await import('./follow');
    this.#fresh = fresh;
    this.waiting = await bringIn(this, fresh, change);
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

export const front = new FrontState();
