/** Keeps the screen lit while it matters, where the browser can: on plain Wi-Fi most cannot, and nothing is lost. */
export class Awake {
  #wanted = false;
  #lock: WakeLockSentinel | null = null;

  constructor() {
    document.addEventListener('visibilitychange', () => void this.#ask());
  }

  set(wanted: boolean): void {
    this.#wanted = wanted;
    if (wanted) {
      void this.#ask();
    } else {
      void this.#lock?.release();
      this.#lock = null;
    }
  }

  async #ask(): Promise<void> {
    // The types promise what only secure pages have.
    const locks = navigator.wakeLock as WakeLock | undefined;
    if (!this.#wanted || locks === undefined || document.visibilityState !== 'visible') return;
    try {
      this.#lock = await locks.request('screen');
    } catch {
      // A battery that is low: the page asks its reader to keep the screen lit anyway.
    }
  }
}
