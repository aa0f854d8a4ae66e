/** What every page needs of the library: its settings, its categories, whether it is a sample. */
import { clock } from '../ui/clock.svelte';
import { api, Refusal } from './client';
import { live } from './live.svelte';
import type { Site } from './types';

const retry = 2_000;
const renew = 10 * 60_000;

class SiteState {
  /** Null until the engine has answered once; then the last answer, whatever happens. */
  current = $state.raw<Site | null>(null);
  /** Why there is no answer; passes by itself unless the session is gone. */
  refusal = $state.raw<Refusal | null>(null);

  /** Asks until the engine answers, keeps the answer fresh, and follows changes. */
  start(): void {
    void this.#ask();
    live.listen(() => this.refresh());
    setInterval(() => void this.refresh().catch(() => undefined), renew);
  }

  /** Asks once; rejects with a Refusal. */
  async refresh(): Promise<void> {
    try {
      const answer = await api.site();
      clock.set(answer.now, answer.clockTrusted);
      this.current = answer;
      this.refusal = null;
    } catch (error) {
      if (error instanceof Refusal && error.status === 403) this.refusal = error;
      throw error;
    }
  }

  /** Whether outside addresses are only shown, since this is a window of ours and no browser. */
  get enclosed(): boolean {
    return this.current?.face !== 'reader' || document.documentElement.dataset['face'] === 'kiosk';
  }

  async #ask(): Promise<void> {
    try {
      await this.refresh();
    } catch (error) {
      this.refusal = error instanceof Refusal ? error : new Refusal(0, null);
      setTimeout(() => void this.#ask(), retry);
    }
  }
}

export const site = new SiteState();
