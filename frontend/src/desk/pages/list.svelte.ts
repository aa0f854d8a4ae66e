/** The desk's list: what it is narrowed to, its pages, what is chosen, and acts on all that is chosen. */
import { Refusal } from '../../api/client';
import { desk } from '../../api/desk';
import type { Act, DeskRow, State } from '../../api/types';
import { reasonOf, session } from '../session.svelte';

export interface Refused {
  title: string;
  reason: string;
}

export interface Done {
  act: Act;
  ids: string[];
  refused: Refused[];
}

/** The acts that make sense for many at once; the others need a reason or a time for each. */
export const bulkActs: readonly Act[] = ['submit', 'approve', 'publish', 'archive', 'trash', 'restore'];

export class List {
  state = $state<State | ''>('');
  category = $state('');
  genre = $state('');
  words = $state('');
  mine = $state(false);

  /** Null until the first page has come. */
  rows = $state.raw<readonly DeskRow[] | null>(null);
  next = $state('');
  refusal = $state.raw<Refusal | null>(null);
  chosen = $state.raw<ReadonlySet<string>>(new Set());
  busy = $state(false);

  #asked = 0;

  /** The acts that at least one of the chosen articles allows. */
  readonly acts = $derived.by(() => {
    const rows = (this.rows ?? []).filter(({ id }) => this.chosen.has(id));
    return bulkActs.filter((act) => rows.some(({ acts }) => acts.includes(act)));
  });

  readonly narrowed = $derived(
    this.category !== '' || this.genre !== '' || this.words.trim() !== '' || this.mine,
  );

  constructor(state: State | '') {
    this.state = state;
  }

  /** Asks for the first page; what was asked before and comes later is dropped. */
  async load(): Promise<void> {
    const asked = ++this.#asked;
    try {
      const page = await desk.articles(this.#query());
      if (asked !== this.#asked) return;
      this.rows = page.rows;
      this.next = page.next;
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
      const page = await desk.articles({ ...this.#query(), at: this.next });
      if (asked !== this.#asked) return;
      this.rows = [...(this.rows ?? []), ...page.rows];
      this.next = page.next;
    } catch (error) {
      this.refusal = error instanceof Refusal ? error : new Refusal(500, null);
    }
  }

  clear(): void {
    this.category = this.genre = this.words = '';
    this.mine = false;
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

  /** Does it to one article after another, and goes on past those that are refused. */
  async act(act: Act, ids: readonly string[], none: string): Promise<Done> {
    this.busy = true;
    const done: Done = { act, ids: [], refused: [] };
    for (const id of ids) {
      const title = this.rows?.find((row) => row.id === id)?.title ?? '';
      try {
        await desk.act(id, { act });
        done.ids.push(id);
      } catch (error) {
        done.refused.push({ title, reason: reasonOf(error, none) });
      }
    }
    await this.load();
    this.busy = false;
    return done;
  }

  #query(): Parameters<typeof desk.articles>[0] {
    const account = this.mine ? session.me?.id : undefined;
    return {
      limit: 30,
      ...(this.state === '' ? {} : { state: this.state }),
      ...(this.category === '' ? {} : { category: this.category }),
      ...(this.genre === '' ? {} : { genre: this.genre }),
      ...(this.words.trim() === '' ? {} : { words: this.words.trim() }),
      ...(account === undefined ? {} : { account }),
    };
  }
}
