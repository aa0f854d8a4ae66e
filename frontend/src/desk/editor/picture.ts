/** The picture that a figure shows, apart from its words: what is turned, cut and replaced. */
import type { Node } from 'prosemirror-model';
import type { EditorState, Transaction } from 'prosemirror-state';
import { figureAt } from './gallery';

/** What a figure shows from now on. */
export interface Retouched {
  media: string;
  /** The picture it was made of, and how; empty if it is as it came. */
  original: string;
  edit: string;
  focusX: number;
  focusY: number;
}

export type ChosenPicture = Retouched;

/** The picture of the figure that is chosen. */
export function chosenPicture(state: EditorState): ChosenPicture | null {
  const attrs = figureAt(state)?.node.attrs;
  if (attrs === undefined) return null;
  return {
    media: String(attrs['media']),
    original: String(attrs['original']),
    edit: String(attrs['edit']),
    focusX: Number(attrs['focusX']),
    focusY: Number(attrs['focusY']),
  };
}

/**
 * Gives a figure another picture, as one step: the one that is chosen if it shows the picture meant, else the first
 * that does. Null if none does.
 */
export function withPicture(state: EditorState, media: string, next: Retouched): Transaction | null {
  const shows = (node: Node): boolean => node.type.name === 'figure' && node.attrs['media'] === media;
  const chosen = figureAt(state);
  let at = chosen !== null && shows(chosen.node) ? chosen.pos : -1;
  state.doc.descendants((node, pos) => {
    if (at < 0 && shows(node)) at = pos;
    return at < 0 && !node.isTextblock;
  });
  if (at < 0) return null;
  const tr = state.tr;
  for (const [name, value] of Object.entries(next)) tr.setNodeAttribute(at, name, value);
  return tr;
}
