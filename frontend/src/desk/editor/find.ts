/** Finding and replacing in the text of blocks, with or without Vietnamese marks. */
import type { Node } from 'prosemirror-model';
import type { Command, EditorState } from 'prosemirror-state';
import { Plugin, PluginKey, TextSelection } from 'prosemirror-state';
import { Decoration, DecorationSet } from 'prosemirror-view';

export interface Query {
  text: string;
  /** "hoa" finds only "hoa", not "hóa" and "hoà". Capitals never matter. */
  marks: boolean;
}

export interface Found {
  from: number;
  to: number;
}

interface Finding {
  query: Query;
  found: readonly Found[];
  shown: DecorationSet;
}

const key = new PluginKey<Finding>('find');
const none: Finding = { query: { text: '', marks: false }, found: [], shown: DecorationSet.empty };

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

/** The places of a query in a document. */
export function findIn(doc: Node, query: Query): Found[] {
  const found: Found[] = [];
  doc.descendants((node, pos) => {
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
        const query = (tr.getMeta(key) as Query | undefined) ?? before.query;
        if (query === before.query && !tr.docChanged) return before;
        if (query.text === '') return { ...none, query };
        const found = findIn(state.doc, query);
        const shown = found.map(({ from, to }) => Decoration.inline(from, to, { class: 'found' }));
        return { query, found, shown: DecorationSet.create(state.doc, shown) };
      },
    },
    props: {
      decorations(state) {
        const { found, shown } = key.getState(state) ?? none;
        const at = found[current(state)];
        if (at === undefined) return shown;
        return shown.add(state.doc, [Decoration.inline(at.from, at.to, { class: 'found-here' })]);
      },
    },
  });
}

/** What is being looked for, and where it is. */
export function findState(state: EditorState): { query: Query; found: readonly Found[]; current: number } {
  const { query, found } = key.getState(state) ?? none;
  return { query, found, current: current(state) };
}

/** Which of the places is chosen, or -1. */
function current(state: EditorState): number {
  const { from, to } = state.selection;
  return (key.getState(state) ?? none).found.findIndex((at) => at.from === from && at.to === to);
}

/** Looks for something; an empty text ends it. Goes to the first place from the caret on. */
export function find(query: Query): Command {
  return (state, dispatch) => {
    const found = query.text === '' ? [] : findIn(state.doc, query);
    const at = found.find(({ from }) => from >= state.selection.from) ?? found[0];
    const tr = state.tr.setMeta(key, query);
    if (at !== undefined) tr.setSelection(TextSelection.create(tr.doc, at.from, at.to)).scrollIntoView();
    dispatch?.(tr);
    return true;
  };
}

/** To the next place or the one before; from the last to the first. */
export function goFound(by: -1 | 1): Command {
  return (state, dispatch) => {
    const { found } = key.getState(state) ?? none;
    const { from, to } = state.selection;
    const at =
      by > 0
        ? (found.find((place) => place.from >= to) ?? found[0])
        : (found.findLast((place) => place.to <= from) ?? found.at(-1));
    if (at === undefined) return false;
    dispatch?.(state.tr.setSelection(TextSelection.create(state.doc, at.from, at.to)).scrollIntoView());
    return true;
  };
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
function put(state: EditorState, places: readonly Found[], by: string) {
  const tr = state.tr;
  for (const { from, to } of [...places].reverse()) {
    const marks = state.doc.resolve(from).marksAcross(state.doc.resolve(to)) ?? [];
    if (by === '') tr.delete(from, to);
    else tr.replaceWith(from, to, state.schema.text(by, marks));
  }
  const first = places.at(-1);
  if (places.length === 1 && first !== undefined)
    tr.setSelection(TextSelection.create(tr.doc, first.from + by.length));
  return tr.scrollIntoView();
}
