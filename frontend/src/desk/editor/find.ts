/** Finding and replacing in the text of blocks and the words of figures, with or without Vietnamese marks. */
import type { Node } from 'prosemirror-model';
import type { Command, EditorState, Transaction } from 'prosemirror-state';
import { NodeSelection, Plugin, PluginKey, TextSelection } from 'prosemirror-state';
import { Decoration, DecorationSet } from 'prosemirror-view';

export interface Query {
  text: string;
  /** "hoa" finds only "hoa", not "hóa" and "hoà". Capitals never matter. */
  marks: boolean;
}

/** The words of a picture, a film or a sound, in the order in which they stand under it. */
const fields = ['caption', 'credit', 'alt'] as const;
export type FieldName = (typeof fields)[number];

/** A place in the text; or in a field of the figure there, and where in that field. */
export interface Found {
  from: number;
  to: number;
  field?: { name: FieldName; from: number; to: number };
}

interface Finding {
  query: Query;
  found: readonly Found[];
  /** The place that was gone to, or empty behind one that was replaced: all fields of a figure are one place in the text. */
  here: Found | null;
  shown: DecorationSet;
}

const key = new PluginKey<Finding>('find');
const none: Finding = {
  query: { text: '', marks: false },
  found: [],
  here: null,
  shown: DecorationSet.empty,
};

/** A text without Vietnamese marks and capitals. */
export function fold(text: string): string {
  return text.normalize('NFD').replace(/\p{M}/gu, '').toLocaleLowerCase('vi-VN').replace(/[đð]/g, 'd');
}

function comparable(letter: string, marks: boolean): string {
  return marks ? letter.normalize('NFC').toLocaleLowerCase('vi-VN') : fold(letter);
}

/**
 * The places of a query in a text, as offsets, none overlapping another. A letter and the marks that follow it
 * are one: "a" never finds half of a decomposed "á".
 */
export function placesIn(text: string, query: Query): Found[] {
  const wanted = comparable(query.text.normalize('NFC'), query.marks);
  if (wanted === '') return [];
  let folded = '';
  const starts: number[] = [];
  const ends: number[] = [];
  for (const { 0: letter, index } of text.matchAll(/\P{M}\p{M}*|\p{M}+/gu)) {
    const plain = comparable(letter, query.marks);
    folded += plain;
    for (let i = 0; i < plain.length; i += 1) {
      starts.push(index);
      ends.push(index + letter.length);
    }
  }
  const found: Found[] = [];
  for (let at = folded.indexOf(wanted); at >= 0; at = folded.indexOf(wanted, at + wanted.length)) {
    found.push({ from: starts[at] ?? 0, to: ends[at + wanted.length - 1] ?? 0 });
  }
  return found;
}

/** The places of a query in a document: in its text and in the words of its figures. */
export function findIn(doc: Node, query: Query): Found[] {
  const found: Found[] = [];
  doc.descendants((node, pos) => {
    for (const name of fields) {
      const words: unknown = node.attrs[name];
      if (typeof words !== 'string') continue;
      for (const field of placesIn(words, query))
        found.push({ from: pos, to: pos + node.nodeSize, field: { name, ...field } });
    }
    if (!node.isTextblock) return true;
    const text = node.textBetween(0, node.content.size, undefined, '\ufffc');
    for (const { from, to } of placesIn(text, query)) found.push({ from: pos + 1 + from, to: pos + 1 + to });
    return false;
  });
  return found;
}

export function finding(): Plugin<Finding> {
  return new Plugin<Finding>({
    key,
    state: {
      init: () => none,
      apply(tr, before, _, state) {
        const meta = tr.getMeta(key) as { query?: Query; here?: Found } | undefined;
        const query = meta?.query ?? before.query;
        const here = meta?.here === undefined ? moved(before.here, tr) : meta.here;
        if (query === before.query && !tr.docChanged)
          return here === before.here ? before : { ...before, here };
        if (query.text === '') return { ...none, query };
        const found = findIn(state.doc, query);
        return {
          query,
          found,
          here,
          shown: DecorationSet.create(
            state.doc,
            found.map((at) => shown(at, '')),
          ),
        };
      },
    },
    props: {
      decorations(state) {
        const { found, shown: all } = key.getState(state) ?? none;
        const at = found[current(state)];
        return at === undefined ? all : all.add(state.doc, [shown(at, '-here')]);
      },
    },
  });
}

/** A figure says which of its fields holds what was found; the style sheet marks it. */
function shown({ from, to, field }: Found, here: '' | '-here'): Decoration {
  if (field === undefined) return Decoration.inline(from, to, { class: `found${here}` });
  return Decoration.node(from, to, { class: `has-found${here} ${field.name}-found${here}` });
}

/** What is being looked for, and where it is. */
export function findState(state: EditorState): { query: Query; found: readonly Found[]; current: number } {
  const { query, found } = key.getState(state) ?? none;
  return { query, found, current: current(state) };
}

/** Which of the places is chosen, or -1. */
function current(state: EditorState): number {
  const { from, to } = state.selection;
  const { found, here } = key.getState(state) ?? none;
  return found.findIndex(
    (at) => at.from === from && at.to === to && (at.field === undefined || isSame(at, here)),
  );
}

const isSame = (at: Found, here: Found | null): boolean =>
  at.from === here?.from && placeOf(at) === placeOf(here) && at.field?.to === here.field?.to;

/** Orders the places of one figure; of a text each stands alone. */
const placeOf = ({ field }: Found): number =>
  field === undefined ? -1 : fields.indexOf(field.name) * 1e6 + field.from;

/** Where a place is after a change; one of a figure's words stays in that figure. */
function moved(here: Found | null, tr: Transaction): Found | null {
  if (here === null || !tr.docChanged) return here;
  return { ...here, from: tr.mapping.map(here.from), to: tr.mapping.map(here.to) };
}

function goTo(tr: Transaction, at: Found): Transaction {
  const chosen =
    at.field === undefined
      ? TextSelection.create(tr.doc, at.from, at.to)
      : NodeSelection.create(tr.doc, at.from);
  return tr.setSelection(chosen).scrollIntoView();
}

/** Looks for something; an empty text ends it. Goes to the first place from the caret on. */
export function find(query: Query): Command {
  return (state, dispatch) => {
    const found = query.text === '' ? [] : findIn(state.doc, query);
    const at = found.find(({ from }) => from >= state.selection.from) ?? found[0];
    const tr = state.tr.setMeta(key, { query, here: at });
    dispatch?.(at === undefined ? tr : goTo(tr, at));
    return true;
  };
}

/** To the next place or the one before; from the last to the first. */
export function goFound(by: -1 | 1): Command {
  return (state, dispatch) => {
    const { found } = key.getState(state) ?? none;
    const index = nextOf(state, by);
    const at = index < 0 ? found.at(-1) : (found[index] ?? found[0]);
    if (at === undefined) return false;
    dispatch?.(goTo(state.tr.setMeta(key, { here: at }), at));
    return true;
  };
}

/** The place after or before what is chosen; beyond the last or below 0 if there is none. */
function nextOf(state: EditorState, by: -1 | 1): number {
  const { found, here } = key.getState(state) ?? none;
  const chosen = current(state);
  if (chosen >= 0) return chosen + by;
  const { from, to } = state.selection;
  const inside = here?.from === from && here.field !== undefined ? placeOf(here) : by > 0 ? -1 : Infinity;
  const isAfter = (at: Found): boolean => at.from >= to || (at.from === from && placeOf(at) >= inside);
  const isBefore = (at: Found): boolean => at.to <= from || (at.from === from && placeOf(at) < inside);
  if (by < 0) return found.findLastIndex(isBefore);
  const next = found.findIndex(isAfter);
  return next < 0 ? found.length : next;
}

/** Replaces the place that is chosen and goes to the next; if none is chosen it only goes there. */
export function replaceFound(by: string): Command {
  return (state, dispatch, view) => {
    const at = findState(state).found[current(state)];
    if (at === undefined) return goFound(1)(state, dispatch, view);
    if (dispatch) {
      dispatch(put(state, [at], by));
      if (view) goFound(1)(view.state, view.dispatch);
    }
    return true;
  };
}

/** Replaces all places in one step of the history. */
export function replaceAllFound(by: string): Command {
  return (state, dispatch) => {
    const { found } = findState(state);
    if (found.length === 0) return false;
    dispatch?.(put(state, found, by));
    return true;
  };
}

/** From the last to the first, so that no place moves; the text keeps the marks of what it replaces. */
function put(state: EditorState, places: readonly Found[], by: string): Transaction {
  const tr = state.tr;
  for (const { from, to, field } of [...places].reverse()) {
    if (field !== undefined) {
      const words = String(tr.doc.nodeAt(from)?.attrs[field.name]);
      tr.setNodeAttribute(from, field.name, words.slice(0, field.from) + by + words.slice(field.to));
      continue;
    }
    const marks = state.doc.resolve(from).marksAcross(state.doc.resolve(to)) ?? [];
    if (by === '') tr.delete(from, to);
    else tr.replaceWith(from, to, state.schema.text(by, marks));
  }
  const only = places.length === 1 ? places[0] : undefined;
  if (only !== undefined) leave(tr, only, by.length);
  return tr.scrollIntoView();
}

/** Stands behind what was put in the place, so that the next one is the next to be found. */
function leave(tr: Transaction, { from, to, field }: Found, length: number): void {
  if (field === undefined) tr.setSelection(TextSelection.create(tr.doc, from + length));
  else {
    const at = field.from + length;
    tr.setMeta(key, { here: { from, to, field: { name: field.name, from: at, to: at } } });
  }
}
