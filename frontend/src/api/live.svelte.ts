/** Who wants to know that something changed, and what of it stands painted. */
import { tick } from 'svelte';

/** A change: the cursor after it and the articles it touches; null where they cannot be known. */
export interface Change {
  cursor: string;
  articles: string[] | null;
}

type Listener = (change: Change) => Promise<void> | void;

class Live {
  /** Whether events are flowing. */
  connected = $state(false);
  /** The cursor of what stands painted; sent with every beat. */
  painted = '';
  /** Kept once a page stands painted. */
  readonly begun: Promise<void>;

  #listeners = new Set<Listener>();
  #pending: Change | null = null;
  #telling = false;
  readonly #begun: () => void;

  constructor() {
    let begun: () => void = () => undefined;
    this.begun = new Promise((resolve) => (begun = resolve));
    this.#begun = begun;
  }

  /** Calls the listener with every change until the returned function is called. */
  listen(listener: Listener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Says that data of this cursor is on its way to the panel. */
  async saw(cursor: string): Promise<void> {
    await tick();
    this.painted = cursor;
    this.#begun();
  }

  /** Tells every listener: one change at a time, so that an older answer never lands on a newer one; what waits is joined. */
  async tell(change: Change): Promise<void> {
    this.#pending = join(this.#pending, change);
    if (this.#telling) return;
    this.#telling = true;
    while (this.#pending !== null) {
      const next: Change = this.#pending;
      this.#pending = null;
      const done = await Promise.allSettled([...this.#listeners].map(async (listener) => listener(next)));
      if (done.every((one) => one.status === 'fulfilled')) await this.saw(next.cursor);
    }
    this.#telling = false;
  }
}

function join(earlier: Change | null, later: Change): Change {
  if (earlier === null) return later;
  const known = earlier.articles !== null && later.articles !== null;
  return {
    cursor: later.cursor,
    articles: known ? [...new Set([...(earlier.articles ?? []), ...(later.articles ?? [])])] : null,
  };
}

export const live = new Live();
