/**
 * A visitor who has typed leaves words in places that no page can reach: a browser keeps the last field and its undo,
 * and with them all that they hold on to. So the page is loaded anew once they have gone.
 */
import { api } from '../api/client';

class Afresh {
  #written = false;

  /** Notices whether anybody types, until the returned function is called. */
  listen(): () => void {
    const note = (): void => void (this.#written = true);
    addEventListener('input', note, { capture: true });
    return () => removeEventListener('input', note, { capture: true });
  }

  /** Loads the page anew if anybody has typed. Without an engine that would leave no page at all: then it is for later. */
  async turn(): Promise<void> {
    if (!this.#written) return;
    try {
      await api.health();
    } catch {
      return;
    }
    location.replace(location.href);
  }
}

export const afresh = new Afresh();
