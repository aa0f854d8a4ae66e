/** The programme while it is edited: rows of cells, what of them is kept, and the way back. */
import type { Conference, Fields, Part, PartEdit } from '../../api/conference';
import { conference } from '../../api/conference';
import { pick } from '../../i18n/language.svelte';
import type { Cells, Column, Names } from './cells';
import { cellsOf, columns, meaningOf, noCells, sameValue, tidy } from './cells';

export class Row {
  readonly key: number;
  /** Empty until the engine has given it one. */
  id = '';
  /** What the engine holds, as far as this page knows. */
  base: Fields = {};
  cells = $state<Cells>(noCells());
  clashes = $state.raw<Part['clashes']>([]);
  gone = $state(false);
  /** What the engine said against the last attempt. */
  refused = $state('');

  constructor(key: number) {
    this.key = key;
  }

  get empty(): boolean {
    return columns.every((column) => this.cells[column].trim() === '');
  }
}

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

  #keys = 0;
  #done: Step[] = [];
  #undone: Step[] = [];
  #again = false;
  readonly #reason: (error: unknown) => string;

  constructor(reason: (error: unknown) => string) {
    this.#reason = reason;
  }

  /** Takes in what the engine holds, and leaves what is being written; rejects with a Refusal. */
  async load(): Promise<void> {
    const all = await conference.all();
    this.#names(all);
    this.may = all.may;
    this.today = all.today;
    const items = (all.parts as Part[]).filter(({ type }) => type === 'item');
    for (const part of items)
      this.#take(
        part,
        this.rows.find(({ id }) => id === part.id),
      );
    if (!this.loaded) this.rows = this.#sorted();
    this.loaded = true;
  }

  /** Whether a cell cannot be kept as it is. */
  get faulty(): boolean {
    const faults = ({ cells, gone }: Row): object => (gone ? {} : meaningOf(cells, this.names).faults);
    return this.rows.some((row) => Object.keys(faults(row)).length > 0);
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

  #take(part: Part, row: Row | undefined): void {
    const removed = part.fields['removed'] === true;
    if (row === undefined) {
      if (removed) return;
      row = this.#row();
      row.id = part.id;
      row.cells = cellsOf(part.fields, this.names);
      this.rows = [...this.rows, row];
    } else {
      const before = cellsOf(row.base, this.names);
      const after = cellsOf(part.fields, this.names);
      // What is being written here stays; the rest follows.
      for (const column of columns) {
        if (row.cells[column] === before[column]) row.cells[column] = after[column];
      }
    }
    row.base = part.fields;
    row.clashes = part.clashes;
    row.gone = removed;
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
    this.#do({ redo: () => (row.gone = false), undo: () => (row.gone = true) });
    return row;
  }

  duplicate(row: Row): Row {
    return this.add(row, { ...row.cells });
  }

  remove(row: Row): undefined {
    this.#do({ redo: () => (row.gone = true), undo: () => (row.gone = false) });
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
  }

  #was(row: Row, field: string): Fields {
    if (field === 'removed') return { ...row.base };
    return { [field]: row.base[field] ?? null };
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
        if (edit === null) continue;
        rows.push(row);
        edits.push(edit);
      }
      if (edits.length > 0) await this.#send(rows, edits);
    } while (this.#again);
  }

  /** What the engine has to hear of a row; null for nothing. */
  #edit(row: Row): PartEdit | null {
    const gone = row.base['removed'] === true;
    if (row.gone) {
      if (row.id === '' || gone) return null;
      return { id: row.id, type: 'item', set: { removed: true }, was: { ...row.base } };
    }
    if (row.id === '' && row.empty) return null;
    const { fields } = meaningOf(row.cells, this.names);
    const set: Fields = gone ? { removed: null } : {};
    const was: Fields = gone ? { removed: true } : {};
    for (const [field, value] of Object.entries(fields)) {
      if (sameValue(row.base[field], value)) continue;
      set[field] = value;
      was[field] = row.base[field] ?? null;
    }
    return Object.keys(set).length === 0 ? null : { id: row.id, type: 'item', set, was };
  }

  async #send(rows: readonly Row[], edits: PartEdit[]): Promise<void> {
    this.saving = true;
    try {
      const { parts, refused } = await conference.edit(edits);
      this.wrong = '';
      for (const row of rows) row.refused = '';
      if (refused !== null) {
        const row = rows[refused.at];
        if (row !== undefined) row.refused = pick(refused.message);
        this.wrong = pick(refused.message);
        this.#again = false;
      }
      (parts as Part[]).forEach((part, at) => {
        const row = rows[at];
        if (row === undefined) return;
        row.id = part.id;
        this.#take(part, row);
      });
    } catch (error) {
      this.wrong = this.#reason(error);
      this.#again = false;
    }
    this.saving = false;
  }
}
