/**
 * Pictures that stand together. Two side by side are a gallery of two: readers draw it in one row, a larger one
 * in as many columns as fit. Each picture keeps its own words, and its own id, which it has again as a block.
 */
import type { Node } from 'prosemirror-model';
import { Fragment } from 'prosemirror-model';
import type { Command, EditorState, Selection, Transaction } from 'prosemirror-state';
import { NodeSelection } from 'prosemirror-state';
import { within } from './depth';
import { editorSchema as schema } from './schema';

/** Blocks of the document that follow each other, and where they begin and end. */
interface Run {
  from: number;
  to: number;
  blocks: Node[];
}

const isFigure = (node: Node | null | undefined): boolean => node?.type.name === 'figure';
const isGallery = (node: Node | null | undefined): boolean => node?.type.name === 'gallery';
const isEmpty = (node: Node): boolean => node.type.name === 'paragraph' && node.childCount === 0;

/** The gallery that is chosen, or whose picture is. */
export function galleryAt(state: EditorState): { pos: number; node: Node } | null {
  const { selection } = state;
  const { $from } = selection;
  if (selection instanceof NodeSelection && isGallery(selection.node))
    return { pos: selection.from, node: selection.node };
  for (let depth = $from.depth; depth > 0; depth -= 1)
    if (isGallery($from.node(depth))) return { pos: $from.before(depth), node: $from.node(depth) };
  return null;
}

/** The figure that is chosen. */
export function figureAt(state: EditorState): { pos: number; node: Node } | null {
  const { selection } = state;
  if (!(selection instanceof NodeSelection) || !isFigure(selection.node)) return null;
  return { pos: selection.from, node: selection.node };
}

/** The pictures of a run, those of its galleries among them. */
function picturesOf(run: Run): Node[] {
  return run.blocks.flatMap((block) =>
    isGallery(block) ? [...block.content.content] : isEmpty(block) ? [] : [block],
  );
}

/** The pictures around the chosen one with no text between, or those in what is chosen, if they are all there is. */
function runAt(state: EditorState): Run | null {
  const { doc, selection } = state;
  const one = figureAt(state);
  const index = selection.$from.index(0);
  let [first, last] = [index, index];
  if (one !== null) {
    if (selection.$from.depth > 0) return null;
    const joins = (node: Node | null): boolean => isFigure(node) || isGallery(node);
    while (joins(doc.maybeChild(first - 1))) first -= 1;
    while (joins(doc.maybeChild(last + 1))) last += 1;
  } else {
    last = selection.$to.indexAfter(0) - 1;
    // Text at either end was only where choosing began and ended.
    const edge = (at: number): boolean => doc.maybeChild(at)?.isTextblock === true;
    while (first < last && edge(first)) first += 1;
    while (last > first && edge(last)) last -= 1;
  }
  return sliceOf(doc, first, last);
}

function sliceOf(doc: Node, first: number, last: number): Run | null {
  const run: Run = { from: 0, to: 0, blocks: [] };
  doc.forEach((node, pos, index) => {
    if (index < first || index > last) return;
    if (index === first) run.from = pos;
    run.to = pos + node.nodeSize;
    run.blocks.push(node);
  });
  const together = run.blocks.every((node) => isFigure(node) || isGallery(node) || isEmpty(node));
  return together && picturesOf(run).length > 1 ? run : null;
}

/** A gallery in the place of a run; one that was in it keeps its id, and takes in the others. */
function join(state: EditorState, run: Run): Transaction {
  const before = run.blocks.find(isGallery);
  const gallery = schema.node('gallery', before?.attrs ?? null, picturesOf(run));
  const tr = state.tr.replaceWith(run.from, run.to, gallery);
  return choose(tr, run.from + 1 + placeIn(gallery, figureAt(state)?.node));
}

/** Where a picture begins in what holds it; the first one's place if it is not there. */
function placeIn(parent: Node, child: Node | undefined): number {
  let found = 0;
  parent.forEach((node, offset) => {
    if (node === child) found = offset;
  });
  return found;
}

function choose(tr: Transaction, pos: number): Transaction {
  return tr.setSelection(NodeSelection.create(tr.doc, pos)).scrollIntoView();
}

/** Makes a gallery of pictures that follow each other. */
export const joinGallery: Command = (state, dispatch) => {
  const run = runAt(state);
  if (run === null || (run.blocks.length === 1 && isGallery(run.blocks[0]))) return false;
  dispatch?.(join(state, run));
  return true;
};

/** Puts the chosen picture and the next one, else the one before it, side by side; or exactly two chosen ones. */
export const sideBySide: Command = (state, dispatch) => {
  const one = figureAt(state);
  let run: Run | null = null;
  if (one === null) run = runAt(state);
  else if (state.selection.$from.depth === 0) {
    const index = state.selection.$from.index();
    if (isFigure(state.doc.maybeChild(index + 1))) run = sliceOf(state.doc, index, index + 1);
    else if (isFigure(state.doc.maybeChild(index - 1))) run = sliceOf(state.doc, index - 1, index);
  }
  if (run === null || run.blocks.some(isGallery) || picturesOf(run).length !== 2) return false;
  dispatch?.(join(state, run));
  return true;
};

/** Makes single pictures of a gallery again. */
export const breakGallery: Command = (state, dispatch) => {
  const gallery = galleryAt(state);
  if (gallery === null) return false;
  const { pos, node } = gallery;
  const chosen = placeIn(node, figureAt(state)?.node);
  const tr = state.tr.replaceWith(pos, pos + node.nodeSize, node.content);
  if (!within(tr.doc)) return false;
  dispatch?.(choose(tr, pos + chosen));
  return true;
};

/** Takes the chosen picture out of its gallery, to stand behind it. Two that are left of two are no gallery. */
export const takeOut: Command = (state, dispatch) => {
  const figure = figureAt(state);
  const gallery = figure && galleryAt(state);
  if (figure === null || gallery === null) return false;
  const { pos, node } = gallery;
  const rest: Node[] = node.content.content.filter((child) => child !== figure.node);
  const left = rest.length > 1 ? [node.copy(Fragment.from(rest))] : rest;
  const tr = state.tr.replaceWith(pos, pos + node.nodeSize, [...left, figure.node]);
  if (!within(tr.doc)) return false;
  dispatch?.(choose(tr, pos + left.reduce((size, block) => size + block.nodeSize, 0)));
  return true;
};

/** Puts pictures that are dragged before or behind another one of a gallery, and takes them from where they were. */
export function dropInGallery(
  state: EditorState,
  dragged: readonly Node[],
  from: Selection | null,
  target: { pos: number; behind: boolean },
): Transaction | null {
  const there = state.doc.resolve(target.pos);
  const before = state.doc.nodeAt(target.pos);
  if (!isGallery(there.parent) || before === null || !dragged.every(isFigure) || dragged.length === 0)
    return null;
  const tr = state.tr;
  from?.replace(tr);
  const at = tr.mapping.map(target.pos + (target.behind ? before.nodeSize : 0), target.behind ? -1 : 1);
  tr.insert(at, [...dragged]);
  return choose(tr, at);
}
