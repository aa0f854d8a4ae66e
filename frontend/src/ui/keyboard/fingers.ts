/** What fingers do on keys: a key answers when it is touched, not when it is let go. */

/** Milliseconds within which a second touch of the same place is a trembling hand. */
export const tremble = 60;

/** Milliseconds that a key is held until it repeats, and between two repeats. */
export const hold = { first: 500, next: 90 };

const samePlace = 24;
const fewFingers = 2;

export interface Place {
  x: number;
  y: number;
}

interface Options<Key> {
  /** A key was pressed; `times` counts the repeats while it is held, from 0. */
  press: (key: Key, times: number) => void;
  repeats: (key: Key) => boolean;
}

/**
 * Two fingers may be down at once, as when somebody types quickly; more are a hand that leans on the panel.
 * Only the last finger repeats its key.
 */
export class Fingers<Key> {
  readonly #options: Options<Key>;
  readonly #down = new Set<number>();
  #last: { at: Place; time: number } | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(options: Options<Key>) {
    this.#options = options;
  }

  /** A finger touches a key. Time is in milliseconds of any clock. */
  down(finger: number, key: Key, at: Place, time: number): void {
    clearTimeout(this.#timer);
    this.#down.add(finger);
    const again =
      this.#last !== null &&
      time - this.#last.time < tremble &&
      Math.hypot(at.x - this.#last.at.x, at.y - this.#last.at.y) < samePlace;
    this.#last = { at, time };
    if (again || this.#down.size > fewFingers) return;
    this.#options.press(key, 0);
    if (this.#options.repeats(key)) this.#repeat(key, 1, hold.first);
  }

  /** A finger is lifted, or has left. */
  up(finger: number, time: number): void {
    if (!this.#down.delete(finger)) return;
    clearTimeout(this.#timer);
    if (this.#last !== null) this.#last = { ...this.#last, time };
  }

  /** Nothing is touched any more. */
  end(): void {
    this.#down.clear();
    clearTimeout(this.#timer);
  }

  #repeat(key: Key, times: number, wait: number): void {
    this.#timer = setTimeout(() => {
      this.#options.press(key, times);
      this.#repeat(key, times + 1, hold.next);
    }, wait);
  }
}
