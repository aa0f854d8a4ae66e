/** An editor's state: the document, its history and everything that acts on it. */
import { dropCursor } from 'prosemirror-dropcursor';
import { gapCursor } from 'prosemirror-gapcursor';
import { history } from 'prosemirror-history';
import type { Node } from 'prosemirror-model';
import type { Plugin, Transaction } from 'prosemirror-state';
import { EditorState, NodeSelection, Plugin as Extra, Selection, TextSelection } from 'prosemirror-state';
import { tableEditing } from 'prosemirror-tables';
import { Decoration, DecorationSet } from 'prosemirror-view';
import { depth } from './depth';
import { finding } from './find';
import { ids } from './ids';
import { readDoc } from './read';
import { rules } from './rules';

/** Where the caret is, or what is chosen: positions of ProseMirror. */
export interface Caret {
  from: number;
  to: number;
}

/** The state for a document. The plugins given see keys and pastes before the editor's own. */
export function startState(doc: unknown, caret: Caret | null, plugins: readonly Plugin[]): EditorState {
  const node = readDoc(doc);
  return EditorState.create({
    doc: node,
    selection: caret === null ? firstText(node) : caretIn(node, caret),
    plugins: [
      ...plugins,
      rules(),
      history(),
      ids(),
      depth(),
      finding(),
      gapCursor(),
      dropCursor({ color: false, class: 'drop' }),
      tableEditing(),
    ],
  });
}

/** Where writing begins: in the first text, even if a picture stands before it. */
function firstText(doc: Node): Selection {
  return Selection.findFrom(doc.resolve(0), 1, true) ?? Selection.atStart(doc);
}

/** The caret as it was, or as near to it as the document allows. */
export function caretIn(doc: Node, { from, to }: Caret): Selection {
  const size = doc.content.size;
  const start = Math.min(Math.max(from, 0), size);
  const end = Math.min(Math.max(to, start), size);
  const node = doc.nodeAt(start);
  if (
    node?.isAtom === true &&
    !node.isText &&
    end === start + node.nodeSize &&
    NodeSelection.isSelectable(node)
  )
    return NodeSelection.create(doc, start);
  return TextSelection.between(doc.resolve(start), doc.resolve(end));
}

/** Puts another document in the place of this one: one step of the history, and only what differs. */
export function replaceWith(state: EditorState, doc: unknown): Transaction {
  const next = readDoc(doc);
  const tr = state.tr;
  const start = state.doc.content.findDiffStart(next.content);
  const ends = state.doc.content.findDiffEnd(next.content);
  if (start !== null && ends !== null) {
    // Both ways of counting may claim the same letters of a repetition.
    const overlap = start - Math.min(ends.a, ends.b);
    const more = Math.max(overlap, 0);
    tr.replace(start, ends.a + more, next.slice(start, ends.b + more));
  }
  if (!state.doc.hasMarkup(next.type, next.attrs)) tr.setDocAttribute('kept', next.attrs['kept']);
  return tr;
}

/** Words in the place of a text that nobody has begun. */
export function invitation(words: () => string): Plugin {
  return new Extra({
    props: {
      decorations({ doc }) {
        const only = doc.childCount === 1 ? doc.child(0) : null;
        if (only?.type.name !== 'paragraph' || only.childCount > 0) return null;
        const shown = Decoration.node(0, only.nodeSize, { class: 'empty', 'data-words': words() });
        return DecorationSet.create(doc, [shown]);
      },
    },
  });
}
