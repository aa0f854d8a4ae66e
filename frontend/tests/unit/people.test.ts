// @vitest-environment jsdom
import { Schema } from 'prosemirror-model';
import { EditorState, TextSelection } from 'prosemirror-state';
import { EditorView } from 'prosemirror-view';
import { afterEach, expect, test, vi } from 'vitest';
import { readDay, showDay } from '../../src/desk/people/day';
import { lackOf, PersonDraft } from '../../src/desk/people/draft.svelte';
import { findPeople, fold } from '../../src/desk/people/find';
import type { Mentioned, MentionOptions } from '../../src/desk/people/mention';
import { mentions } from '../../src/desk/people/mention';
import { moved } from '../../src/desk/people/order';

const schema = new Schema({
  nodes: { doc: { content: 'paragraph+' }, paragraph: { content: 'text*', toDOM: () => ['p', 0] }, text: {} },
});

const list: Mentioned[] = [
  { id: 'an', name: 'Nguyễn Văn An', today: 'Chủ tịch UBND tỉnh' },
  { id: 'hoa', name: 'Trần Thị Thúy Hòa', today: '' },
  { id: 'anh', name: 'Nguyễn Văn Ánh', today: 'Bí thư Tỉnh ủy' },
];

const views: EditorView[] = [];
afterEach(() => {
  for (const view of views.splice(0)) view.destroy();
});

/** A text with the caret at its end, and the keyboard of whoever writes it. */
function desk(paragraphs: string[], options: Partial<MentionOptions> = {}) {
  const mount = document.body.appendChild(document.createElement('div'));
  const mention = vi.fn((id: string, first: boolean) =>
    Promise.resolve(`đồng chí ${list.find((one) => one.id === id)?.name ?? ''}${first ? ', Chủ tịch' : ''}`),
  );
  const search = vi.fn((text: string) => Promise.resolve(findPeople(list, text)));
  const doc = schema.node(
    'doc',
    null,
    paragraphs.map((text) => schema.node('paragraph', null, text === '' ? [] : [schema.text(text)])),
  );
  const view = new EditorView(mount, {
    state: EditorState.create({ doc, plugins: [mentions({ search, mention, ...options })] }),
  });
  view.coordsAtPos = () => ({ left: 10, right: 10, top: 20, bottom: 40 });
  views.push(view);
  view.dispatch(view.state.tr.setSelection(TextSelection.atEnd(view.state.doc)));
  const settle = () => new Promise((resolve) => setTimeout(resolve));
  return {
    view,
    search,
    mention,
    settle,
    async type(text: string) {
      for (const letter of text) view.dispatch(view.state.tr.insertText(letter));
      await settle();
    },
    /** Presses a key and tells whether the list took it. */
    async press(key: string, init: KeyboardEventInit = {}) {
      const event = new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true, ...init });
      const taken = view.someProp('handleKeyDown', (handle) => handle(view, event)) === true;
      await settle();
      return taken;
    },
    offered: () => {
      const box = document.querySelector<HTMLElement>('.mentions');
      return box === null || box.hidden ? [] : [...box.querySelectorAll('b')].map((b) => b.textContent);
    },
    active: () =>
      document.getElementById(view.dom.getAttribute('aria-activedescendant') ?? '')?.textContent ?? null,
    text: () => view.state.doc.textBetween(0, view.state.doc.content.size, '|'),
  };
}

test('@ offers people, narrows them without marks, and writes whoever is chosen', async () => {
  const d = desk(['Tham dự có ']);
  await d.type('@');
  expect(d.offered()).toEqual(['Nguyễn Văn An', 'Trần Thị Thúy Hòa', 'Nguyễn Văn Ánh']);
  await d.type('nguyen a');
  expect(d.offered()).toEqual(['Nguyễn Văn An', 'Nguyễn Văn Ánh']);
  expect(d.active()).toBe('Nguyễn Văn An Chủ tịch UBND tỉnh');
  expect(d.view.dom.getAttribute('aria-controls')).toBe(document.querySelector('.mentions')?.id);
  expect(document.querySelectorAll('.mentions [aria-selected="true"]')).toHaveLength(1);
  expect(await d.press('ArrowDown')).toBe(true);
  expect(d.active()).toBe('Nguyễn Văn Ánh Bí thư Tỉnh ủy');
  await d.press('ArrowDown');
  await d.press('ArrowUp');
  expect(await d.press('Enter')).toBe(true);
  expect(d.text()).toBe('Tham dự có đồng chí Nguyễn Văn Ánh, Chủ tịch');
  expect(d.mention).toHaveBeenCalledWith('anh', true);
  expect(d.offered()).toEqual([]);
  expect(d.view.dom.hasAttribute('aria-activedescendant')).toBe(false);
});

test.each([
  ['named before', ['Đồng chí Nguyễn Văn An nói.', 'Rồi '], {}, false],
  ['named in the lead', ['Rồi '], { before: () => 'Sáng nay, Nguyễn\u00a0Văn An' }, false],
  ['named in another form', ['Đồng chí Nguye\u0302\u0303n Văn An.', 'Rồi '], {}, false],
  ['a longer name', ['Nguyễn Văn Anh Thư nói.', 'Rồi '], {}, true],
  ['named nowhere', ['Rồi '], {}, true],
])('%s', async (_, paragraphs, options, first) => {
  const d = desk(paragraphs, options);
  await d.type('@an');
  await d.press('Tab');
  expect(d.mention).toHaveBeenCalledWith('an', first);
});

test('named only further on is the first time', async () => {
  const d = desk(['', 'Nguyễn Văn An nói.']);
  d.view.dispatch(d.view.state.tr.setSelection(TextSelection.atStart(d.view.state.doc)));
  await d.type('@an');
  await d.press('Enter');
  expect(d.mention).toHaveBeenCalledWith('an', true);
});

test.each([
  ['', 'Đồng chí '],
  ['Kết thúc. ', 'Kết thúc. Đồng chí '],
  ['Hỏi: “', 'Hỏi: “đồng chí '],
  ['gồm ', 'gồm đồng chí '],
])('behind %j a sentence begins with a capital', async (before, after) => {
  const d = desk([before]);
  await d.type('@hoa');
  await d.press('Enter');
  expect(d.text()).toBe(`${after}Trần Thị Thúy Hòa, Chủ tịch`);
});

test('no list in an address, for a name nobody has, or where nothing is written', async () => {
  const d = desk(['thu']);
  await d.type('@an');
  expect(d.offered()).toEqual([]);
  const e = desk(['có ']);
  await e.type('@xyz');
  expect(e.offered()).toEqual([]);
  expect(await e.press('Enter')).toBe(false);
  const f = desk(['có @an']);
  await f.settle();
  expect(f.search).not.toHaveBeenCalled();
});

test('Escape closes it and leaves what was typed; so does leaving the name', async () => {
  const d = desk(['có ']);
  await d.type('@an');
  expect(await d.press('Escape')).toBe(true);
  expect(d.offered()).toEqual([]);
  expect(d.text()).toBe('có @an');
  expect(await d.press('Enter')).toBe(false);
  const e = desk(['có ']);
  await e.type('@an');
  e.view.dispatch(e.view.state.tr.setSelection(TextSelection.atStart(e.view.state.doc)));
  expect(e.offered()).toEqual([]);
});

test('keys of a word being composed belong to the input method', async () => {
  const d = desk(['có ']);
  await d.type('@an');
  expect(await d.press('Enter', { isComposing: true })).toBe(false);
  expect(await d.press('Enter', { keyCode: 229 })).toBe(false);
  expect(await d.press('Enter', { shiftKey: true })).toBe(false);
  expect(d.text()).toBe('có @an');
});

test('an answer that comes late is for the name that is there then', async () => {
  const answers = new Map<string, (people: Mentioned[]) => void>();
  const d = desk(['có '], { search: (text) => new Promise((resolve) => answers.set(text, resolve)) });
  await d.type('@h');
  await d.type('o');
  answers.get('ho')?.(list.slice(1, 2));
  await d.settle();
  answers.get('h')?.(list.slice(0, 1));
  await d.settle();
  expect(d.offered()).toEqual(['Trần Thị Thúy Hòa']);
});

test('an engine that does not answer takes nothing away', async () => {
  const d = desk(['có '], { mention: () => Promise.reject(new Error('away')) });
  await d.type('@an');
  await d.press('Enter');
  expect(d.text()).toBe('có @an');
  const e = desk(['có '], { search: () => Promise.reject(new Error('away')) });
  await e.type('@an');
  expect(e.offered()).toEqual([]);
});

test('what was written meanwhile stays', async () => {
  let answer: (text: string) => void = () => undefined;
  const d = desk(['có '], { mention: () => new Promise((resolve) => (answer = resolve)) });
  await d.type('@an');
  await d.press('Enter');
  await d.type('h');
  answer('đồng chí Nguyễn Văn An');
  await d.settle();
  expect(d.text()).toBe('có @anh');
});

test('the list can be touched, and goes with the editor', async () => {
  const d = desk(['có ']);
  await d.type('@');
  const press = new MouseEvent('mousedown', { bubbles: true, cancelable: true });
  const second = document.querySelectorAll<HTMLElement>('.mentions li')[1];
  second?.dispatchEvent(press);
  expect(press.defaultPrevented).toBe(true);
  second?.click();
  await d.settle();
  expect(d.text()).toBe('có đồng chí Trần Thị Thúy Hòa, Chủ tịch');
  d.view.destroy();
  views.pop();
  expect(document.querySelector('.mentions')).toBeNull();
});

test.each([
  ['', ['Nguyễn Văn An', 'Trần Thị Thúy Hòa', 'Nguyễn Văn Ánh']],
  ['ng an', ['Nguyễn Văn An', 'Nguyễn Văn Ánh']],
  ['an nguyen', []],
  ['HÒA', ['Trần Thị Thúy Hòa']],
  ['guyen', []],
])('%j finds', (typed, names) => {
  expect(findPeople(list, typed).map((one) => one.name)).toEqual(names);
});

test('folding', () => {
  expect(fold('Đắk Lắk, H’Yim Kđoh, Nguye\u0302\u0303n')).toBe("dak lak, h'yim kdoh, nguyen");
});

test.each([
  ['26/11/2026', '2026-11-26'],
  [' 1-7-2026 ', '2026-07-01'],
  ['29.02.2024', '2024-02-29'],
  ['2026-11-26', '2026-11-26'],
  ['', ''],
  ['29/02/2023', null],
  ['31/04/2026', null],
  ['13/13/2026', null],
  ['11/2026', null],
  ['26/11/26', null],
  ['hôm nay', null],
])('the day %j', (typed, day) => {
  expect(readDay(typed)).toBe(day);
  if (day) expect(readDay(showDay(day))).toBe(day);
});

test.each([
  ['up among those with a place', 'a1 b2 c3', 1, 0, 'b1 a2'],
  ['down among them', 'a1 b2 c3', 1, 2, 'c2 b3'],
  ['past several', 'a1 b2 c3', 2, 0, 'c1 a2 b3'],
  ['equal places', 'a1 b1 c1', 1, 0, 'a2 c3'],
  ['into the places', 'a1 b0 c0', 1, 0, 'b1 a2'],
  ['where nobody has a place', 'a0 b0 c0 d0', 1, 2, 'a1 c2 b3'],
  ['above the first', 'a1 b2', 0, -1, ''],
  ['below the last', 'a1 b2', 1, 2, ''],
])('moving %s', (_, text, from, to, want) => {
  const all = text.split(' ').map((one) => ({ id: one.charAt(0), precedence: Number(one.slice(1)) }));
  expect([...moved(all, from, to)].map(([id, n]) => `${id}${String(n)}`).join(' ')).toBe(want);
});

test('a person being edited', () => {
  const draft = new PersonDraft({
    id: 'x', name: 'Lê Bình', form: 'ong', precedence: 0, photo: '', note: '', retired: false, picture: null, today: '',
    titles: [{ title: 'Giám đốc', short: '', from: '2024-02-29', until: '' }],
  }); // prettier-ignore
  expect(draft.changed).toBe(false);
  expect(draft.terms[0]?.from).toBe('29/02/2024');
  draft.terms.push({ title: ' ', short: '', from: '', until: '' });
  expect(draft.edit()).toMatchObject({ precedence: 0, titles: [{ from: '2024-02-29', until: '' }] });
  expect(draft.changed).toBe(true);
  draft.precedence = '0';
  expect(draft.edit()).toBeNull();
  draft.precedence = ' 12 ';
  expect(draft.edit()?.precedence).toBe(12);
  const term = { title: 'Giám đốc', short: '', from: '02/02/2024', until: '01/02/2024' };
  draft.terms.push(term);
  expect(draft.edit()).toBeNull();
  expect(lackOf(term)).toBe('reversed');
  expect(lackOf({ ...term, until: 'nay' })).toBe('until');
  expect(lackOf({ ...term, title: ' ' })).toBe('title');
  expect(new PersonDraft(null).edit()).toBeNull();
});
