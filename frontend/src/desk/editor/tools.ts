/** The buttons of the editor: which there are, in what order, and when they are pressed. */
import type { EditorState } from 'prosemirror-state';
import { hasMark, inBlock, linkAt } from './commands';
import type { commands } from './keymap';
import type { Act } from './shortcuts';
import type { SignName } from './signs';

export interface Tool {
  act: Act;
  sign: SignName;
  /** Whether it is in force where the caret stands; without it the button has no such state. */
  pressed?: (state: EditorState) => boolean;
}

/** In the bar, in groups. */
export const bar: readonly (readonly Tool[])[] = [
  [
    { act: 'bold', sign: 'bold', pressed: (state) => hasMark(state, 'bold') },
    { act: 'italic', sign: 'italic', pressed: (state) => hasMark(state, 'italic') },
    { act: 'link', sign: 'link', pressed: (state) => linkAt(state) !== null },
  ],
  [
    { act: 'heading2', sign: 'heading2', pressed: (state) => inBlock(state, 'heading', { level: 2 }) },
    { act: 'quote', sign: 'quote', pressed: (state) => inBlock(state, 'blockquote') },
    { act: 'bulletList', sign: 'list', pressed: (state) => inBlock(state, 'bullet_list') },
    { act: 'orderedList', sign: 'numbers', pressed: (state) => inBlock(state, 'ordered_list') },
  ],
];

/** Behind the last button of the bar. */
export const more: readonly Tool[] = [
  { act: 'underline', sign: 'underline', pressed: (state) => hasMark(state, 'underline') },
  { act: 'superscript', sign: 'superscript', pressed: (state) => hasMark(state, 'superscript') },
  { act: 'subscript', sign: 'subscript', pressed: (state) => hasMark(state, 'subscript') },
  { act: 'clearMarks', sign: 'clear' },
  { act: 'heading3', sign: 'heading3', pressed: (state) => inBlock(state, 'heading', { level: 3 }) },
  { act: 'libraryPicture', sign: 'pictures' },
  { act: 'divider', sign: 'divider' },
  { act: 'moveUp', sign: 'up' },
  { act: 'moveDown', sign: 'down' },
  { act: 'redo', sign: 'redo' },
  { act: 'help', sign: 'help' },
];

/** Behind the button for the photo that is chosen; what cannot be done there is left out. */
export const figureActs: readonly (keyof typeof commands | 'editPicture' | 'replacePicture')[] = [
  'editPicture',
  'replacePicture',
  'sideBySide',
  'joinGallery',
  'takeOut',
  'breakGallery',
  'moveUp',
  'moveDown',
];

/** Behind the button for tables while the caret stands in one. */
export const tableActs: readonly Act[] = [
  'rowBefore',
  'rowAfter',
  'columnBefore',
  'columnAfter',
  'headerRow',
  'mergeCells',
  'splitCell',
  'deleteRow',
  'deleteColumn',
  'deleteTable',
];
