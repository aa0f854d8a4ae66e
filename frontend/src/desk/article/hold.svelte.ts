/** Who is writing in the article: one window at a time, told to the engine every ten seconds. */
import { Refusal } from '../../api/client';
import { desk } from '../../api/desk';
import type { Hold } from '../../api/types';

const beat = 10_000;
/** How often is asked whether somebody else has let go. */
const hope = 2_000;

/** Tells the tabs of one browser apart, which share their sign-in. */
const page = Math.random().toString(36).slice(2);

export class Holding {
  /** Null until the engine has answered. */
  hold = $state.raw<Hold | null>(null);
  /** It was ours, and another has it now. */
  lost = $state(false);

  readonly #id: string;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #ended = false;

  constructor(id: string) {
    this.#id = id;
  }

  get mine(): boolean {
    return this.hold?.mine === true;
  }

  /** Takes the article if it is free; the returned function lets go of it. */
  start(): () => void {
    const free = (): void => {
      if (this.mine) void desk.hold(this.#id, { over: false, free: true, page }).catch(() => undefined);
    };
    addEventListener('pagehide', free);
    void this.#go();
    return () => {
      this.#ended = true;
      clearTimeout(this.#timer);
      removeEventListener('pagehide', free);
      free();
    };
  }

  async #go(): Promise<void> {
    await this.#ask(false);
    if (!this.#ended) this.#timer = setTimeout(() => void this.#go(), this.mine ? beat : hope);
  }

  /** Takes it over from whoever has it. */
  async take(): Promise<void> {
    await this.#ask(true);
  }

  async #ask(over: boolean): Promise<void> {
    try {
      const hold = await desk.hold(this.#id, { over, free: false, page });
      if (this.#ended) return;
      if (this.mine && !hold.mine) this.lost = true;
      if (hold.mine) this.lost = false;
      this.hold = hold;
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      // Without an answer nothing is known that was not known before.
    }
  }
}
