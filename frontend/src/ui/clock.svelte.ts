/** The engine's clock by the minute. The page never trusts its own: only the engine knows if time is true. */
class Clock {
  /** The present, changing each minute; null while the engine's clock is not to be trusted. */
  now = $state.raw<Date | null>(null);

  #ahead = 0;
  #trusted = false;
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** Sets the clock by what the engine said. */
  set(now: string, trusted: boolean): void {
    const instant = Date.parse(now);
    this.#trusted = trusted && !Number.isNaN(instant);
    this.#ahead = this.#trusted ? instant - Date.now() : 0;
    this.#turn();
  }

  #turn(): void {
    clearTimeout(this.#timer);
    const instant = Date.now() + this.#ahead;
    this.now = this.#trusted ? new Date(instant) : null;
    this.#timer = setTimeout(() => this.#turn(), 60_000 - (instant % 60_000) + 20);
  }
}

export const clock = new Clock();
