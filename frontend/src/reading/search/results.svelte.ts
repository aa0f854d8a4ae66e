/** What was found, as far as it was asked for; kept while the visitor walks to and fro. */
import { Refusal } from '../../api/client';
import type { Change } from '../../api/live.svelte';
import type { Facets, Progress, SearchAnswer, SearchHit, SearchQuery } from '../../api/search';
import { search } from '../../api/search';
import { holding } from '../../ui/anchor';
import { leavesTrace } from '../../ui/forget';
import type { Asked } from './query';
import { narrowings, pathOf } from './query';

const atOnce = 20;

export class Results {
  readonly asked: Asked;
  /** Null until the engine has answered. */
  facets = $state.raw<Facets | null>(null);
  hits = $state.raw<SearchHit[]>([]);
  total = $state(0);
  /** The words that were answered in place of those that find nothing. */
  spelling = $state('');
  /** Where the next page begins; empty at the end. */
  next = $state('');
  building = $state.raw<Progress | null>(null);
  busy = $state(false);
  /** The article that was opened from here, to come back to. */
  opened = '';

  #counted = false;

  constructor(asked: Asked) {
    this.asked = asked;
  }

  /** Makes sure that the first page is there; rejects with a Refusal. */
  async load(): Promise<void> {
    if (this.facets !== null) return;
    this.#take(await this.#ask(''));
    await this.#count();
  }

  /** Adds the next page. A refusal leaves the list as it is, to be asked again. */
  async more(): Promise<void> {
    if (this.next === '' || this.busy) return;
    this.busy = true;
    try {
      const page = await this.#ask(this.next);
      const known = new Set(this.hits.map(({ card }) => card.id));
      this.hits = [...this.hits, ...page.hits.filter(({ card }) => !known.has(card.id))];
      this.next = page.cursor;
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
    } finally {
      this.busy = false;
    }
  }

  /** Asks anew, holding still what is being read; what was withdrawn leaves also where it stands further down. */
  async follow(change: Change | null): Promise<void> {
    if (this.facets === null) return;
    const page = await this.#ask('');
    const fresh = new Set(page.hits.map(({ card }) => card.id));
    const gone = new Set(change?.articles ?? []);
    const further = this.hits.slice(atOnce).filter(({ card }) => !fresh.has(card.id) && !gone.has(card.id));
    const next = this.next;
    if (!page.counted) page.facets = this.facets; // those of a moment ago, until they are counted anew
    await holding(() => {
      this.#take(page);
      if (further.length > 0) {
        this.hits = [...page.hits, ...further];
        this.next = next;
      }
    });
    if (!page.counted) await this.#count();
  }

  /** Of very many articles the list comes first, and how many there are of each kind after it. */
  async #count(): Promise<void> {
    if (this.#counted) return;
    try {
      const { facets } = await search({ ...this.#query(), limit: 1, facets: true });
      this.facets = facets;
      this.#counted = true;
    } catch (error) {
      if (!(error instanceof Refusal)) throw error; // the list stands without them
    }
  }

  #take(page: SearchAnswer): void {
    this.hits = page.hits;
    this.total = page.total;
    this.spelling = page.spelling;
    this.next = page.cursor;
    this.building = page.building ?? null;
    this.facets = page.facets;
    this.#counted = page.counted;
  }

  #ask(cursor: string): Promise<SearchAnswer> {
    return search({ ...this.#query(), ...(cursor !== '' && { cursor }) });
  }

  #query(): SearchQuery {
    const query: SearchQuery = { q: this.asked.q, sort: this.asked.sort, limit: atOnce };
    for (const name of narrowings) if (this.asked[name] !== '') query[name] = this.asked[name];
    return query;
  }
}

const most = 8;
let kept = new Map<string, Results>();

/** What a question found, as it was left if it was asked before. */
export function openResults(asked: Asked): Results {
  const path = pathOf(asked);
  const results = kept.get(path) ?? new Results(asked);
  kept.delete(path);
  kept.set(path, results);
  if (kept.size > most) kept = new Map([...kept].slice(-most));
  return results;
}

leavesTrace(() => (kept = new Map()));
