/** The programme while it is edited: rows of cells, what of them is kept, and the way back. */
import type { Conference, Fields, Part, PartEdit } from '../../api/conference';
import { conference } from '../../api/conference';
import { pick } from '../../i18n/language.svelte';
import type { Cells, Column, Names } from './cells';
import { columns, meaningOf, noCells, tidy } from './cells';
import { Notes } from './notes';
import type { Aside } from './row.svelte';
import { Row } from './row.svelte';

interface Step {
  undo: () => void;
  redo: () => void;
}

const mostSteps = 200;

export class Table {
  rows = $state.raw<Row[]>([]);
  names = $state.raw<Names>({ people: {}, articles: {} });
  rooms = $state.raw<string[]>([]);
  loaded = $state(false);
  may = $state(false);
  today = $state('');
  /** Something is on its way to the engine. */
  saving = $state(false);
  wrong = $state('');
  canUndo = $state(false);
  canRedo = $state(false);
  /** How many rows hold what an earlier visit could not bring into the programme. */
  resumed = $state(0);

  #keys = 0;
  #done: Step[] = [];
  #undone: Step[] = [];
  #again = false;
  readonly #notes: Notes;
  readonly #reason: (error: unknown) => string;

  constructor(account: string, reason: (error: unknown) => string) {
    this.#notes = new Notes(account);
    this.#reason = reason;
  }

  /** Takes in what the engine holds, and leaves what is being written; rejects with a Refusal. */
  async load(): Promise<void> {
    const all = await conference.all();
    this.#names(all);
    this.may = all.may;
    this.today = all.today;
    const items = (all.parts as Part[]).filter(({ type }) => type === 'item');
    for (const part of items) this.#take(part);
    if (!this.loaded) {
      this.rows = this.#sorted();
      if (this.may) this.#resume(items, this.#notes.begin(all.note));
    }
    this.loaded = true;
  }

  /** Puts back what an earlier visit left: each in its row, and what has none behind the others. */
  #resume(items: readonly Part[], asides: readonly Aside[]): void {
    for (const aside of asides) {
      let row = this.rows.find(({ id }) => id !== '' && id === aside.id);
      if (row === undefined) {
        row = this.#row();
        const removed = items.find(({ id }) => id === aside.id);
        if (removed !== undefined) row.take(removed, this.names);
        this.rows = [...this.rows, row];
      }
      row.resume(aside);
    }
    this.resumed = asides.length;
  }

  /** Whether a cell cannot be kept as it is. */
  get faulty(): boolean {
    const rows = this.rows.filter(({ gone, begun }) => !gone && begun);
    return rows.some(({ cells }) => Object.keys(meaningOf(cells, this.names).faults).length > 0);
  }

  /** Adds names of articles that were looked up. */
  learn(articles: Record<string, string>): void {
    this.names = { ...this.names, articles: { ...this.names.articles, ...articles } };
  }

  #names(all: Conference): void {
    this.names = { people: all.people, articles: { ...this.names.articles, ...all.articles } };
    const parts = all.parts as Part[];
    const called = parts
      .filter(({ type, fields }) => fields['removed'] !== true && (type === 'point' || type === 'item'))
      .map(({ type, fields }) => fields[type === 'point' ? 'name' : 'room']);
    this.rooms = [...new Set(called.filter((name) => typeof name === 'string' && name !== ''))] as string[];
  }

  #take(part: Part): void {
    let row = this.rows.find(({ id }) => id === part.id);
    if (row === undefined) {
      if (part.fields['removed'] === true) return;
      row = this.#row();
      this.rows = [...this.rows, row];
    }
    row.take(part, this.names);
  }

  #row(): Row {
    this.#keys += 1;
    return new Row(this.#keys);
  }

  #sorted(): Row[] {
    const time = ({ base }: Row): string => {
      const slot = (base['time'] ?? {}) as { day?: string; start?: number };
      return `${slot.day ?? '9'} ${String(slot.start ?? 0).padStart(4, '0')}`;
    };
    return [...this.rows].sort((a, b) => (time(a) < time(b) ? -1 : time(a) > time(b) ? 1 : a.key - b.key));
  }

  /** Puts the rows into the order of their times. */
  sort(): void {
    this.rows = this.#sorted();
  }

  /** Writes cells as one step that can be taken back, and keeps them. */
  write(changes: readonly { row: Row; column: Column; cell: string }[]): void {
    const real = changes
      .map(({ row, column, cell }) => ({ row, column, cell: tidy(column, cell), was: row.cells[column] }))
      .filter(({ cell, was }) => cell !== was);
    if (real.length === 0) return;
    this.#do({
      redo: () => real.forEach(({ row, column, cell }) => (row.cells[column] = cell)),
      undo: () => real.forEach(({ row, column, was }) => (row.cells[column] = was)),
    });
  }

  /** Adds a row behind another one, or at the end; it is kept once something stands in it. */
  add(behind: Row | null, cells: Partial<Cells> = {}): Row {
    const row = this.#row();
    row.cells = { ...noCells(), ...cells };
    const at = behind === null ? this.rows.length : this.rows.indexOf(behind) + 1;
    this.rows = [...this.rows.slice(0, at), row, ...this.rows.slice(at)];
    this.#do({ redo: () => row.want(false), undo: () => row.want(true) });
    return row;
  }

  duplicate(row: Row): Row {
    return this.add(row, { ...row.cells });
  }

  remove(row: Row): undefined {
    this.#do({ redo: () => row.want(true), undo: () => row.want(false) });
  }

  #do(step: Step): void {
    step.redo();
    this.#done = [...this.#done.slice(1 - mostSteps), step];
    this.#undone = [];
    this.#stepped();
  }

  undo(): void {
    const step = this.#done.pop();
    if (step === undefined) return;
    step.undo();
    this.#undone.push(step);
    this.#stepped();
  }

  redo(): void {
    const step = this.#undone.pop();
    if (step === undefined) return;
    step.redo();
    this.#done.push(step);
    this.#stepped();
  }

  #stepped(): void {
    this.canUndo = this.#done.length > 0;
    this.canRedo = this.#undone.length > 0;
    void this.save();
  }

  /** Says the last word on a field that two have written: what stands there, or what was lost. */
  async decide(row: Row, field: string, value: unknown): Promise<void> {
    await this.#send(
      [row],
      [{ id: row.id, type: 'item', set: { [field]: value ?? null }, was: this.#was(row, field) }],
    );
    await this.keep();
  }

  /** Whoever decides has seen what stands there now. */
  #was(row: Row, field: string): Fields {
    if (field === 'removed') return { ...row.held };
    return { [field]: row.held[field] ?? null };
  }

  /** Keeps whatever is new; never rejects. What comes meanwhile is kept right behind. */
  async save(): Promise<void> {
    if (this.saving) {
      this.#again = true;
      return;
    }
    do {
      this.#again = false;
      const rows: Row[] = [];
      const edits: PartEdit[] = [];
      for (const row of this.rows) {
        const edit = this.#edit(row);
        if (edit === null) {
          row.settled();
          continue;
        }
        rows.push(row);
        edits.push(edit);
      }
      if (edits.length > 0) await this.#send(rows, edits);
    } while (this.#again);
    await this.keep();
  }

  /** Keeps what the programme has not taken; never rejects. `last` for a page that is going away. */
  async keep(last = false): Promise<void> {
    if (!this.may) return;
    const asides = this.rows.map((row) => row.aside(this.names)).filter((aside) => aside !== null);
    if (asides.length === 0) this.resumed = 0;
    try {
      await this.#notes.write(asides, last);
    } catch (error) {
      this.wrong = this.#reason(error);
    }
  }

  /** Something stands here alone: the engine has taken it neither into the programme nor aside. */
  get loose(): boolean {
    return this.#notes.loose;
  }

  /** Somebody is typing in a cell, or has left it as it was. */
  typing(row: Row, typing: Row['typing']): void {
    const idle = typing === null && row.typing !== null;
    row.typing = typing;
    if (typing !== null) this.#notes.soon(() => void this.keep());
    // What came meanwhile was held back.
    else if (idle) void this.load().catch(() => undefined);
  }

  /** Gives up what a row says otherwise than the programme; a step like others. */
  reset(row: Row): void {
    const { saved } = row;
    this.write(columns.map((column) => ({ row, column, cell: saved[column] })));
  }

  /** What the engine has to hear of a row; null for nothing. */
  #edit(row: Row): PartEdit | null {
    const gone = row.base['removed'] === true;
    if (row.gone) {
      if (row.id === '' || gone) return null;
      return { id: row.id, type: 'item', set: { removed: true }, was: { ...row.base } };
    }
    if (row.id === '' && row.empty) return null;
    const fields = row.edited(this.names);
    const set: Fields = { ...(gone && { removed: null }), ...fields };
    const was: Fields = gone ? { removed: true } : {};
    for (const field of Object.keys(fields)) was[field] = row.base[field] ?? null;
    return Object.keys(set).length === 0 ? null : { id: row.id, type: 'item', set, was };
  }

  /** One that is refused keeps nothing from the others. */
  async #send(rows: Row[], edits: PartEdit[]): Promise<void> {
    this.saving = true;
    this.wrong = '';
    for (const row of rows) row.refused = '';
    try {
      while (edits.length > 0) {
        const { parts, refused } = await conference.edit(edits);
        if (refused === null) {
          (parts as Part[]).forEach((part, at) => rows[at]?.take(part, this.names, edits[at]?.set));
          break;
        }
        this.wrong = pick(refused.message);
        const [row] = rows.splice(refused.at, 1);
        if (row !== undefined) row.refused = this.wrong;
        edits.splice(refused.at, 1);
      }
    } catch (error) {
      this.wrong = this.#reason(error);
      this.#again = false;
    }
    this.saving = false;
  }
}
