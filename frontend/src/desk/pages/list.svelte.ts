/** The desk's list: what it is narrowed to, its pages, what is chosen, and acts on all that is chosen. */
import { Refusal } from '../../api/client';
import { desk } from '../../api/desk';
import type { Span } from '../../api/search';
import type { Act, DeskFound, DeskRow, State } from '../../api/types';
import { clock } from '../../ui/clock.svelte';
import { reasonOf } from '../session.svelte';
import type { Filters } from './filters';
import { readFilters, writeFilters } from './filters';
import { boundsOf } from './period';

export interface Refused {
  title: string;
  reason: string;
}

export interface BulkDeed {
  id: string;
  act: Act;
}

export interface Done {
  count: number;
  /** What takes it back, of those for which something does. */
  back: BulkDeed[];
  refused: Refused[];
}

/** The acts that make sense for many at once; the others need a reason or a time for each. */
export const bulkActs: readonly Act[] = ['submit', 'approve', 'publish', 'archive', 'trash', 'restore'];

/** What takes an act back; the table of acts has nothing that would take back the others. */
function wayBack(act: Act, from: State | undefined): Act | null {
  if (act === 'archive' || act === 'trash') return 'restore';
  if (act === 'restore') return from === 'trash' ? 'trash' : from === 'archived' ? 'archive' : null;
  return null;
}

/** Whether an act has to be asked about, since nothing takes it back. */
export function isFinal(act: Act): boolean {
  return act === 'submit' || act === 'approve' || act === 'publish';
}

/** What a search says of the rows: where its words stand in them. */
interface Found {
  total: number;
  /** The words that were answered in place of those that find nothing. */
  spelling: string;
  marks: ReadonlyMap<string, { title: readonly Span[]; snippet: readonly Span[] }>;
}

interface Page {
  rows: readonly DeskRow[];
  next: string;
  found: Found | null;
}

export class List {
  filters = $state<Filters>(readFilters(''));

  /** Null until the first page has come. */
  rows = $state.raw<readonly DeskRow[] | null>(null);
  next = $state('');
  /** Set while the words of the filter are looked for in whole articles. */
  found = $state.raw<Found | null>(null);
  refusal = $state.raw<Refusal | null>(null);
  chosen = $state.raw<ReadonlySet<string>>(new Set());
  busy = $state(false);

  #asked = 0;
  readonly #conflict: boolean;

  /** The acts that at least one of the chosen articles allows. */
  readonly acts = $derived.by(() => {
    const rows = (this.rows ?? []).filter(({ id }) => this.chosen.has(id));
    return bulkActs.filter((act) => rows.some(({ acts }) => acts.includes(act)));
  });

  readonly narrowed = $derived(writeFilters({ ...this.filters, state: '' }) !== '');

  /** Begins with what the address says; the list of what is to be reviewed has no other state. */
  constructor(search: string, only: 'articles' | 'review' | 'conflicts' = 'articles') {
    this.filters = readFilters(search);
    this.#conflict = only === 'conflicts';
    if (only === 'review') this.filters.state = only;
  }

  /** Asks for the first page; what was asked before and comes later is dropped. */
  async load(): Promise<void> {
    const asked = ++this.#asked;
    try {
      const page = await this.#ask('');
      if (asked !== this.#asked) return;
      this.rows = page.rows;
      this.next = page.next;
      this.found = page.found;
      this.refusal = null;
      const here = new Set(page.rows.map(({ id }) => id));
      this.chosen = new Set([...this.chosen].filter((id) => here.has(id)));
    } catch (error) {
      if (asked === this.#asked) this.refusal = error instanceof Refusal ? error : new Refusal(500, null);
    }
  }

  async more(): Promise<void> {
    const asked = this.#asked;
    try {
      const page = await this.#ask(this.next);
      if (asked !== this.#asked) return;
      this.rows = [...(this.rows ?? []), ...page.rows];
      this.next = page.next;
      if (page.found !== null && this.found !== null)
        this.found = { ...page.found, marks: new Map([...this.found.marks, ...page.found.marks]) };
    } catch (error) {
      this.refusal = error instanceof Refusal ? error : new Refusal(500, null);
    }
  }

  clear(): void {
    this.filters = { ...readFilters(''), state: this.filters.state };
  }

  choose(id: string, on: boolean): void {
    const chosen = new Set(this.chosen);
    if (on) chosen.add(id);
    else chosen.delete(id);
    this.chosen = chosen;
  }

  chooseAll(on: boolean): void {
    this.chosen = new Set(on ? (this.rows ?? []).map(({ id }) => id) : []);
  }

  /** Does one after another, and goes on past those that are refused. */
  async act(deeds: readonly BulkDeed[], none: string): Promise<Done> {
    this.busy = true;
    const done: Done = { count: 0, back: [], refused: [] };
    for (const { id, act } of deeds) {
      const row = this.rows?.find((one) => one.id === id);
      const title = row?.title ?? '';
      try {
        await desk.act(id, { act });
        done.count += 1;
        const back = wayBack(act, row?.state);
        if (back !== null) done.back.push({ id, act: back });
      } catch (error) {
        done.refused.push({ title, reason: reasonOf(error, none) });
      }
    }
    await this.load();
    this.busy = false;
    return done;
  }

  /**
   * A page from a place on. Words are looked for in whole articles, where the index knows every other filter:
   * it knows neither who has worked on an article, nor when, nor what is translated or in conflict. Without an index titles, leads and bylines are left.
   */
  async #ask(at: string): Promise<Page> {
    const { words, person, period, lacks } = this.filters;
    if (words.trim() !== '' && person === '' && period === '' && lacks === '' && !this.#conflict) {
      try {
        return await this.#search(words.trim(), at);
      } catch (error) {
        if (!(error instanceof Refusal) || error.status !== 503) throw error;
      }
    }
    const page = await desk.articles({ ...this.#query(), ...(at === '' ? {} : { at }) });
    return { rows: page.rows, next: page.next, found: null };
  }

  async #search(q: string, at: string): Promise<Page> {
    const { state, category, genre } = this.filters;
    const answer = await desk.search({
      q,
      limit: 30,
      ...(state === '' ? {} : { state }),
      ...(category === '' ? {} : { category }),
      ...(genre === '' ? {} : { genre }),
      ...(at === '' ? {} : { cursor: at }),
    });
    return { rows: answer.hits.map(({ row }) => row), next: answer.cursor, found: foundIn(answer) };
  }

  #query(): Parameters<typeof desk.articles>[0] {
    const { state, category, person, genre, lacks, period, from, until } = this.filters;
    const words = this.filters.words.trim();
    return {
      limit: 30,
      ...(state === '' ? {} : { state }),
      ...(this.#conflict ? { conflict: true } : {}),
      ...(category === '' ? {} : { category }),
      ...(lacks === '' ? {} : { lacks }),
      ...(genre === '' ? {} : { genre }),
      ...(words === '' ? {} : { words }),
      ...(person === '' ? {} : { account: person }),
      ...boundsOf(period, from, until, clock.now ?? new Date()),
    };
  }
}

function foundIn({ total, spelling, hits }: DeskFound): Found {
  return {
    total,
    spelling,
    marks: new Map(hits.map(({ row, title, snippet }) => [row.id, { title, snippet }])),
  };
}
