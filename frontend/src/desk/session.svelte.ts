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

/** What is being written on the page that stands. */
export interface Work {
  /** Something of it is in no version yet. */
  unsaved: () => boolean;
  /** Keeps it as the text of an account, and lets go of it; rejects with a Refusal. */
  keepFor: (account: string) => Promise<void>;
}

class Session {
  /** Null while nobody has signed in. */
  me = $state.raw<Me | null>(null);
  /** There is no account yet. */
  first = $state(false);
  /** And that takes the code from the terminal: this page is on another machine. */
  code = $state(false);
  /** The accounts of the library have not come to this machine yet. */
  coming = $state(false);
  /** The engine has said who sits here. */
  known = $state(false);
  /** This program has no desk for whoever asks. */
  barred = $state.raw<Refusal | null>(null);
  /** A sign-in ended while a page was at work: the page stays, and the sign-in stands over it. */
  over = $state(false);
  /** Who signed in last, to spare them the typing. */
  login = $state('');

  /** Somebody else has signed in over what another was writing, and has to say whose it is. */
  handed = $state.raw<{ from: Me; to: Me } | null>(null);
  /** Somebody is signing in over a page: who that is nobody knows yet. */
  entering = $state(false);

  #back = new Set<() => void>();
  #work: Work | null = null;

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
    this.coming = state.coming;
    if (state.me !== null) this.login = state.me.login;
    const before = this.me;
    this.me = state.me;
    if (!this.over || state.me === null) return;
    this.over = false;
    const another = before !== null && before.id !== state.me.id;
    if (another && this.#work?.unsaved() === true) this.handed = { from: before, to: state.me };
    else this.#returned();
  }

  #returned(): void {
    for (const tell of this.#back) tell();
  }

  /** Nothing may be kept in anybody's name yet. */
  get unclear(): boolean {
    return this.entering || this.handed !== null;
  }

  /** What the page holds; the returned function takes it back. */
  writes(work: Work): () => void {
    this.#work = work;
    return () => {
      if (this.#work === work) this.#work = null;
    };
  }

  /** What was being written stays that of whoever wrote it; rejects with a Refusal. */
  async keepForWriter(): Promise<void> {
    if (this.handed === null) return;
    await this.#work?.keepFor(this.handed.from.id);
    this.handed = null;
  }

  /** Whoever has signed in goes on with it as their own. */
  takeOn(): void {
    this.handed = null;
    this.#returned();
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
    this.handed = null;
    this.me = null;
  }
}

export const session = new Session();
