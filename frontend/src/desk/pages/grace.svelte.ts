/**
 * Seconds in which what cannot be taken back is not done yet. The table of acts takes back no submission,
 * approval or publication, and after a publication readers have seen it: so the way back lies before the act.
 */
const seconds = 8;

export class Grace<T> {
  /** What will be done; null when nothing waits. */
  waiting = $state.raw<T | null>(null);
  /** Whole seconds until then. */
  left = $state(0);

  #timer: ReturnType<typeof setInterval> | undefined;
  readonly #work: (what: T) => Promise<void>;

  constructor(work: (what: T) => Promise<void>) {
    this.#work = work;
  }

  begin(what: T): void {
    this.cancel();
    this.waiting = what;
    this.left = seconds;
    this.#timer = setInterval(() => {
      this.left -= 1;
      if (this.left <= 0) void this.now();
    }, 1_000);
  }

  cancel(): void {
    clearInterval(this.#timer);
    this.waiting = null;
  }

  /** Does what waits, at once. */
  async now(): Promise<void> {
    const what = this.waiting;
    this.cancel();
    if (what !== null) await this.#work(what);
  }
}
