/**
 * "@" and the beginning of a name bring up the people of the list at the caret; whoever is chosen is written
 * as an article names them. What is written is plain text: it stays as it is when a title ends.
 */
import type { EditorState, Transaction } from 'prosemirror-state';
import { Plugin, PluginKey } from 'prosemirror-state';
import type { EditorView } from 'prosemirror-view';
import type { Person } from '../../api/types';
import { sayPeople } from '../../i18n/people';
import './mention.css';

/** What the list shows of somebody. */
export type Mentioned = Pick<Person, 'id' | 'name' | 'today'>;

export interface MentionOptions {
  /** Those whom a typed beginning may mean, the likeliest first. */
  search: (text: string) => Promise<readonly Mentioned[]>;
  /** How an article names somebody for the first time, or again. */
  mention: (id: string, first: boolean) => Promise<string>;
  /** What readers read before this text, such as the lead. */
  before?: () => string;
}

interface Menu {
  /** Where the "@" stands, and the end of what was typed after it. */
  from: number;
  to: number;
  query: string;
  /** Null until the answer is there. */
  people: readonly Mentioned[] | null;
  active: number;
}

type Step =
  { close: true } | { active: number } | { from: number; query: string; people: readonly Mentioned[] };

const key = new PluginKey<Menu | null>('mentions');
const most = 8;
/** An "@" that begins a word, and at most five words after it. An e-mail address is none. */
const typed = /(?:^|[\s([“"'‘/–-])@((?:[\p{L}\p{M}\p{N}’']+ ?){0,5})$/u;
/** Behind this a sentence begins. */
const opens = /(?:^|[.?!…][”"’)]?)\s*[“"‘(]?$/u;

let lists = 0;

/** The plugin. It must stand before the keymap, which would take Enter and Tab. */
export function mentions(options: MentionOptions): Plugin<Menu | null> {
  const list = `mentions-${String((lists += 1))}`;
  return new Plugin<Menu | null>({
    key,
    state: { init: () => null, apply: (tr, menu) => next(tr, menu) },
    props: {
      attributes: (state): Record<string, string> => {
        const menu = key.getState(state);
        if (!menu?.people?.length) return {};
        return {
          'aria-autocomplete': 'list',
          'aria-controls': list,
          'aria-activedescendant': `${list}-${String(menu.active)}`,
        };
      },
      handleKeyDown: (view, event) => pressed(view, event, options),
    },
    view: (view) => new List(view, list, options),
  });
}

/** The menu after a change: it opens while somebody writes, and goes when the caret leaves the name. */
function next(tr: Transaction, menu: Menu | null): Menu | null {
  const step = tr.getMeta(key) as Step | undefined;
  if (step !== undefined && 'close' in step) return null;
  const here = nameAt(tr);
  if (here === null) return null;
  if (menu === null) return tr.docChanged ? { ...here, people: null, active: 0 } : null;
  if (tr.mapping.map(menu.from) !== here.from) return null;
  const kept: Menu = { ...menu, ...here };
  if (menu.query !== here.query) kept.active = 0;
  if (step === undefined) return kept;
  if ('active' in step) return { ...kept, active: step.active };
  return step.from === here.from && step.query === here.query ? { ...kept, people: step.people } : kept;
}

function nameAt(tr: Transaction): Pick<Menu, 'from' | 'to' | 'query'> | null {
  const { $from, empty } = tr.selection;
  if (!empty || !$from.parent.isTextblock || $from.parent.type.spec.code) return null;
  const before = $from.parent.textBetween(0, $from.parentOffset, undefined, '\ufffc');
  const query = typed.exec(before)?.[1];
  if (query === undefined) return null;
  return { from: $from.pos - query.length - 1, to: $from.pos, query };
}

function pressed(view: EditorView, event: KeyboardEvent, options: MentionOptions): boolean {
  const menu = key.getState(view.state);
  // Keys of a word that is being composed belong to the input method.
  if (!menu?.people?.length || event.isComposing || event.keyCode === 229) return false;
  if (event.ctrlKey || event.altKey || event.metaKey || event.shiftKey) return false;
  const count = menu.people.length;
  switch (event.key) {
    case 'ArrowDown':
      send(view, { active: (menu.active + 1) % count });
      return true;
    case 'ArrowUp':
      send(view, { active: (menu.active + count - 1) % count });
      return true;
    case 'Enter':
    case 'Tab':
      void choose(view, menu.active, options);
      return true;
    case 'Escape':
      send(view, { close: true });
      return true;
    default:
      return false;
  }
}

function send(view: EditorView, step: Step): void {
  view.dispatch(view.state.tr.setMeta(key, step));
}

/** Writes the one chosen in place of what was typed, unless the caret has left it meanwhile. */
async function choose(view: EditorView, at: number, options: MentionOptions): Promise<void> {
  const menu = key.getState(view.state);
  const person = menu?.people?.[at];
  if (!menu || person === undefined) return;
  const first = !isNamed(`${options.before?.() ?? ''}\n${textBefore(view.state, menu.from)}`, person.name);
  let text: string;
  try {
    text = await options.mention(person.id, first);
  } catch {
    text = ''; // what was typed stays
  }
  const now = view.isDestroyed ? null : key.getState(view.state);
  if (!now) return;
  if (text === '' || now.query !== menu.query) {
    send(view, { close: true });
    return;
  }
  const $at = view.state.doc.resolve(now.from);
  if (opens.test($at.parent.textBetween(0, $at.parentOffset, undefined, '\ufffc'))) text = capital(text);
  view.dispatch(
    view.state.tr.insertText(text, now.from, now.to).setMeta(key, { close: true }).scrollIntoView(),
  );
}

function textBefore(state: EditorState, at: number): string {
  return state.doc.textBetween(0, at, '\n', ' ');
}

const plain = (text: string): string => text.normalize('NFC').replace(/[ \u00a0]+/g, ' ');

/** Whether a text names somebody by the full name; a longer name is another one. */
function isNamed(text: string, name: string): boolean {
  const inside = plain(text);
  const whole = plain(name);
  for (let at = inside.indexOf(whole); at >= 0; at = inside.indexOf(whole, at + 1)) {
    const around = (inside[at - 1] ?? ' ') + (inside[at + whole.length] ?? ' ');
    if (!/[\p{L}\p{M}\p{N}]/u.test(around)) return true;
  }
  return false;
}

function capital(text: string): string {
  const [letter = ''] = text;
  return letter.toLocaleUpperCase('vi-VN') + text.slice(letter.length);
}

/** The list at the caret. The focus stays in the text; the options are named to it. */
class List {
  readonly #view: EditorView;
  readonly #options: MentionOptions;
  readonly #box = document.createElement('ul');
  #asked = '';
  readonly #place = (): void => this.#stand();

  constructor(view: EditorView, id: string, options: MentionOptions) {
    this.#view = view;
    this.#options = options;
    this.#box.id = id;
    this.#box.className = 'mentions';
    this.#box.setAttribute('role', 'listbox');
    this.#box.hidden = true;
    // A press must not take the focus from the text.
    this.#box.addEventListener('pointerdown', (event) => event.preventDefault());
    this.#box.addEventListener('mousedown', (event) => event.preventDefault());
    document.body.append(this.#box);
    addEventListener('scroll', this.#place, true);
    addEventListener('resize', this.#place);
  }

  update(view: EditorView, before: EditorState): void {
    const menu = key.getState(view.state) ?? null;
    if (menu === key.getState(before)) return;
    if (menu === null) this.#asked = '';
    else void this.#ask(menu);
    this.#draw(menu);
  }

  destroy(): void {
    removeEventListener('scroll', this.#place, true);
    removeEventListener('resize', this.#place);
    this.#box.remove();
  }

  async #ask({ from, query }: Menu): Promise<void> {
    const asked = `${String(from)} ${query}`;
    if (asked === this.#asked) return;
    this.#asked = asked;
    let people: readonly Mentioned[] = [];
    try {
      people = (await this.#options.search(query.trim())).slice(0, most);
    } catch {
      // Nobody is offered; writing goes on.
    }
    if (!this.#view.isDestroyed && this.#asked === asked) send(this.#view, { from, query, people });
  }

  #draw(menu: Menu | null): void {
    const people = menu?.people ?? [];
    this.#box.hidden = people.length === 0;
    if (menu === null || people.length === 0) return;
    this.#box.setAttribute('aria-label', sayPeople().people);
    this.#box.replaceChildren(...people.map((person, i) => this.#option(person, i, i === menu.active)));
    this.#stand();
    this.#box.children[menu.active]?.scrollIntoView?.({ block: 'nearest' });
  }

  #option(person: Mentioned, i: number, active: boolean): HTMLLIElement {
    const option = document.createElement('li');
    option.id = `${this.#box.id}-${String(i)}`;
    option.setAttribute('role', 'option');
    option.setAttribute('aria-selected', String(active));
    const name = document.createElement('b');
    name.textContent = person.name;
    option.append(name);
    if (person.today !== '') {
      const title = document.createElement('small');
      title.textContent = person.today;
      option.append(' ', title);
    }
    option.addEventListener('click', () => void choose(this.#view, i, this.#options));
    return option;
  }

  /** Below the "@", or above it where there is no room. */
  #stand(): void {
    const menu = key.getState(this.#view.state);
    if (!menu || this.#box.hidden) return;
    const at = this.#view.coordsAtPos(menu.from);
    const { width, height } = this.#box.getBoundingClientRect();
    const below = at.bottom + 6 + height <= innerHeight || at.top - 6 - height < 0;
    this.#box.style.left = `${String(Math.max(8, Math.min(at.left, innerWidth - width - 8)))}px`;
    this.#box.style.top = `${String(below ? at.bottom + 6 : at.top - 6 - height)}px`;
  }
}
