/** A document may be eight levels deep (body/schema.ts): what would make it deeper does not happen. */
import type { Node } from 'prosemirror-model';
import { Plugin } from 'prosemirror-state';
import { limits } from '../../body/schema';

const known = new WeakMap<Node, number>();

/** Levels of a node: a text has one, and a document as many as its deepest block. */
export function levels(node: Node): number {
  const found = known.get(node);
  if (found !== undefined) return found;
  let below = 0;
  node.forEach((child) => (below = Math.max(below, levels(child))));
  const own = below + (node.type.name === 'doc' ? 0 : 1);
  known.set(node, own);
  return own;
}

/** Whether the engine takes a document of this size. */
export function within(doc: Node): boolean {
  return levels(doc) <= limits.depth && doc.childCount <= limits.blocks;
}

export function depth(): Plugin {
  return new Plugin({
    filterTransaction: (tr, state) => !tr.docChanged || within(tr.doc) || !within(state.doc),
  });
}
