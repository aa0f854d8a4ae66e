/** Writing into a field of the page as a keyboard of the machine would. */
import type { Line, Way } from '../../viet/telex';
import { ended, erase, eraseWord, lineOf, press, textOf } from '../../viet/telex';
import type { Wanted } from './layouts';

export type Field = HTMLInputElement | HTMLTextAreaElement;

const written = new Set(['text', 'search', 'email', 'url', 'tel', 'password', 'number']);

/** Whether an element is a field that can be written in now. */
export function isField(element: unknown): element is Field {
  if (element instanceof HTMLTextAreaElement) return !element.readOnly && !element.disabled;
  return (
    element instanceof HTMLInputElement && written.has(element.type) && !element.readOnly && !element.disabled
  );
}

/** The keys that a field wants: `data-keys` says it, else its type. */
export function wantedBy(field: Field): Wanted {
  const said = field.dataset['keys'];
  if (said === 'email' || said === 'digits') return said;
  if (field.type === 'email' || field.type === 'url') return 'email';
  return field.type === 'tel' || field.type === 'number' ? 'digits' : 'text';
}

/** One hand at one field. The caret may be moved by others at any time. */
export class Typist {
  readonly field: Field;
  #line: Line = lineOf('');

  constructor(field: Field) {
    this.field = field;
  }

  /** Presses a key: a character, or the mark of a tone. What would be longer than the field takes is refused. */
  press(key: string, way: Way): void {
    this.#put(press(this.#before(way), key, way), way, 'insertText');
  }

  /** Deletes what is selected, or a letter, or a word. */
  erase(way: Way, word = false): void {
    const [from, to] = this.#selected();
    const line = this.#before(way);
    this.#put(from < to ? line : word ? eraseWord(line) : erase(line), way, 'deleteContentBackward');
  }

  /** Moves the caret by a letter. */
  move(by: -1 | 1): void {
    const [from, to] = this.#selected();
    const rest = by < 0 ? this.field.value.slice(0, from) : this.field.value.slice(to);
    const letter = (by < 0 ? /\P{M}\p{M}*$/u : /^\P{M}\p{M}*/u).exec(rest)?.[0] ?? '';
    const place = from < to ? (by < 0 ? from : to) : from + by * letter.length;
    this.#settle(place);
  }

  /** The word being written ends here, as when the field is left. */
  finish(way: Way): void {
    const line = this.#before(way);
    const last = ended(line, way.style);
    if (textOf(last, way.style) !== textOf(line, way.style)) this.#put(last, way, 'insertText');
  }

  /** Presses Enter: what the page makes of it, else the form is sent; in a text of several lines a new one. */
  enter(way: Way): void {
    this.finish(way);
    const event = new KeyboardEvent('keydown', { key: 'Enter', bubbles: true, cancelable: true });
    if (!this.field.dispatchEvent(event)) return;
    if (this.field instanceof HTMLTextAreaElement && this.field.enterKeyHint === '') this.press('\n', way);
    else this.field.form?.requestSubmit();
  }

  /** What stands before the caret; the word being written is known as long as nobody else writes. */
  #before(way: Way): Line {
    const text = this.field.value.slice(0, this.#selected()[0]);
    if (textOf(this.#line, way.style) !== text) this.#line = lineOf(text);
    return this.#line;
  }

  #put(line: Line, way: Way, inputType: string): void {
    const { field } = this;
    const text = textOf(line, way.style);
    const [, to] = this.#selected();
    const next = text + field.value.slice(to);
    if (field.maxLength >= 0 && next.length > field.maxLength && next.length > field.value.length) return;
    this.#line = line;
    if (next === field.value) return;
    field.value = next;
    this.#settle(text.length);
    field.dispatchEvent(new InputEvent('input', { bubbles: true, inputType }));
  }

  /** Puts the caret somewhere, and into sight. */
  #settle(place: number): void {
    const { field } = this;
    if (field.selectionStart === null) return;
    field.setSelectionRange(place, place);
    if (place === field.value.length) field.scrollLeft = field.scrollWidth;
  }

  /** Fields for numbers and addresses know no caret: there it is at the end. */
  #selected(): [from: number, to: number] {
    const end = this.field.value.length;
    return [this.field.selectionStart ?? end, this.field.selectionEnd ?? end];
  }
}
