/**
 * Gives every block at the top of the document an id of its own, and takes away what no document may have. An
 * id stays with its text: of two blocks with the same id the one that is as it was keeps it, else the first.
 */
import type { Node } from 'prosemirror-model';
import { Fragment } from 'prosemirror-model';
import type { EditorState, Transaction } from 'prosemirror-state';
import { Plugin, PluginKey } from 'prosemirror-state';
import type { EditorView } from 'prosemirror-view';

const key = new PluginKey('ids');

/** Whether a block of the document has no id, or that of another. */
export function lackIds(doc: Node): boolean {
  const seen = new Set<unknown>();
  for (const block of doc.content.content) {
    const id: unknown = block.attrs['id'];
    if (id === null || seen.has(id)) return true;
    seen.add(id);
  }
  return false;
}

/** The document with an id for every block that lacks one: what is written while a word is being composed. */
export function withIds(doc: Node): Node {
  if (!lackIds(doc)) return doc;
  const seen = new Set<unknown>();
  const blocks = doc.content.content.map((block) => {
    const id: unknown = block.attrs['id'];
    if (id !== null && !seen.has(id)) {
      seen.add(id);
      return block;
    }
    return block.type.create({ ...block.attrs, id: newId() }, block.content, block.marks);
  });
  return doc.copy(Fragment.from(blocks));
}

/** Ten letters and digits: 36^10 kinds, far beyond two alike in 5,000 blocks. */
export function newId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(10));
  return Array.from(bytes, (byte) => (byte % 36).toString(36)).join('');
}

/**
 * The plugin. While an input method composes a word it does nothing, because every change of a block would tear
 * the word from the input method; it makes up for it when the word is there.
 */
export function ids(make: () => string = newId): Plugin {
  let view: EditorView | null = null;
  return new Plugin({
    key,
    appendTransaction(transactions, before, state) {
      const asked = transactions.some((tr) => tr.docChanged || tr.getMeta(key) === true);
      if (!asked || view?.composing === true) return null;
      const tr = state.tr;
      removeEmptyGalleries(tr);
      setIds(tr, before, make);
      return tr.docChanged ? tr : null;
    },
    view(made) {
      view = made;
      return { destroy: () => (view = null) };
    },
    props: {
      handleDOMEvents: {
        compositionend(at) {
          whenComposed(at, () => {
            if (lackIds(at.state.doc)) at.dispatch(at.state.tr.setMeta(key, true));
          });
          return false;
        },
      },
    },
  });
}

/** Calls back once the word that an input method ended is in the document. */
export function whenComposed(view: EditorView, then: () => void): void {
  // The view takes the word over 20 ms after the event.
  setTimeout(() => {
    if (!view.isDestroyed && !view.composing) then();
  }, 60);
}

function removeEmptyGalleries(tr: Transaction): void {
  const empty: { from: number; to: number }[] = [];
  tr.doc.forEach((node, from) => {
    if (node.type.name === 'gallery' && node.childCount === 0) empty.push({ from, to: from + node.nodeSize });
  });
  for (const { from, to } of empty.reverse()) tr.delete(from, to);
}

function setIds(tr: Transaction, before: EditorState, make: () => string): void {
  const keepers = keepersOf(tr.doc, before.doc);
  const used = new Set<unknown>(keepers.keys());
  tr.doc.forEach((block, pos, index) => {
    const id: unknown = block.attrs['id'];
    if (id !== null && keepers.get(id) === index) return;
    let fresh = make();
    while (used.has(fresh)) fresh = make();
    used.add(fresh);
    tr.setNodeAttribute(pos, 'id', fresh);
  });
}

/** For each id the block that has it from now on. */
function keepersOf(doc: Node, before: Node): Map<unknown, number> {
  const former = new Map<unknown, Node>();
  for (const block of before.content.content) former.set(block.attrs['id'], block);
  const keepers = new Map<unknown, number>();
  doc.forEach((block, _, index) => {
    const id: unknown = block.attrs['id'];
    if (id === null) return;
    const old = former.get(id);
    if (!keepers.has(id) || (old !== undefined && old.eq(block) && !old.eq(doc.child(keepers.get(id) ?? 0))))
      keepers.set(id, index);
  });
  return keepers;
}
