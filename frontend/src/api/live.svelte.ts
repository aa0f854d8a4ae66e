/** The engine's word that something changed, while the page is visible. */
import { tick } from 'svelte';
import { api } from './client';

/** A change: the cursor after it and the articles it touches; null where they cannot be known. */
export interface Change {
  cursor: string;
  articles: string[] | null;
}

type Listener = (change: Change) => Promise<void> | void;

const firstWait = 1_000;
const longestWait = 10_000;

class Live {
  /** Whether events are flowing. */
  connected = $state(false);
  /** The cursor of what stands painted; sent with every beat. */
  painted = '';

  #source: EventSource | null = null;
  #listeners = new Set<Listener>();
  #timer: ReturnType<typeof setTimeout> | undefined;
  #wait = firstWait;
  #pending: Change | null = null;
  #telling = false;

  /** Opens the stream now if the page is visible, and with every return of the page. */
  start(): void {
    document.addEventListener('visibilitychange', () => {
      if (document.visibilityState === 'visible') this.#open();
      else this.#close();
    });
    if (document.visibilityState === 'visible') this.#open();
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
  }

  #open(): void {
    this.#close();
    const source = new EventSource('/api/events');
    this.#source = source;
    source.addEventListener('open', () => {
      this.connected = true;
      this.#wait = firstWait;
      void this.#catchUp();
    });
    source.addEventListener('change', (event: MessageEvent<string>) => {
      const change = parse(event.data);
      if (change !== null) void this.#tell(change);
    });
    source.addEventListener('error', () => {
      this.connected = false;
      // The browser itself tries again while it is connecting, but gives up on an answer that is no stream.
      if (source.readyState === EventSource.CLOSED) this.#openLater();
    });
  }

  #openLater(): void {
    this.#close();
    this.#timer = setTimeout(() => this.#open(), this.#wait);
    this.#wait = Math.min(this.#wait * 2, longestWait);
  }

  #close(): void {
    clearTimeout(this.#timer);
    this.#source?.close();
    this.#source = null;
    this.connected = false;
  }

  async #catchUp(): Promise<void> {
    try {
      const cursor = await api.health();
      if (cursor !== this.painted) await this.#tell({ cursor, articles: null });
    } catch {
      // The stream says so too, by its error event.
    }
  }

  /** One change at a time, so that an older answer never lands on a newer one; what waits is joined. */
  async #tell(change: Change): Promise<void> {
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

function parse(data: string): Change | null {
  try {
    const value: unknown = JSON.parse(data);
    if (typeof value !== 'object' || value === null || !('cursor' in value)) return null;
    const articles = 'articles' in value && Array.isArray(value.articles) ? value.articles : null;
    return { cursor: String(value.cursor), articles: articles?.map(String) ?? null };
  } catch {
    return null;
  }
}

export const live = new Live();
