/** What comes in by the clipboard and the mouse: text of other programs, pictures, and our own. */
import type { Slice } from 'prosemirror-model';
import { Plugin, TextSelection } from 'prosemirror-state';
import * as tables from 'prosemirror-tables';
import type { EditorView } from 'prosemirror-view';
import { insertBlocks, topBlock } from './commands';
import { within } from './depth';
import { readSlice } from './read';

/** Where something goes that takes its time: after the block with this id, or at the start. */
export interface Place {
  after: string | null;
}

/** Makes a document of what another program put on the clipboard; null if it has nothing to say to it. */
export type Convert = (html: string, text: string, files: File[], rtf: string) => unknown;

export interface Incoming {
  convert: () => Convert | undefined;
  pictures: (files: File[], place: Place) => void;
  /** Films and sounds that were dropped. */
  films: (files: File[], place: Place) => void;
  /** What was to be pasted could stand nowhere. */
  refused: () => void;
}

/** The place after the block that holds the caret. */
export function placeAtCaret(view: EditorView): Place {
  return placeAt(view, topBlock(view.state).from);
}

function placeAt(view: EditorView, pos: number): Place {
  const $pos = view.state.doc.resolve(pos);
  const block = $pos.depth === 0 ? $pos.nodeAfter : $pos.node(1);
  const id: unknown = block?.attrs['id'];
  return { after: typeof id === 'string' ? id : null };
}

/** The position of a place; of one whose block is gone, the end. */
export function positionOf(view: EditorView, place: Place): number {
  if (place.after === null) return 0;
  let found = view.state.doc.content.size;
  view.state.doc.forEach((block, pos) => {
    if (block.attrs['id'] === place.after) found = pos + block.nodeSize;
  });
  return found;
}

const ours = (html: string): boolean => html.includes('data-pm-slice');

export function incoming(around: Incoming): Plugin {
  /** What another program gave, as a document's part; null if it is for ProseMirror to read. */
  const converted = (data: DataTransfer, files: File[]): Slice | null => {
    const html = data.getData('text/html');
    if (ours(html)) return null;
    const doc = around.convert()?.(html, data.getData('text/plain'), files, data.getData('text/rtf')) ?? null;
    return doc === null ? null : readSlice(doc);
  };

  const put = (view: EditorView, event: ClipboardEvent | DragEvent, slice: Slice): void => {
    if (tables.handlePaste(view, event as ClipboardEvent, slice)) return;
    const tr = view.state.tr.replaceSelection(slice).scrollIntoView().setMeta('paste', true);
    // Too deep where the caret stands, and so after the block there.
    if (within(tr.doc)) view.dispatch(tr);
    else if (!insertBlocks(slice.content.content, topBlock(view.state).to)(view.state, view.dispatch))
      around.refused();
  };

  return new Plugin({
    props: {
      handlePaste(view, event, slice) {
        const data = event.clipboardData;
        if (data === null) return false;
        const files = [...data.files];
        const foreign = converted(data, files);
        if (foreign !== null) {
          put(view, event, foreign);
          return true;
        }
        const images = files.filter((file) => file.type.startsWith('image/'));
        if (images.length > 0 && data.getData('text/plain').trim() === '') {
          around.pictures(images, placeAtCaret(view));
          return true;
        }
        const tr = view.state.tr.replaceSelection(slice);
        if (within(tr.doc)) return false;
        put(view, event, slice);
        return true;
      },
      handleDrop(view, event, _, moved) {
        const data = event.dataTransfer;
        const at = view.posAtCoords({ left: event.clientX, top: event.clientY });
        if (moved || view.dragging !== null || data === null || at === null) return false;
        const images = [...data.files].filter((file) => file.type.startsWith('image/'));
        const films = [...data.files].filter((file) => /^(video|audio)\//.test(file.type));
        if (films.length > 0) around.films(films, placeAt(view, at.pos));
        if (images.length > 0) around.pictures(images, placeAt(view, at.pos));
        if (films.length + images.length > 0) return true;
        const foreign = converted(data, [...data.files]);
        if (foreign === null) return false;
        view.dispatch(view.state.tr.setSelection(TextSelection.near(view.state.doc.resolve(at.pos))));
        put(view, event, foreign);
        view.focus();
        return true;
      },
    },
  });
}
