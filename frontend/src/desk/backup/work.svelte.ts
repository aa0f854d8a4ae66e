/** Long work of the engine: asked for again and again, begun and stopped from one page. */
import { sayDesk } from '../../i18n/desk';
import { reasonOf } from '../session.svelte';

/** Milliseconds between two looks, while it is under way and else: a stick that is plugged in shows soon. */
const soon = 500;
const pause = 2_000;

export class Work<State extends { running: unknown }> {
  /** Null until the engine has answered. */
  view = $state.raw<State | null>(null);
  /** Why the last thing that was asked for came to nothing. */
  wrong = $state('');
  /** Why nothing new is known. */
  lost = $state('');
  busy = $state(false);

  readonly #state: () => Promise<State>;

  constructor(state: () => Promise<State>) {
    this.#state = state;
  }

  /** Looks until the returned function is called. */
  watch(): () => void {
    let timer: ReturnType<typeof setTimeout> | undefined;
    let ended = false;
    const go = async (): Promise<void> => {
      await this.look();
      if (!ended) timer = setTimeout(() => void go(), this.view?.running ? soon : pause);
    };
    void go();
    return () => {
      ended = true;
      clearTimeout(timer);
    };
  }

  /** Looks now, but not into what is being asked for. */
  async look(): Promise<void> {
    if (this.busy) return;
    try {
      this.view = await this.#state();
      this.lost = '';
    } catch (error) {
      this.lost = reasonOf(error, sayDesk().noAnswer);
    }
  }

  /** Asks for something that answers with how the work stands. */
  async ask(what: () => Promise<State>): Promise<void> {
    await this.try(async () => {
      this.view = await what();
      this.wrong = '';
    });
  }

  /** Does something that may be refused; one thing at a time. */
  async try(what: () => Promise<void>): Promise<void> {
    this.busy = true;
    try {
      await what();
    } catch (error) {
      this.wrong = reasonOf(error, sayDesk().noAnswer);
    }
    this.busy = false;
  }
}
