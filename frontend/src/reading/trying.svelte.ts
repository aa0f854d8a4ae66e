/** Asking the engine again while a page waits for it. */
import { onDestroy } from 'svelte';
import { Refusal } from '../api/client';

const pause = 2_000;

class Trying {
  /** Why there is nothing to show yet. */
  refusal = $state.raw<Refusal | null>(null);

  #load: () => Promise<void>;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #ended = false;

  constructor(load: () => Promise<void>) {
    this.#load = load;
  }

  /** Loads; if the engine is away, goes on until it is back or the page is left. Never rejects. */
  async run(): Promise<void> {
    clearTimeout(this.#timer);
    try {
      await this.#load();
      this.refusal = null;
    } catch (error) {
      this.refusal = error instanceof Refusal ? error : new Refusal(500, null);
      if (this.refusal.passing && !this.#ended) this.#timer = setTimeout(() => void this.run(), pause);
    }
  }

  end(): void {
    this.#ended = true;
    clearTimeout(this.#timer);
  }
}

/** For a page: tries until it succeeds, and stops when the page is left. */
export function keepTrying(load: () => Promise<void>): Trying {
  const trying = new Trying(load);
  onDestroy(() => trying.end());
  return trying;
}
