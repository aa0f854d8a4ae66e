/** The keys of the editor, from the table of shortcuts to its commands. */
import { baseKeymap, chainCommands } from 'prosemirror-commands';
import { redo, undo } from 'prosemirror-history';
import { undoInputRule } from 'prosemirror-inputrules';
import { keydownHandler, keymap } from 'prosemirror-keymap';
import type { NodeType } from 'prosemirror-model';
import { splitListItem } from 'prosemirror-schema-list';
import type { Command, Plugin } from 'prosemirror-state';
import { isInTable } from 'prosemirror-tables';
import type { EditorView } from 'prosemirror-view';
import * as act from './commands';
import { breakGallery, joinGallery, sideBySide, takeOut } from './gallery';
import { editorSchema } from './schema';
import type { Act } from './shortcuts';
import { shortcuts } from './shortcuts';

/** What the editor around the text does: opens its bars and panels. */
export type Outer =
  | 'link'
  | 'find'
  | 'findNext'
  | 'findPrevious'
  | 'replace'
  | 'editPicture'
  | 'replacePicture'
  | 'libraryPicture'
  | 'outline'
  | 'help';

/** Acts that the figure's own fields handle, because keys there are theirs (figure.ts). */
type Inner = 'figureFields' | 'focalPoint';

const inTable =
  (command: Command): Command =>
  (state, dispatch, view) =>
    isInTable(state) && command(state, dispatch, view);

const inList: Command = (state) => act.inBlock(state, 'list_item');

export const commands: Record<Exclude<Act, Outer | Inner>, Command> = {
  bold: act.mark('bold'),
  italic: act.mark('italic'),
  underline: act.mark('underline'),
  subscript: act.mark('subscript'),
  superscript: act.mark('superscript'),
  clearMarks: act.clearMarks,
  paragraph: act.toParagraph,
  heading2: act.toHeading(2),
  heading3: act.toHeading(3),
  quote: act.quote,
  bulletList: act.list('bullet_list'),
  orderedList: act.list('ordered_list'),
  // In a list Tab never leaves the text, also where the item cannot go.
  sink: chainCommands(act.sink, inList),
  rise: chainCommands(act.rise, inList),
  lineBreak: act.lineBreak,
  paragraphAfter: act.paragraphAfter,
  divider: act.insertDivider,
  moveUp: act.move(-1),
  moveDown: act.move(1),
  joinGallery,
  sideBySide,
  takeOut,
  breakGallery,
  table: act.insertTable,
  nextCell: act.nextCell,
  previousCell: act.previousCell,
  rowBefore: inTable(act.tableCommands.rowBefore),
  rowAfter: inTable(act.tableCommands.rowAfter),
  columnBefore: inTable(act.tableCommands.columnBefore),
  columnAfter: inTable(act.tableCommands.columnAfter),
  deleteRow: inTable(act.tableCommands.deleteRow),
  deleteColumn: inTable(act.tableCommands.deleteColumn),
  headerRow: inTable(act.tableCommands.headerRow),
  mergeCells: inTable(act.tableCommands.mergeCells),
  splitCell: inTable(act.tableCommands.splitCell),
  deleteTable: inTable(act.tableCommands.deleteTable),
  undo,
  redo,
};

/**
 * All keys. What the browser does with a key of ours never happens, even where ours has nothing to do: Ctrl+U
 * shows no source, Ctrl+K searches nothing. Tab alone leaves the text where it means nothing there.
 */
export function keys(outer: Record<Outer, () => void>): Plugin[] {
  const bindings: Record<string, Command> = {};
  const bind = (key: string, command: Command): void => {
    const before = bindings[key];
    bindings[key] = before === undefined ? command : chainCommands(before, command);
  };
  for (const shortcut of shortcuts) {
    if (shortcut.act === 'figureFields' || shortcut.act === 'focalPoint') continue;
    const command = shortcut.act in commands ? commands[shortcut.act as keyof typeof commands] : null;
    for (const key of shortcut.keys) {
      if (command !== null) bind(key, command);
      else bind(key, () => (outer[shortcut.act as Outer](), true));
    }
  }
  for (const key of Object.keys(bindings)) if (/^(Mod|Alt)-/.test(key)) bind(key, () => true);
  const listItem = editorSchema.nodes['list_item'] as NodeType;
  return [
    keymap(bindings),
    keymap({ Backspace: undoInputRule, Enter: splitListItem(listItem) }),
    keymap(baseKeymap),
  ];
}

/** Keys that mean the same in the fields of a figure: the history, and what opens a bar or a panel. */
export function fieldKeys(
  outer: Record<Outer, () => void>,
): (view: EditorView, event: KeyboardEvent) => boolean {
  const bindings: Record<string, Command> = {};
  for (const { act: name, keys: own } of shortcuts) {
    for (const key of own) {
      if (name === 'undo' || name === 'redo') bindings[key] = commands[name];
      else if (name in outer && name !== 'link') bindings[key] = () => (outer[name as Outer](), true);
    }
  }
  return keydownHandler(bindings);
}
