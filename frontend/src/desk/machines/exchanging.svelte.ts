/** How this machine's exchange stands: asked for while somebody looks, more often on its page. */
import type { Exchanged, ExchangeView } from '../../api/machines';
import { machines } from '../../api/machines';
import { sayExchange } from '../../i18n/desk-exchange';
import { toasts } from '../parts/toast.svelte';
import { sayEnd } from './words';

const pause = { running: 1_000, near: 2_000, far: 5_000 };

class Exchanging {
  /** Null until the engine has answered. */
  view = $state.raw<ExchangeView | null>(null);
  /** Why the engine did not answer the last time. */
  error = $state.raw<unknown>(null);

  #near = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #end: (() => void) | null = null;

  /** Asks until the returned function is called. */
  start(): () => void {
    const look = (): void => {
      if (document.visibilityState === 'visible') void this.look();
    };
    document.addEventListener('visibilitychange', look);
    this.#end = () => {
      document.removeEventListener('visibilitychange', look);
      clearTimeout(this.#timer);
    };
    look();
    return () => {
      this.#end?.();
      this.#end = null;
      this.view = null;
    };
  }

  /** Asks more often, for a page that shows it, until the returned function is called. */
  watch(): () => void {
    this.#near += 1;
    void this.look();
    return () => {
      this.#near -= 1;
    };
  }

  /** Asks now. */
  async look(): Promise<void> {
    clearTimeout(this.#timer);
    try {
      this.take(await machines.view());
      this.error = null;
    } catch (error) {
      this.error = error;
    }
    clearTimeout(this.#timer);
    if (this.#end === null || document.visibilityState !== 'visible') return;
    const running = this.view !== null && this.view.running !== null;
    const wait = running ? pause.running : this.#near > 0 ? pause.near : pause.far;
    this.#timer = setTimeout(() => void this.look(), wait);
  }

  /** Takes up an answer, and tells of an exchange that has ended where its page does not show it. */
  take(view: ExchangeView): void {
    const before = this.view;
    this.view = view;
    if (before === null || view.last === null || view.last.at === before.last?.at || this.#near > 0) return;
    if (!quiet(view, view.last)) toasts.lead(sayEnd(view.last), sayExchange().look, '/desk/trao-doi');
  }
}

/** A shared folder is met every few minutes: only what came of it is worth a word. */
function quiet(view: ExchangeView, last: Exchanged): boolean {
  const shared = view.places.some((place) => place.shared && place.name === last.place);
  return shared && last.came.changes === 0;
}

export const exchanging = new Exchanging();
