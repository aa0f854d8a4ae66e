/** A word about what was just done, with a way back where there is one. Never the only place of a message. */

export interface Toast {
  text: string;
  undo?: () => void;
}

/** With a way back it stays longer: it has to be read and reached. */
const stay = { plain: 4_000, undo: 12_000 };

class Toasts {
  current = $state.raw<Toast | null>(null);

  #timer: ReturnType<typeof setTimeout> | undefined;

  show(text: string, undo?: () => void): void {
    clearTimeout(this.#timer);
    this.current = undo === undefined ? { text } : { text, undo };
    this.#timer = setTimeout(() => this.hide(), undo === undefined ? stay.plain : stay.undo);
  }

  hide(): void {
    clearTimeout(this.#timer);
    this.current = null;
  }
}

export const toasts = new Toasts();
