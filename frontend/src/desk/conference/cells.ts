/** The table of a programme: what stands in its cells, and what they mean. Nothing here touches the page. */
import type { Fields } from '../../api/conference';
import { readClock, showClock } from '../../viet/clock';
import { readDay, showDay } from '../people/day';

export const columns = [
  'day',
  'start',
  'end',
  'room',
  'title',
  'titleEN',
  'speakers',
  'state',
  'what',
  'whatEN',
  'article',
  'note',
  'noteEN',
] as const;
export type Column = (typeof columns)[number];
export type Cells = Record<Column, string>;

/** The field that a column is part of. */
export function fieldOf(column: Column): string {
  return column === 'day' || column === 'start' || column === 'end' ? 'time' : column;
}

/** What keeps a cell from being kept. */
export type Fault = 'day' | 'dayMissing' | 'time' | 'startMissing' | 'state' | 'article' | 'long';

/** Names that cells show in place of ids. */
export interface Names {
  people: Readonly<Record<string, string>>;
  articles: Readonly<Record<string, string>>;
}

interface Slot {
  day?: string;
  start?: number;
  end?: number;
}
interface Speaker {
  person?: string;
  name?: string;
}

const dayMinutes = 24 * 60;
const longest = 500;
/** Fields that are one cell each, as they stand. */
const plain = ['room', 'title', 'titleEN', 'what', 'whatEN', 'note', 'noteEN'] as const;

export const states = ['', 'changed', 'cancelled'] as const;

export function noCells(): Cells {
  return Object.fromEntries(columns.map((column) => [column, ''])) as Cells;
}

const text = (value: unknown): string => (typeof value === 'string' ? value : '');

/** What the cells of an item show. */
export function cellsOf(fields: Fields, names: Names): Cells {
  const slot = (fields['time'] ?? {}) as Slot;
  const speakers = (fields['speakers'] ?? []) as Speaker[];
  const cells = noCells();
  for (const name of plain) cells[name] = text(fields[name]);
  if (slot.day !== undefined) {
    cells.day = showDay(slot.day);
    cells.start = showClock(slot.start ?? 0);
    cells.end = slot.end === undefined ? '' : showClock(slot.end);
  }
  cells.speakers = speakers
    .map(({ person, name }) => names.people[person ?? ''] ?? name ?? '')
    .filter((name) => name !== '')
    .join('; ');
  cells.state = text(fields['state']);
  const article = text(fields['article']);
  cells.article = names.articles[article] ?? article;
  return cells;
}

/** The state that a word pasted or typed means; null for none. */
export function readState(word: string): (typeof states)[number] | null {
  const plainWord = word.normalize('NFD').replace(/\p{M}/gu, '').replace(/đ/giu, 'd').trim().toLowerCase();
  if (/^(|normal|binh thuong|nhu cu)$/.test(plainWord)) return '';
  if (/^(doi|da doi|thay doi|changed)$/.test(plainWord)) return 'changed';
  if (/^(huy|da huy|cancell?ed)$/.test(plainWord)) return 'cancelled';
  return null;
}

function articleOf(cell: string, names: Names): string | null {
  const typed = cell.trim();
  if (typed === '') return '';
  const id = /(?:^|[-/])([0-9a-hjkmnp-tv-z]{26})\/?$/.exec(typed)?.[1];
  return id ?? Object.entries(names.articles).find(([, title]) => title === typed)?.[0] ?? null;
}

function speakersOf(cell: string, names: Names): Speaker[] {
  const people = Object.entries(names.people);
  return cell
    .split(/[;/]/u)
    .map((name) => name.trim().replace(/\s+/gu, ' ').normalize('NFC'))
    .filter((name) => name !== '')
    .map((name) => {
      const known = people.filter(([, one]) => one === name);
      return known.length === 1 && known[0] !== undefined ? { person: known[0][0], name } : { name };
    });
}

export interface Meaning {
  /** What the cells mean; a field with a faulty cell is missing here. */
  fields: Fields;
  faults: Partial<Record<Column, Fault>>;
}

/** What the cells of one row mean. */
export function meaningOf(cells: Cells, names: Names): Meaning {
  const faults: Meaning['faults'] = {};
  const fields: Fields = {};
  for (const name of plain) {
    const value = cells[name].trim().replace(/\s+/gu, ' ').normalize('NFC');
    if ([...value].length > longest) faults[name] = 'long';
    else fields[name] = value === '' ? null : value;
  }
  const speakers = speakersOf(cells.speakers, names);
  fields['speakers'] = speakers.length === 0 ? null : speakers;
  const state = readState(cells.state);
  if (state === null) faults.state = 'state';
  else fields['state'] = state === '' ? null : state;
  const article = articleOf(cells.article, names);
  if (article === null) faults.article = 'article';
  else fields['article'] = article === '' ? null : article;
  const slot = slotOf(cells, faults);
  if (slot !== undefined) fields['time'] = slot;
  return { fields, faults };
}

/** Null for an empty one, undefined where a cell of it is at fault. */
function slotOf(cells: Cells, faults: Meaning['faults']): Slot | null | undefined {
  const [typedDay, typedStart, typedEnd] = [cells.day.trim(), cells.start.trim(), cells.end.trim()];
  if (typedDay === '' && typedStart === '' && typedEnd === '') return null;
  const day = readDay(typedDay);
  const start = readClock(typedStart);
  let end = typedEnd === '' ? 0 : readClock(typedEnd);
  if (day === null) faults.day = 'day';
  else if (day === '') faults.day = 'dayMissing';
  if (typedStart === '') faults.start = 'startMissing';
  else if (start === null || start === dayMinutes) faults.start = 'time';
  if (end === null) faults.end = 'time';
  if (
    faults.day !== undefined ||
    faults.start !== undefined ||
    day === null ||
    start === null ||
    end === null
  )
    return undefined;
  if (typedEnd !== '' && end <= start) end += dayMinutes; // after midnight
  return { day, ...(start > 0 && { start }), ...(end > 0 && { end }) };
}

/** The rows that a spreadsheet puts on the clipboard: tabs and line ends, quotation marks round either. */
export function readPasted(pasted: string): string[][] {
  const rows: string[][] = [[]];
  let cell = '';
  let quoted = false;
  const source = pasted.replace(/\r\n?/gu, '\n').replace(/\n$/u, '');
  for (let at = 0; at < source.length; at += 1) {
    const sign = source[at] ?? '';
    if (quoted) {
      if (sign !== '"') cell += sign;
      else if (source[at + 1] === '"') {
        cell += '"';
        at += 1;
      } else quoted = false;
    } else if (sign === '"' && cell === '') quoted = true;
    else if (sign === '\t' || sign === '\n') {
      rows.at(-1)?.push(cell);
      cell = '';
      if (sign === '\n') rows.push([]);
    } else cell += sign;
  }
  rows.at(-1)?.push(cell);
  return rows.map((row) => row.map((one) => one.replace(/\s+/gu, ' ').trim()));
}

/** The cell as it is shown once it has been understood: times and days in one form. */
export function tidy(column: Column, cell: string): string {
  if (column === 'day') {
    const day = readDay(cell);
    return day === null || day === '' ? cell.trim() : showDay(day);
  }
  if (column === 'start' || column === 'end') {
    const minutes = readClock(cell);
    return minutes === null ? cell.trim() : showClock(minutes);
  }
  if (column === 'state') return readState(cell) ?? cell;
  return cell.trim().replace(/\s+/gu, ' ');
}

/** Whether two values of a field are the same; an empty one is null, or missing. */
export function sameValue(one: unknown, other: unknown): boolean {
  return canonical(one ?? null) === canonical(other ?? null);
}

function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const members = Object.entries(value)
    .filter(([, member]) => member !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${members.map(([name, member]) => `${name}:${canonical(member)}`).join(',')}}`;
}
