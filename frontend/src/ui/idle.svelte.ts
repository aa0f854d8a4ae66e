/** Notices that nobody is there any more. */

const signs = [
  'pointerdown',
  'pointermove',
  'keydown',
  'wheel',
  'touchstart',
  'touchmove',
  'scroll',
  'timeupdate', // a film or a sound that plays
] as const;

/** Seconds that the notice counts before the page is put back. */
export const noticeSeconds = 60;

interface Options {
  /** Seconds without a sign of life until the notice, at the least. */
  wait: number;
  /** The same for what stands before the visitor now. */
  patience?: () => number;
  /** Whether there is anything to put back; if not, no notice is shown. */
  dirty: () => boolean;
  /** Puts everything back. */
  reset: () => void;
}

/**
 * Time is taken from two clocks and the greater distance counts: the monotonic one may stand still while a
 * PC sleeps, the wall clock may be set back.
 */
export class Idle {
  /** Seconds left in the notice; null while it is not shown. */
  left = $state<number | null>(null);

  #options: Options;
  #mono = 0;
  #wall = 0;
  /** That of the page over which the notice stands. */
  #limit = 0;
  #timer: ReturnType<typeof setInterval> | undefined;

  constructor(options: Options) {
    this.#options = options;
  }

  /** Begins to watch; the returned function ends it. */
  start(): () => void {
    const sign = (): void => {
      if (this.left === null) this.#mark();
    };
    for (const name of signs) addEventListener(name, sign, { passive: true, capture: true });
    this.#mark();
    this.#timer = setInterval(() => this.#look(), 250);
    return () => {
      for (const name of signs) removeEventListener(name, sign, { capture: true });
      clearInterval(this.#timer);
    };
  }

  /** Somebody is there after all. */
  stay(): void {
    this.left = null;
    this.#mark();
  }

  /** Puts everything back now. */
  leave(): void {
    this.left = null;
    this.#mark();
    this.#options.reset();
  }

  #mark(): void {
    this.#mono = performance.now();
    this.#wall = Date.now();
  }

  #look(): void {
    const passed = Math.max(performance.now() - this.#mono, Date.now() - this.#wall) / 1000;
    if (passed < this.#options.wait) return;
    if (this.left === null) this.#limit = this.#options.patience?.() ?? this.#options.wait;
    const over = passed - this.#limit;
    if (over < 0) return;
    if (this.left === null && !this.#options.dirty()) {
      this.#mark();
      return;
    }
    const left = Math.ceil(noticeSeconds - over);
    if (left <= 0) this.leave();
    else if (left !== this.left) this.left = left;
  }
}
