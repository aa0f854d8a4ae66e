/** One row of the programme's table: its cells, what the engine holds of them, and what has not reached it. */
import type { Fields, Part } from '../../api/conference';
import type { Cells, Column, Names } from './cells';
import { cellsOf, columns, fieldOf, meaningOf, noCells, sameValue } from './cells';

/** What was typed into a row and the programme has not taken, as the journal holds it. */
export interface Aside {
  /** Empty: a row that the engine does not know yet. */
  id: string;
  cells: Partial<Cells>;
  /** What stood in those fields for whoever typed. */
  base: Fields;
}

export class Row {
  readonly key: number;
  /** Empty until the engine has given it one. */
  id = '';
  /** What the engine holds, as whoever writes in this row has seen it. */
  base: Fields = {};
  /** What it holds by its last answer. */
  held: Fields = {};
  cells = $state<Cells>(noCells());
  clashes = $state.raw<Part['clashes']>([]);
  gone = $state(false);
  /** Whether somebody here wants the row gone, or back, until the engine has it so; null: nobody does. */
  #meant: boolean | null = null;
  /** What the engine said against the last attempt. */
  refused = $state('');
  /** The cell that is being typed in, and what stands in it. */
  typing: { column: Column; text: string } | null = null;

  /** What the cells showed of the engine last. */
  #shown: Cells = noCells();

  constructor(key: number) {
    this.key = key;
  }

  /** Somebody takes the row away, or back. What the engine answers to an earlier word does not undo that. */
  want(gone: boolean): void {
    this.gone = this.#meant = gone;
  }

  /** The engine has nothing to hear of this row. */
  settled(): void {
    this.#meant = null;
  }

  get empty(): boolean {
    return columns.every((column) => this.cells[column].trim() === '');
  }

  /** A new row begins with the day of the one above: that alone says nothing yet. */
  get begun(): boolean {
    return this.id !== '' || columns.some((column) => column !== 'day' && this.cells[column].trim() !== '');
  }

  /** What the engine has to hear; a cell that nobody touched is never sent, whatever its names have become. */
  edited(names: Names): Fields {
    const { fields } = meaningOf(this.cells, names);
    const touched = this.#touched();
    return Object.fromEntries(
      Object.entries(fields).filter(
        ([field, value]) => touched.has(field) && !sameValue(this.base[field], value),
      ),
    );
  }

  /** Takes in what the engine holds now. What is being written here stays, unless it is what was sent. */
  take(part: Part, names: Names, sent: Fields = {}): void {
    const after = cellsOf(part.fields, names);
    const open = this.#open(names);
    const base = mixed(part.fields, this.base, (field) => open.has(field) && !(field in sent));
    for (const column of columns) {
      if (!open.has(fieldOf(column))) this.cells[column] = after[column];
    }
    // Taken away elsewhere while it is written in: it stays, as it does for the engine, and the clash is told of.
    const contested = base['removed'] === true && open.size > 0 && !this.gone && !('removed' in sent);
    if (contested) delete base['removed'];
    this.id = part.id;
    this.base = base;
    this.held = part.fields;
    this.#shown = after;
    this.clashes = part.clashes;
    if ('removed' in sent && (sent['removed'] === true) === this.#meant) this.#meant = null;
    this.gone = this.#meant ?? base['removed'] === true;
  }

  /** What has not reached the engine; null if all has. */
  aside(names: Names): Aside | null {
    if (this.gone) return null;
    const open = this.#open(names);
    const cells: Partial<Cells> = {};
    for (const column of columns) {
      const text = this.typing?.column === column ? this.typing.text : this.cells[column];
      if (open.has(fieldOf(column)) && (this.id !== '' || text !== '')) cells[column] = text;
    }
    const typed = this.typing !== null && this.typing.column !== 'day';
    if (Object.keys(cells).length === 0 || !(this.begun || typed)) return null;
    const base = Object.fromEntries(Object.entries(this.base).filter(([field]) => open.has(field)));
    return { id: this.id, cells, base };
  }

  /** Puts back what an earlier visit left, over what the engine holds. */
  resume({ cells, base }: Aside): void {
    const open = new Set(columns.filter((column) => cells[column] !== undefined).map(fieldOf));
    this.cells = { ...this.cells, ...cells };
    this.base = mixed(this.base, base, (field) => open.has(field) || field === 'removed');
    this.gone = false;
  }

  /** What the cells would show if nothing were kept aside. */
  get saved(): Cells {
    return { ...this.#shown };
  }

  /** The fields whose cells say something else than the engine, or nothing that can be read. */
  #open(names: Names): Set<string> {
    const { fields } = meaningOf(this.cells, names);
    const open = [...this.#touched()].filter(
      (field) => !(field in fields) || !sameValue(this.base[field], fields[field]),
    );
    return new Set(this.typing === null ? open : [...open, fieldOf(this.typing.column)]);
  }

  #touched(): Set<string> {
    return new Set(columns.filter((column) => this.cells[column] !== this.#shown[column]).map(fieldOf));
  }
}

/** The fields of one, but those chosen as they are in the other. */
function mixed(one: Fields, other: Fields, chosen: (field: string) => boolean): Fields {
  return Object.fromEntries([
    ...Object.entries(one).filter(([field]) => !chosen(field)),
    ...Object.entries(other).filter(([field]) => chosen(field)),
  ]);
}
