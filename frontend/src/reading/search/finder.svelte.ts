/** The field that searches: what is typed into it, what it suggests, and what this visitor looked for before. */
import { Refusal } from '../../api/client';
import type { Span } from '../../api/search';
import { suggest } from '../../api/search';
import { pick, pickLang } from '../../i18n/language.svelte';
import { leavesTrace } from '../../ui/forget';
import { router } from '../../ui/router.svelte';
import { longest, pathOf, readAsked } from './query';

export interface Suggestion {
  kind: 'recent' | 'category' | 'tag' | 'title';
  text: Span[];
  /** The language of the text, where it is not that of the page. */
  lang?: string;
  path: string;
  count?: number;
}

/** Milliseconds that the fingers rest before what they typed is looked for. */
const pause = { suggest: 90, search: 350 };
const mostRecent = 6;

class Finder {
  text = $state('');
  suggestions = $state.raw<readonly Suggestion[]>([]);
  /** What this visitor looked for, the last first. */
  recent = $state.raw<readonly string[]>([]);

  #asked = 0;
  #timers: ReturnType<typeof setTimeout>[] = [];

  /** The text has changed under the visitor's fingers: suggests, and on the page of search looks for it. */
  typed(): void {
    this.rest();
    this.#timers = [setTimeout(() => void this.#suggest(), pause.suggest)];
    if (router.route.name === 'search') this.#timers.push(setTimeout(() => this.#look(), pause.search));
  }

  /** Looks for what stands in the field now. */
  submit(): void {
    this.rest();
    this.remember();
    if (router.route.name === 'search') this.#look();
    else router.go(pathOf({ q: this.text }));
  }

  /** Follows the address: another page of search has another text. */
  show(q: string): void {
    if (this.text.trim() === q) return;
    this.rest();
    this.text = q;
  }

  clear(): void {
    this.text = '';
    this.suggestions = [];
    this.typed();
  }

  /** Suggests nothing more, and forgets what waits to be looked for. */
  rest(): void {
    this.#asked += 1;
    for (const timer of this.#timers) clearTimeout(timer);
    this.suggestions = [];
  }

  /** Keeps what was looked for, for this visitor alone. */
  remember(): void {
    const text = this.text.trim();
    if (text === '') return;
    this.recent = [text, ...this.recent.filter((one) => one !== text)].slice(0, mostRecent);
  }

  forget(): void {
    this.rest();
    this.text = '';
    this.recent = [];
  }

  #look(): void {
    const asked = router.route.name === 'search' ? readAsked(router.route.query) : readAsked('');
    const path = pathOf({ ...asked, q: this.text });
    if (path !== pathOf(asked)) router.rename(path);
  }

  async #suggest(): Promise<void> {
    const asked = ++this.#asked;
    const q = this.text.trim().slice(0, longest);
    if (q === '') {
      this.suggestions = [];
      return;
    }
    try {
      const found = await suggest(q, '');
      if (asked !== this.#asked) return;
      this.suggestions = [
        ...found.categories.map(({ ref, count }): Suggestion => ({
          kind: 'category',
          text: [{ text: pick(ref.name), hit: false }],
          lang: pickLang(ref.name),
          path: `/chuyen-muc/${ref.slug}`,
          count,
        })),
        ...found.tags.map(({ tag, count }): Suggestion => ({
          kind: 'tag',
          text: [{ text: tag, hit: false }],
          path: pathOf({ tag }),
          count,
        })),
        ...found.titles.map(({ title, path }): Suggestion => ({ kind: 'title', text: title, path })),
      ];
    } catch (error) {
      // Without suggestions the words can still be looked for.
      if (!(error instanceof Refusal)) throw error;
    }
  }
}

export const finder = new Finder();

leavesTrace(() => finder.forget());
