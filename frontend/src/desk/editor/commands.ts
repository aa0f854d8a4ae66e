/** What may be done to a document: each a ProseMirror command, for keys and buttons alike. */
import { lift, setBlockType, toggleMark, wrapIn } from 'prosemirror-commands';
import type { Attrs, MarkType, Node, NodeType } from 'prosemirror-model';
import { Fragment } from 'prosemirror-model';
import { liftListItem, sinkListItem, wrapInList } from 'prosemirror-schema-list';
import type { Command, EditorState, Transaction } from 'prosemirror-state';
import { NodeSelection, Selection, TextSelection } from 'prosemirror-state';
import { CellSelection, goToNextCell, isInTable, selectedRect } from 'prosemirror-tables';
import * as tables from 'prosemirror-tables';
import { within } from './depth';
import { editorSchema as schema } from './schema';

export type MarkName = 'bold' | 'italic' | 'underline' | 'subscript' | 'superscript' | 'link';

const { paragraph, heading, blockquote, bullet_list, ordered_list, list_item } = schema.nodes as Record<
  'paragraph' | 'heading' | 'blockquote' | 'bullet_list' | 'ordered_list' | 'list_item',
  NodeType
>;
const markOf = (name: MarkName): MarkType => schema.marks[name] as MarkType;

/** The command, but only where the document does not get too deep by it. */
function fitting(command: Command): Command {
  return (state, dispatch, view) => {
    let made: Transaction | null = null;
    if (!command(state, (tr) => (made = tr), view)) return false;
    if (made !== null && !within((made as Transaction).doc)) return false;
    if (dispatch !== undefined && made !== null) dispatch(made);
    return true;
  };
}

/** Sets or clears a mark; what is written high is not written low at the same time. */
export function mark(name: Exclude<MarkName, 'link'>): Command {
  const other = name === 'subscript' ? 'superscript' : name === 'superscript' ? 'subscript' : null;
  const toggle = toggleMark(markOf(name), null, { removeWhenPresent: false });
  if (other === null) return toggle;
  return (state, dispatch) => {
    const set = !hasMark(state, name);
    return toggle(
      state,
      dispatch &&
        ((tr) => {
          const { from, to, empty } = state.selection;
          if (set && empty) tr.removeStoredMark(markOf(other));
          if (set && !empty) tr.removeMark(from, to, markOf(other));
          dispatch(tr);
        }),
    );
  };
}

/** Whether the text chosen, or about to be written, has a mark. */
export function hasMark(state: EditorState, name: MarkName): boolean {
  const { from, to, empty, $from } = state.selection;
  const type = markOf(name);
  if (empty) return type.isInSet(state.storedMarks ?? $from.marks()) !== undefined;
  return state.doc.rangeHasMark(from, to, type);
}

/** Takes all marks from the text chosen, but no link. */
export const clearMarks: Command = (state, dispatch) => {
  const { from, to, empty } = state.selection;
  if (empty) return false;
  if (dispatch) {
    const tr = state.tr;
    for (const name of ['bold', 'italic', 'underline', 'subscript', 'superscript'] as const)
      tr.removeMark(from, to, markOf(name));
    dispatch(tr.scrollIntoView());
  }
  return true;
};

/** The link under the caret or at the start of what is chosen, and how far it reaches. */
export function linkAt(state: EditorState): { href: string; from: number; to: number } | null {
  const { $from, from, to, empty } = state.selection;
  const type = markOf('link');
  if (!$from.parent.isTextblock) return null;
  const found = type.isInSet($from.marks()) ?? $from.nodeAfter?.marks.find((at) => at.type === type);
  if (found === undefined) return null;
  const start = $from.start();
  let reach: { from: number; to: number } | null = null;
  $from.parent.forEach((node, offset) => {
    const end = start + offset + node.nodeSize;
    if (!found.isInSet(node.marks)) return;
    if (reach !== null && reach.to === start + offset) reach.to = end;
    else if (reach === null || reach.to < from) reach = { from: start + offset, to: end };
  });
  const href = String(found.attrs['href']);
  const whole: { from: number; to: number } = reach ?? { from, to };
  return empty ? { href, ...whole } : { href, from: Math.min(from, whole.from), to: Math.max(to, whole.to) };
}

/** Makes what is chosen, or the link under the caret, lead to an address; an empty one takes the link away. */
export function setLink(href: string): Command {
  return (state, dispatch) => {
    const there = linkAt(state);
    const { selection } = state;
    const { from, to } = there ?? selection;
    const type = markOf('link');
    const tr = state.tr;
    if (href === '') tr.removeMark(from, to, type);
    else if (there === null && selection.empty) {
      if (!selection.$from.parent.inlineContent) return false;
      tr.insert(from, schema.text(href, [...selection.$from.marks(), type.create({ href })]));
    } else tr.removeMark(from, to, type).addMark(from, to, type.create({ href }));
    dispatch?.(tr.scrollIntoView());
    return true;
  };
}

/** Whether the caret stands in a block of the kind. */
export function inBlock(state: EditorState, name: string, attrs: Attrs = {}): boolean {
  const { $from } = state.selection;
  for (let depth = $from.depth; depth > 0; depth -= 1) {
    const node = $from.node(depth);
    if (node.type.name === name && Object.entries(attrs).every(([key, value]) => node.attrs[key] === value))
      return true;
  }
  return false;
}

/** A block's kind may change, its id and what is kept of it stay. */
function blockType(type: NodeType, attrs: Attrs): Command {
  return setBlockType(type, (node: Node) => ({ id: node.attrs['id'], kept: node.attrs['kept'], ...attrs }));
}

export const toParagraph: Command = blockType(paragraph, {});

/** Makes a heading of a block, or a paragraph again. */
export function toHeading(level: 2 | 3): Command {
  return (state, dispatch) =>
    inBlock(state, 'heading', { level })
      ? toParagraph(state, dispatch)
      : blockType(heading, { level })(state, dispatch);
}

export const quote: Command = (state, dispatch) =>
  inBlock(state, 'blockquote') ? lift(state, dispatch) : fitting(wrapIn(blockquote))(state, dispatch);

/** Makes a list, changes its kind, or makes paragraphs again. */
export function list(name: 'bullet_list' | 'ordered_list'): Command {
  const type = name === 'bullet_list' ? bullet_list : ordered_list;
  return (state, dispatch) => {
    const { $from } = state.selection;
    for (let depth = $from.depth; depth > 0; depth -= 1) {
      const around = $from.node(depth);
      if (around.type === type) return liftListItem(list_item)(state, dispatch);
      if (around.type !== bullet_list && around.type !== ordered_list) continue;
      dispatch?.(state.tr.setNodeMarkup($from.before(depth), type, { id: around.attrs['id'] }));
      return true;
    }
    return fitting(wrapInList(type))(state, dispatch);
  };
}

export const sink: Command = fitting(sinkListItem(list_item));
export const rise: Command = liftListItem(list_item);

/** The caret goes to the next cell; from the last one into a new row. */
export const nextCell: Command = (state, dispatch, view) => {
  if (!isInTable(state)) return false;
  if (goToNextCell(1)(state, dispatch, view)) return true;
  if (dispatch && view) {
    tables.addRowAfter(state, dispatch);
    goToNextCell(1)(view.state, view.dispatch);
  }
  return true;
};

export const previousCell: Command = (state, dispatch) =>
  isInTable(state) && (goToNextCell(-1)(state, dispatch) || true);

/** Joins cells, unless a row would be left without any. */
const mergeCells: Command = (state, dispatch) => {
  if (!(state.selection instanceof CellSelection)) return false;
  const { left, right, top, bottom, map } = selectedRect(state);
  const whole = left === 0 && right === map.width && bottom - top > 1;
  return !whole && tables.mergeCells(state, dispatch);
};

/** What may be done to a table; each needs the caret in one. */
export const tableCommands = {
  rowBefore: tables.addRowBefore,
  rowAfter: tables.addRowAfter,
  columnBefore: tables.addColumnBefore,
  columnAfter: tables.addColumnAfter,
  deleteRow: tables.deleteRow,
  deleteColumn: tables.deleteColumn,
  headerRow: tables.toggleHeader('row'),
  mergeCells,
  splitCell: tables.splitCell,
  deleteTable: tables.deleteTable,
} satisfies Record<string, Command>;

export type TableCommand = keyof typeof tableCommands;

/** Where the block at the top of the document that holds the selection begins and ends. */
export function topBlock(state: EditorState): { from: number; to: number } {
  const { $from, $to } = state.selection;
  return {
    from: $from.depth === 0 ? $from.pos : $from.before(1),
    to: $to.depth === 0 ? $to.pos : $to.after(1),
  };
}

/** Puts blocks after the one with the caret, or in its place if that is an empty paragraph. */
export function insertBlocks(nodes: readonly Node[], after?: number): Command {
  return (state, dispatch) => {
    const { from, to } = after === undefined ? topBlock(state) : { from: after, to: after };
    const there = after === undefined ? state.doc.nodeAt(from) : null;
    const empty = there?.type === paragraph && there.childCount === 0;
    const tr = state.tr.replaceWith(empty ? from : to, to, Fragment.from([...nodes]));
    if (!within(tr.doc)) return false;
    const first = empty ? from : to;
    const node = nodes[0];
    if (node?.isAtom === true) tr.setSelection(NodeSelection.create(tr.doc, first));
    else tr.setSelection(Selection.near(tr.doc.resolve(first + 1)));
    dispatch?.(tr.scrollIntoView());
    return true;
  };
}

/** A table of three columns, its first row of headings. */
export const insertTable: Command = (state, dispatch) => {
  const row = (type: string): Node =>
    schema.node(
      'table_row',
      null,
      [1, 2, 3].map(() => schema.node(type, null, [schema.node('paragraph')])),
    );
  const table = schema.node('table', null, [row('table_header'), row('table_cell'), row('table_cell')]);
  return !isInTable(state) && insertBlocks([table])(state, dispatch);
};

export const insertDivider: Command = (state, dispatch) =>
  insertBlocks([schema.node('divider'), schema.node('paragraph')])(
    state,
    dispatch && ((tr) => dispatch(tr.setSelection(Selection.near(tr.doc.resolve(tr.selection.to), 1)))),
  );

/** An empty paragraph after the block with the caret: the way out of a table, a picture, a quotation. */
export const paragraphAfter: Command = (state, dispatch) => {
  const { to } = topBlock(state);
  const tr = state.tr.insert(to, schema.node('paragraph'));
  dispatch?.(tr.setSelection(TextSelection.create(tr.doc, to + 1)).scrollIntoView());
  return true;
};

export const lineBreak: Command = (state, dispatch) => {
  if (!state.selection.$from.parent.inlineContent) return false;
  dispatch?.(state.tr.replaceSelectionWith(schema.node('hard_break')).scrollIntoView());
  return true;
};

/**
 * Moves a list item among its neighbours, or a picture among those of its gallery, else the block at the top that
 * holds the selection.
 */
export function move(by: -1 | 1): Command {
  return (state, dispatch) => {
    const { $from, $to } = state.selection;
    const roll = $from.parent;
    if (roll.type.name === 'gallery' && $from.index() + by >= 0 && $from.index() + by < roll.childCount)
      return swap(state, dispatch, $from.pos, $to.pos, by);
    for (let depth = $from.sharedDepth($to.pos); depth > 0; depth -= 1) {
      if ($from.node(depth).type !== list_item) continue;
      const parent = $from.node(depth - 1);
      const index = $from.index(depth - 1);
      if (index + by < 0 || index + by >= parent.childCount) continue;
      return swap(state, dispatch, $from.before(depth), $from.after(depth), by);
    }
    const { from, to } = topBlock(state);
    return swap(state, dispatch, from, to, by);
  };
}

/** Changes places with the neighbour, which is what is taken out and put in again: the selection stays. */
function swap(
  state: EditorState,
  dispatch: ((tr: Transaction) => void) | undefined,
  from: number,
  to: number,
  by: -1 | 1,
): boolean {
  // prettier-ignore
  const edge = state.doc.resolve(by < 0 ? from : to);
  const neighbour = by < 0 ? edge.nodeBefore : edge.nodeAfter;
  if (neighbour === null) return false;
  const size = neighbour.nodeSize;
  const tr = state.tr;
  if (by < 0) tr.insert(to, neighbour).delete(from - size, from);
  else tr.delete(to, to + size).insert(from, neighbour);
  dispatch?.(tr.scrollIntoView());
  return true;
}
