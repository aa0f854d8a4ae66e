/** The article that is open: its document in parts, what the engine says of it, and the keeper of the text. */
import { Refusal } from '../../api/client';
import type { Caret } from '../../api/desk';
import { desk } from '../../api/desk';
import type { ArticleFile, Deed, DeskArticle, DeskRow, Fault, Happening, Picture } from '../../api/types';
import { pick } from '../../i18n/language.svelte';
import { reasonOf, session } from '../session.svelte';
import type { Fields } from './document';
import { caretInVersion, emptyFields, putTogether, sameDocument, takeApart } from './document';
import { Keeper } from './keeper.svelte';

/** Where a chain of acts stopped, and why. */
export interface Stopped {
  act: Deed['act'] | null;
  reason: string;
}

export class Writing {
  readonly id: string;
  readonly keeper: Keeper;

  fields = $state<Fields>({ ...emptyFields, categories: [], tags: [], attachments: [] });
  body = $state.raw<unknown>(null);
  /** Null before it was first saved. */
  row = $state.raw<DeskRow | null>(null);
  heads = $state.raw<readonly string[]>([]);
  faults = $state.raw<readonly Fault[]>([]);
  media = $state.raw<Readonly<Record<string, Picture>>>({});
  /** Attachments, films, sounds and subtitles. */
  files = $state.raw<Readonly<Record<string, ArticleFile>>>({});
  happenings = $state.raw<readonly Happening[]>([]);
  /** Where readers find it; empty if they do not. */
  path = $state('');
  /** When what was restored from the journal was written; empty if nothing was. */
  restoredAt = $state('');
  /** What was restored was made from another version than the latest. */
  behind = $state(false);
  /** What is shown was put together from versions that stand beside each other; nobody has saved it. */
  merged = $state(false);
  loaded = $state(false);
  /** Changes with every document that is put in the place of the one shown: the editor begins anew. */
  edition = $state(0);
  busy = $state(false);

  /** Where the caret is; set by the page that shows the editor. */
  caret: () => Caret = () => this.start ?? { in: 'text', from: 0, to: 0 };
  /** Has the editor hand over what it holds back; set likewise. */
  gather: () => void = () => undefined;
  /** Where the caret stood when the text was kept. */
  start: Caret | null = null;

  #rest: Readonly<Record<string, unknown>> = {};
  #base: string[] = [];
  #known = '';
  /** The title that is on its way into a version, and that of the latest. */
  #sent = '';
  #named = '';

  constructor(id: string) {
    this.id = id;
    this.keeper = new Keeper(id, {
      gather: () => this.gather(),
      read: () => ({ doc: this.#doc(), base: this.#base, ...this.caret() }),
      document: () => {
        this.#sent = this.fields.title;
        return { doc: this.#doc(), base: this.#base, at: caretInVersion(this.fields, this.caret()) };
      },
      fresh: () => this.row === null,
      misnamed: () => this.row?.state === 'draft' && this.fields.title !== this.#named,
      unclear: () => session.unclear,
      saved: (answer) => {
        this.#named = this.#sent;
        this.row = answer.row;
        this.heads = answer.heads;
        this.faults = answer.faults;
        this.#base = answer.heads.length === 1 ? answer.heads : [answer.revision];
        this.restoredAt = '';
        this.behind = this.merged = false;
        void this.loadHistory();
      },
    });
  }

  /** Opens it; rejects with a Refusal. What the journal holds goes before what was saved. */
  async load(): Promise<void> {
    const answer = await desk.article(this.id);
    this.#show(answer);
    this.loaded = true;
    await this.loadHistory();
  }

  #show(answer: DeskArticle): void {
    // A note of what is saved holds no more than the place of the caret.
    const { note } = answer;
    const text = note !== null && !sameDocument(note.doc, answer.doc) ? note : null;
    this.#meta(answer);
    this.merged = answer.merged && text === null;
    const parts = takeApart(text?.doc ?? answer.doc);
    this.fields = parts.fields;
    this.body = parts.body;
    this.#rest = parts.rest;
    this.#known = JSON.stringify(parts.fields);
    this.#named = takeApart(answer.doc).fields.title;
    this.start = note === null ? null : { in: note.in ?? 'text', from: note.from, to: note.to };
    this.#base = text?.base ?? [...answer.heads];
    this.restoredAt = text?.at ?? '';
    this.behind = text !== null && answer.heads.some((head) => !text.base.includes(head));
    this.keeper.reset({ since: note?.at ?? '', doc: note === null ? answer.doc : note.doc });
    if (text !== null) this.keeper.restored(text.at);
    this.edition += 1;
  }

  #meta(answer: DeskArticle): void {
    this.row = answer.row;
    this.heads = answer.heads;
    this.faults = answer.faults;
    this.media = { ...this.media, ...answer.media };
    this.files = { ...this.files, ...answer.files };
    this.path = answer.path;
  }

  async loadHistory(): Promise<void> {
    if (this.row === null) return;
    const trail = await desk.history(this.id).catch(() => null);
    if (trail !== null) this.happenings = trail.happenings;
  }

  /**
   * Takes up what others did meanwhile, unless something of ours is in no version. What another window of the
   * same account has kept since then goes before that: it was made from what stands here.
   */
  async follow(): Promise<void> {
    await this.keeper.landed();
    const { mark } = this.keeper;
    const answer = this.keeper.pending ? null : await desk.article(this.id).catch(() => null);
    if (answer === null || mark !== this.keeper.mark) return;
    const { note } = answer;
    const elsewhere = note !== null && note.at !== this.keeper.since && !sameDocument(note.doc, this.#doc());
    if (!elsewhere && this.keeper.changed) return;
    if (elsewhere || answer.heads.join() !== this.heads.join()) this.#show(answer);
    else this.#meta(answer);
    await this.loadHistory();
  }

  /** The editor has another text. */
  wrote(body: unknown): void {
    this.body = body;
    this.keeper.touch();
  }

  /** The fields may have changed; only a difference counts. */
  noticed(fields: string): void {
    if (!this.loaded || fields === this.#known) return;
    this.#known = fields;
    this.keeper.touch();
  }

  /** Saves the merged text as it stands: with every version it was made of as its parents. */
  async saveMerged(): Promise<void> {
    this.keeper.touch();
    await this.keeper.save();
  }

  /** Throws away what was not saved; false if the engine could not. */
  async dropNote(): Promise<boolean> {
    await this.keeper.settled();
    try {
      await desk.dropNote(this.id);
      this.#show(await desk.article(this.id));
      return true;
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      return false;
    }
  }

  /**
   * Saves, then does one act after another, and stops at the first refusal. Which acts is asked once all is saved:
   * an edit takes an approved article back to review. Nothing is begun that could not end with the readers.
   */
  async act(way: () => readonly Deed[], none: string): Promise<Stopped | null> {
    this.busy = true;
    try {
      if (!(await this.keeper.save())) return { act: null, reason: reasonOf(this.keeper.unsaved, none) };
      const deeds = way();
      const fault = this.faults.find((one) => one.warns !== true);
      if (fault !== undefined && deeds.some((deed) => deed.act === 'publish'))
        return { act: 'publish', reason: pick(fault.text) };
      for (const deed of deeds) {
        try {
          this.row = await desk.act(this.id, deed);
        } catch (error) {
          return { act: deed.act, reason: reasonOf(error, none) };
        }
      }
      return null;
    } finally {
      this.busy = false;
      await this.follow();
    }
  }

  /** The document as a file. */
  file(): string {
    return JSON.stringify(this.#doc(), null, 2);
  }

  #doc(): Record<string, unknown> {
    return putTogether({ fields: this.fields, body: this.body, rest: this.#rest });
  }
}
