/** The index of exhibits as far as it was asked for. */
import type { Exhibit } from '../../api/hall';
import { hall } from '../../api/hall';
import { live } from '../../api/live.svelte';
import { language } from '../../i18n/language.svelte';

export class ExhibitIndex {
  /** Null until the engine has answered. */
  list = $state.raw<Exhibit[] | null>(null);
  /** Where the next run begins; empty at the end. */
  next = $state('');

  #lang = '';

  /** Fetches the first run in the language shown; rejects with a Refusal. */
  async load(): Promise<void> {
    const lang = language.current;
    const { exhibits, next, cursor } = await hall.exhibits(lang, '');
    if (lang !== language.current) return;
    this.#lang = lang;
    this.list = exhibits;
    this.next = next;
    await live.saw(cursor);
  }

  /** Adds a run; rejects with a Refusal. */
  async more(): Promise<void> {
    const after = this.next;
    const { exhibits, next } = await hall.exhibits(this.#lang, after);
    if (after !== this.next) return;
    this.list = [...(this.list ?? []), ...exhibits];
    this.next = next;
  }
}
