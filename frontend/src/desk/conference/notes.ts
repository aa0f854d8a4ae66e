/** What the programme has not taken, in the journal of the engine: it is there again when the table is opened. */
import { conference } from '../../api/conference';
import type { Aside } from './row.svelte';

/** How long after the first key what is being typed is kept. */
const pause = 1_000;

/** What the engine did not answer to when the table was left, by account: it is there when they come back. */
const left = new Map<string, string>();

export class Notes {
  readonly #account: string;
  /** What the engine is known to have. */
  #known = '[]';
  #wanted = '[]';
  #timer: ReturnType<typeof setTimeout> | undefined;
  /** One after the other, so that the last one stays. */
  #turn: Promise<void> = Promise.resolve();

  constructor(account: string) {
    this.#account = account;
  }

  /** Takes up what the engine has. */
  begin(note: unknown): Aside[] {
    this.#known = JSON.stringify(note ?? []);
    this.#wanted = left.get(this.#account) ?? this.#known;
    const asides: unknown = JSON.parse(this.#wanted);
    return Array.isArray(asides) ? asides.filter(isAside) : [];
  }

  get loose(): boolean {
    return this.#known !== this.#wanted;
  }

  /** Does the work once, a second from the first time it was asked for. */
  soon(work: () => void): void {
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      work();
    }, pause);
  }

  /** Has the engine keep these and nothing else; rejects with a Refusal. */
  async write(asides: readonly Aside[], last: boolean): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#wanted = JSON.stringify(asides);
    left.set(this.#account, this.#wanted);
    const send = async (): Promise<void> => {
      const text = this.#wanted;
      if (text !== this.#known) await conference.note(text === '[]' ? null : JSON.parse(text), last);
      this.#known = text;
      if (left.get(this.#account) === text) left.delete(this.#account);
    };
    const sent = last ? send() : this.#turn.then(send);
    this.#turn = sent.catch(() => undefined);
    await sent;
  }
}

function isAside(one: unknown): one is Aside {
  return (
    typeof one === 'object' &&
    one !== null &&
    'id' in one &&
    typeof one.id === 'string' &&
    'cells' in one &&
    typeof one.cells === 'object' &&
    'base' in one &&
    typeof one.base === 'object'
  );
}
