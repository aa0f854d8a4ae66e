/** A word about what was just done, with a way back where there is one. Never the only place of a message. */

export interface Toast {
  text: string;
  undo?: () => void;
  /** A page that says more. */
  way?: { word: string; path: string };
}

/** With a way back it stays longer: it has to be read and reached. */
const stay = { plain: 4_000, undo: 12_000 };

class Toasts {
  current = $state.raw<Toast | null>(null);

  #timer: ReturnType<typeof setTimeout> | undefined;

  show(text: string, undo?: () => void): void {
    this.#put(undo === undefined ? { text } : { text, undo }, undo === undefined ? stay.plain : stay.undo);
  }

  /** With a way to the page that says more. */
  lead(text: string, word: string, path: string): void {
    this.#put({ text, way: { word, path } }, stay.undo);
  }

  #put(toast: Toast, time: number): void {
    clearTimeout(this.#timer);
    this.current = toast;
    this.#timer = setTimeout(() => this.hide(), time);
  }

  hide(): void {
    clearTimeout(this.#timer);
    this.current = null;
  }
}

export const toasts = new Toasts();
