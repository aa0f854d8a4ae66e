/** Who sits at the desk. */
import { Refusal } from '../api/client';
import { desk, onSignInNeeded } from '../api/desk';
import type { DeskState, Me } from '../api/types';
import { language } from '../i18n/language.svelte';

const again = 2_000;

/** What the engine's word means to whoever reads it; `none` where it did not answer. */
export function reasonOf(error: unknown, none: string): string {
  const message = error instanceof Refusal ? error.problem?.message : undefined;
  return message === undefined ? none : message[language.current] || message.vi;
}

class Session {
  /** Null while nobody has signed in. */
  me = $state.raw<Me | null>(null);
  /** There is no account yet. */
  first = $state(false);
  /** And that takes the code from the terminal: this page is on another machine. */
  code = $state(false);
  /** The engine has said who sits here. */
  known = $state(false);
  /** This program has no desk for whoever asks. */
  barred = $state.raw<Refusal | null>(null);
  /** A sign-in ended while a page was at work: the page stays, and the sign-in stands over it. */
  over = $state(false);
  /** Who signed in last, to spare them the typing. */
  login = $state('');

  #back = new Set<() => void>();

  constructor() {
    onSignInNeeded(() => {
      if (this.me !== null) this.over = true;
    });
  }

  /** Asks until the engine answers. */
  async start(): Promise<void> {
    try {
      this.enter(await desk.me());
    } catch (error) {
      if (error instanceof Refusal && !error.passing) this.barred = error;
      else setTimeout(() => void this.start(), again);
    }
  }

  /** Takes up what the engine says of who sits here. */
  enter(state: DeskState): void {
    this.known = true;
    this.first = state.first;
    this.code = state.code;
    if (state.me !== null) this.login = state.me.login;
    this.me = state.me;
    const returned = this.over && state.me !== null;
    if (returned) this.over = false;
    if (returned) for (const tell of this.#back) tell();
  }

  /** Tells whoever waited when somebody has signed in again over a page. */
  onReturn(tell: () => void): () => void {
    this.#back.add(tell);
    return () => this.#back.delete(tell);
  }

  /** Signs out; the page goes, and with it everything on it. */
  async leave(): Promise<void> {
    try {
      await desk.signOut();
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      // Without an engine nobody can do anything here either.
    }
    this.over = false;
    this.me = null;
  }
}

export const session = new Session();
