/**
 * Keeps what is being written. After every change the whole document goes into the engine's journal, at most a
 * second later; a revision is made when somebody saves, leaves, hands over, or rests for ten minutes. One request
 * is in flight at a time, and what fails is tried again for as long as the page stands.
 */
import { Refusal } from '../../api/client';
import type { Caret, Written } from '../../api/desk';
import { desk } from '../../api/desk';
import type { SavedRevision } from '../../api/types';
import type { Known } from './parting';
import { parting } from './parting';

const pause = 700;
const rest = 10 * 60_000;
/** How long a new title has to stand before the lists are told. */
const titled = 3_000;
const firstWait = 1_000;
const longestWait = 10_000;

export interface Source {
  /** Has the editor hand over what it holds back: a word that is being composed. */
  gather: () => void;
  /** The document as it is now, what it was made from, and the caret. */
  read: () => Written;
  /** The document without what only the journal holds. */
  document: () => { doc: unknown; base: string[]; at: Caret };
  /** No revision was ever made: nobody would find again what only the journal holds. */
  fresh: () => boolean;
  /** The lists know a draft by another title than it has now. */
  misnamed: () => boolean;
  /** It is not clear whose word the text is: nothing may be kept. */
  unclear: () => boolean;
  /** A revision was made. */
  saved: (answer: SavedRevision) => void;
}

/** What the line about keeping says. */
export type Line = 'still' | 'writing' | 'kept' | 'saved' | 'failed';

/** A refusal that ends by itself once the disk takes something again. */
function ofTheDisk(refusal: Refusal | null): boolean {
  const key = refusal?.problem?.key ?? '';
  return refusal !== null && (refusal.passing || key === 'read_only' || key === 'no_permission');
}

export class Keeper {
  line = $state<Line>('still');
  /** When the text was last kept, as the engine says. */
  at = $state('');
  refusal = $state.raw<Refusal | null>(null);
  /** Why the last try to make a revision came to nothing; the text is in the journal all the same. */
  unsaved = $state.raw<Refusal | null>(null);
  /** Something is not on the disk yet. */
  pending = $state(false);
  /** Something is in no revision yet. */
  changed = $state(false);
  /** A revision is being made. */
  saving = $state(false);
  /** While another holds the article nothing becomes a revision; the journal goes on. */
  paused = $state(false);

  readonly #id: string;
  readonly #source: Source;
  /** Counts changes; what was written is compared with it when the answer comes. */
  #version = 0;
  #moved = false;
  /** What the engine is known to have, null if that is unknown. */
  #known: Known | null = null;
  /** The version that a last word is on its way with. */
  #parting = -1;
  #flight: Promise<void> | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #resting: ReturnType<typeof setTimeout> | undefined;
  #naming: ReturnType<typeof setTimeout> | undefined;
  #wait = 0;
  #ended = false;

  constructor(id: string, source: Source) {
    this.#id = id;
    this.#source = source;
  }

  /** Begins to watch the page going away; the returned function ends it. */
  start(): () => void {
    const hidden = (): void => {
      if (document.visibilityState === 'hidden') void this.flush(true);
    };
    const blur = (): void => void this.flush();
    const hide = (): void => void this.flush(true);
    // What can still be kept goes without a question; only what the disk does not take is asked about.
    const guard = (event: BeforeUnloadEvent): void => {
      if (this.pending && this.line === 'failed') event.preventDefault();
      else void this.flush(true);
    };
    addEventListener('blur', blur);
    addEventListener('pagehide', hide);
    addEventListener('beforeunload', guard);
    document.addEventListener('visibilitychange', hidden);
    return () => {
      removeEventListener('blur', blur);
      removeEventListener('pagehide', hide);
      removeEventListener('beforeunload', guard);
      document.removeEventListener('visibilitychange', hidden);
      this.#ended = true;
      this.#unplan();
      clearTimeout(this.#resting);
      clearTimeout(this.#naming);
    };
  }

  /** Something has changed. */
  touch(): void {
    this.#version += 1;
    this.pending = this.changed = true;
    if (this.line !== 'failed') {
      this.line = 'writing';
      this.#schedule(pause, false);
    }
    clearTimeout(this.#resting);
    this.#resting = setTimeout(() => void this.save(), rest);
    // The first words become a version at once, and hold half a title: the whole one follows.
    clearTimeout(this.#naming);
    this.#naming = setTimeout(() => {
      if (!this.paused && this.#source.misnamed()) void this.save(true);
    }, titled);
  }

  /** The caret has moved, and nothing else; beside a text that is kept its place is kept too. */
  moved(): void {
    if (!this.changed || this.paused) return;
    this.#moved = true;
    if (this.line !== 'failed') this.#schedule(pause, false);
  }

  /** A text of the journal stands on the page: it is on the disk, but in no revision. */
  restored(at: string): void {
    this.changed = true;
    this.line = 'kept';
    this.at = at;
  }

  /** The page shows what the engine has, and nothing else. */
  reset(known: Known | null): void {
    this.#known = known;
    this.#unplan();
    clearTimeout(this.#resting);
    clearTimeout(this.#naming);
    this.#version += 1;
    this.pending = this.changed = this.#moved = false;
    this.line = 'still';
    this.refusal = this.unsaved = null;
  }

  /** Writes the journal now if anything is not in it. `last` for a page that is going away. */
  async flush(last = false): Promise<void> {
    this.#source.gather();
    if (!this.pending && !this.#moved) return;
    // A page hears of its end more than once, and all it sends then shares 64 KiB.
    if (last && this.#parting === this.#version) return;
    if (this.#flight !== null && !last) {
      await this.#flight;
      if (!this.pending || this.line === 'failed') return;
    }
    this.#unplan();
    await this.#fly(this.#write(last));
  }

  /** Writes the journal even if only the caret is not in it: whoever comes back goes on at its place. */
  async keep(): Promise<void> {
    this.#moved = true;
    await this.flush();
  }

  /**
   * Makes a revision if anything is in none. Tells whether all is saved; if not, `unsaved` says why. `quiet` for
   * one that nobody asked for.
   */
  async save(quiet = false): Promise<boolean> {
    this.#source.gather();
    await this.landed();
    if (!this.changed) return true;
    if (this.paused || this.#source.unclear()) return false;
    this.#unplan();
    clearTimeout(this.#resting);
    this.saving = !quiet;
    await this.#fly(this.#revise(quiet ? 'kept' : 'saved'));
    this.saving = false;
    return this.unsaved === null;
  }

  /** Which text stands here, and which one the engine is known to have. */
  get mark(): string {
    return `${String(this.#version)} ${this.since}`;
  }

  /** The time of the note that the engine is known to have, empty if it has none. */
  get since(): string {
    return this.#known?.since ?? '';
  }

  /** Nothing is under way any more. */
  async landed(): Promise<void> {
    while (this.#flight !== null) await this.#flight;
  }

  /** For whoever throws the note away: nothing of ours is under way afterwards. */
  async settled(): Promise<void> {
    this.#unplan();
    await this.landed();
  }

  /** Writes the text into the journal of another account, and lets go of it; rejects with a Refusal. */
  async keepFor(account: string): Promise<void> {
    await this.settled();
    await desk.keep(this.#id, { ...this.#source.read(), for: account });
    this.reset(null);
  }

  async #fly(work: Promise<void>): Promise<void> {
    const flight = work.finally(() => {
      if (this.#flight === flight) this.#flight = null;
    });
    this.#flight = flight;
    await flight;
  }

  async #write(last: boolean): Promise<void> {
    if (this.#source.unclear()) {
      this.#schedule(pause, true);
      return;
    }
    const version = this.#version;
    const known = this.#known;
    const written = this.#source.read();
    this.#moved = false;
    if (last) this.#parting = version;
    try {
      const { at } = last
        ? await desk.keepLast(this.#id, written, () => known && parting(known, written))
        : await desk.keep(this.#id, written);
      this.#known = { since: at, doc: written.doc };
      this.#well(version, 'kept', at);
      if (last || this.paused) return;
      // What somebody wanted saved, and the disk did not take, is saved once it does.
      if (ofTheDisk(this.unsaved)) void this.save();
      else if (this.#source.fresh()) void this.save(true);
    } catch (error) {
      this.#ill(error);
    } finally {
      if (last) this.#parting = -1;
    }
  }

  async #revise(line: Line): Promise<void> {
    const version = this.#version;
    const { doc, base, at } = this.#source.document();
    try {
      const answer = await desk.save(this.#id, doc, base, at);
      if (version === this.#version) this.changed = false;
      this.#known = { since: '', doc };
      this.#source.saved(answer);
      this.unsaved = null;
      this.#well(version, line, answer.at);
    } catch (error) {
      this.unsaved = error instanceof Refusal ? error : new Refusal(500, null);
      this.pending = true;
      this.#schedule(this.#back(), true);
    }
  }

  #well(version: number, line: Line, at: string): void {
    this.refusal = null;
    if (this.unsaved === null) this.#wait = 0;
    this.at = at;
    this.pending = version !== this.#version;
    this.line = this.pending ? 'writing' : line;
    if (this.pending) this.#schedule(pause, false);
  }

  #ill(error: unknown): void {
    this.refusal = error instanceof Refusal ? error : new Refusal(500, null);
    this.line = 'failed';
    this.#schedule(this.#back(), true);
  }

  /** How long until the next try: longer with each that failed. */
  #back(): number {
    this.#wait = Math.min(Math.max(this.#wait * 2, firstWait), longestWait);
    return this.#wait;
  }

  #unplan(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  /** `anew` puts off what was planned; else the first plan stands, so that steady typing is kept too. */
  #schedule(wait: number, anew: boolean): void {
    if (this.#ended || (this.#timer !== undefined && !anew)) return;
    this.#unplan();
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      void this.flush();
    }, wait);
  }
}
