import type { Command, Transaction } from 'prosemirror-state';
import { EditorState, NodeSelection, TextSelection } from 'prosemirror-state';
import { undo } from 'prosemirror-history';
import type { EditorView } from 'prosemirror-view';
import { describe, expect, test } from 'vitest';
import { faultOf } from '../../src/body/validate';
import { levels } from '../../src/desk/editor/depth';
import {
  find,
  findState,
  fold,
  goFound,
  placesIn,
  replaceAllFound,
  replaceFound,
} from '../../src/desk/editor/find';
import { dropInGallery } from '../../src/desk/editor/gallery';
import { lackIds, withIds } from '../../src/desk/editor/ids';
import { commands } from '../../src/desk/editor/keymap';
import { outline, toRead, words } from '../../src/desk/editor/measure';
import { readDoc } from '../../src/desk/editor/read';
import { keyName, shortcuts } from '../../src/desk/editor/shortcuts';
import { chosenPicture, withPicture } from '../../src/desk/editor/picture';
import { caretIn, replaceWith, startState } from '../../src/desk/editor/state';
import { writeDoc } from '../../src/desk/editor/write';

const media = '0123456789abcdef'.repeat(4);
const doc = (...content: unknown[]) => ({ type: 'doc', content });
const p = (id: string, text: string) => ({
  type: 'paragraph',
  attrs: { id },
  content: [{ type: 'text', text }],
});
const item = (...content: unknown[]) => ({ type: 'list_item', content });
const plain = (text: string) => ({ type: 'paragraph', content: [{ type: 'text', text }] });

const start = (given: unknown, at = 1): EditorState => startState(given, { from: at, to: at }, []);

function run(state: EditorState, command: Command): EditorState {
  let next = state;
  command(state, (tr) => (next = state.apply(tr)));
  return next;
}

const idsOf = (state: EditorState): unknown[] => state.doc.content.content.map((block) => block.attrs['id']);
const texts = (state: EditorState): string[] => state.doc.content.content.map((block) => block.textContent);

describe('ids', () => {
  test('the block that is as it was keeps the id of two', () => {
    const state = start(doc(p('a', 'một'), p('b', 'hai')));
    const before = state.apply(state.tr.insert(0, state.doc.child(1).type.create({ id: 'b' })));
    expect(idsOf(before)[2]).toBe('b');
    expect(new Set(idsOf(before)).size).toBe(3);
  });

  test('of two that both changed the first keeps it', () => {
    const state = start(doc(p('a', 'một hai')));
    const split = state.apply(state.tr.split(4));
    expect(idsOf(split)[0]).toBe('a');
    expect(idsOf(split)[1]).toMatch(/^[a-z0-9]{10}$/);
  });

  test('undo and redo find the same ids again', () => {
    const state = start(doc(p('a', 'một hai')));
    const split = state.apply(state.tr.split(4));
    const back = run(split, undo);
    expect(writeDoc(back.doc)).toEqual(doc(p('a', 'một hai')));
    expect(idsOf(run(back, commands.redo))).toEqual(idsOf(split));
  });

  test('a gallery without pictures goes', () => {
    const gallery = { type: 'gallery', attrs: { id: 'g' }, content: [{ type: 'figure', attrs: { media } }] };
    const state = start(doc(p('a', 'một'), gallery, p('b', 'hai')));
    const emptied = state.apply(state.tr.delete(6, 7));
    expect(idsOf(emptied)).toEqual(['a', 'b']);
  });

  test('a document is written whole with ids for what lacks them', () => {
    const node = readDoc(doc({ type: 'paragraph' }, p('a', 'một'), p('a', 'hai')));
    expect(lackIds(node)).toBe(true);
    expect(faultOf(writeDoc(withIds(node)))).toBeNull();
  });
});

describe('blocks', () => {
  const list = { type: 'bullet_list', attrs: { id: 'l' }, content: [item(plain('một')), item(plain('hai'))] };

  test('an item moves in its list, and at its end the list', () => {
    const state = start(doc(list, p('b', 'sau')), 3);
    const once = run(state, commands.moveDown);
    expect(once.doc.child(0).textContent).toBe('haimột');
    expect(idsOf(run(once, commands.moveDown))).toEqual(['b', 'l']);
  });

  test('what is first does not move up', () => {
    const state = start(doc(p('a', 'một'), p('b', 'hai')));
    expect(commands.moveUp(state)).toBe(false);
    expect(commands.moveDown(state)).toBe(true);
  });

  test('several chosen blocks move together', () => {
    const state = startState(doc(p('a', 'một'), p('b', 'hai'), p('c', 'ba')), { from: 2, to: 8 }, []);
    expect(idsOf(run(state, commands.moveDown))).toEqual(['c', 'a', 'b']);
  });

  test('a heading keeps the id and what is kept of its paragraph', () => {
    const odd = { ...p('a', 'một'), attrs: { id: 'a', align: 'center' } };
    const state = run(start(doc(odd)), commands.heading2);
    expect(writeDoc(state.doc)).toEqual(
      doc({ ...odd, type: 'heading', attrs: { id: 'a', align: 'center', level: 2 } }),
    );
    expect(writeDoc(run(state, commands.heading2).doc)).toEqual(doc(odd));
  });

  test('a list changes its kind', () => {
    const state = run(start(doc(list), 3), commands.orderedList);
    expect(state.doc.child(0).type.name).toBe('ordered_list');
    expect(idsOf(state)).toEqual(['l']);
  });

  test('nothing gets deeper than the engine takes', () => {
    const nest = (depth: number): unknown =>
      depth === 0
        ? item(plain('đáy'))
        : item(plain('x'), { type: 'bullet_list', content: [nest(depth - 1)] });
    const state = start(doc({ type: 'bullet_list', attrs: { id: 'l' }, content: [nest(2)] }), 13);
    expect(levels(state.doc)).toBe(8);
    expect(state.selection.$from.parent.textContent).toBe('đáy');
    expect(commands.quote(state)).toBe(false);
    const deeper = readDoc(
      doc({ type: 'bullet_list', attrs: { id: 'm' }, content: [item(plain('x'))] }),
    ).child(0);
    const after = state.selection.$from.after();
    expect(state.apply(state.tr.insert(after, deeper)).doc.eq(state.doc)).toBe(true);
    expect(levels(state.apply(state.tr.insert(after, deeper.type.schema.node('paragraph'))).doc)).toBe(8);
  });

  test('what is high is not low too', () => {
    const state = startState(doc(p('a', 'm2')), { from: 2, to: 3 }, []);
    const high = run(state, commands.superscript);
    expect(
      high.doc
        .child(0)
        .child(1)
        .marks.map((mark) => mark.type.name),
    ).toEqual(['superscript']);
    const low = run(high, commands.subscript);
    expect(
      low.doc
        .child(0)
        .child(1)
        .marks.map((mark) => mark.type.name),
    ).toEqual(['subscript']);
  });

  test('cells are joined, but no row is left without one', () => {
    const cell = (text: string) => ({ type: 'table_cell', content: [plain(text)] });
    const row = (...names: string[]) => ({ type: 'table_row', content: names.map(cell) });
    const given = doc({ type: 'table', attrs: { id: 't' }, content: [row('a', 'b'), row('c', 'd')] });
    const state = start(given, 4);
    expect(commands.mergeCells(state)).toBe(false);
    const grown = run(run(state, commands.columnAfter), commands.rowAfter);
    expect(faultOf(writeDoc(grown.doc))).toBeNull();
    expect(grown.doc.child(0).childCount).toBe(3);
    expect(grown.doc.child(0).child(0).childCount).toBe(3);
  });
});

describe('galleries', () => {
  const photo = (id: string) => ({ type: 'figure', attrs: { id, media, caption: id, credit: 'Ảnh', alt: `mô tả ${id}` } }); // prettier-ignore
  const gallery = (id: string, ...photos: unknown[]) => ({ type: 'gallery', attrs: { id }, content: photos });
  /** The state with the figure at a position chosen. */
  const chosen = (given: unknown, at: number): EditorState => startState(given, { from: at, to: at + 1 }, []);
  const json = (state: EditorState) =>
    writeDoc(state.doc)['content'] as { type: string; attrs: { id: string } }[];
  const written = (state: EditorState) => {
    expect(faultOf(writeDoc(state.doc))).toBeNull();
    return json(state);
  };
  const four = doc(p('x', 'một'), photo('a'), photo('b'), photo('c'), p('y', 'hai'));

  test('pictures that follow each other are joined, with their words, and break up into the same blocks', () => {
    const before = chosen(four, 6);
    const joined = run(before, commands.joinGallery);
    const [, made] = written(joined);
    expect(made).toEqual({ ...gallery(made?.attrs.id ?? '', photo('a'), photo('b'), photo('c')) });
    expect(made?.attrs.id).toMatch(/^[a-z0-9]{10}$/);
    expect(joined.selection).toBeInstanceOf(NodeSelection);
    expect((joined.selection as NodeSelection).node.attrs['caption']).toBe('b');
    const broken = run(joined, commands.breakGallery);
    expect(written(broken)).toEqual(four.content);
    expect((broken.selection as NodeSelection).node.attrs['caption']).toBe('b');
    expect(writeDoc(run(joined, undo).doc)).toEqual(four);
  });

  test('two stand side by side: with the next one, at the end with the one before', () => {
    const first = run(chosen(four, 5), commands.sideBySide);
    expect(json(first).map(({ type }) => type)).toEqual(['paragraph', 'gallery', 'figure', 'paragraph']);
    const last = run(chosen(four, 7), commands.sideBySide);
    expect(written(last)[2]).toMatchObject({ content: [photo('b'), photo('c')] });
  });

  test('what is chosen from text to text is joined, unless there is text between', () => {
    const range = startState(four, { from: 2, to: 10 }, []);
    expect(run(range, commands.joinGallery).doc.child(1).childCount).toBe(3);
    const parted = doc(p('x', 'một'), photo('a'), p('z', 'chữ'), photo('b'), p('y', 'hai'));
    expect(commands.joinGallery(startState(parted, { from: 2, to: 13 }, []))).toBe(false);
    expect(commands.joinGallery(start(four))).toBe(false);
    expect(commands.sideBySide(range)).toBe(false);
  });

  test('a gallery takes in its neighbours and keeps its id', () => {
    const given = doc(photo('a'), gallery('g', photo('b'), photo('c')));
    expect(written(run(chosen(given, 0), commands.joinGallery))).toEqual([
      gallery('g', photo('a'), photo('b'), photo('c')),
    ]);
    expect(commands.joinGallery(chosen(given, 2))).toBe(false);
  });

  test('one is taken out; of two none is left in', () => {
    const three = chosen(doc(gallery('g', photo('a'), photo('b'), photo('c'))), 2);
    const out = run(three, commands.takeOut);
    expect(written(out)).toEqual([gallery('g', photo('a'), photo('c')), photo('b')]);
    expect((out.selection as NodeSelection).node.attrs['caption']).toBe('b');
    const two = chosen(doc(gallery('g', photo('a'), photo('b'))), 1);
    expect(written(run(two, commands.takeOut))).toEqual([photo('b'), photo('a')]);
    expect(commands.takeOut(chosen(four, 5))).toBe(false);
  });

  test('a picture moves in its gallery, and at its end the gallery', () => {
    const state = chosen(doc(gallery('g', photo('a'), photo('b')), p('x', 'một')), 1);
    const moved = run(state, commands.moveDown);
    expect(written(moved)[0]).toEqual(gallery('g', photo('b'), photo('a')));
    expect(written(run(moved, commands.moveDown)).map(({ attrs }) => attrs.id)).toEqual(['x', 'g']);
  });

  test('a picture is dragged to another place of its gallery, and into it from outside', () => {
    const within = chosen(doc(gallery('g', photo('a'), photo('b'), photo('c'))), 1);
    const drop = (state: EditorState, pos: number, behind: boolean) => {
      const { node } = state.selection as NodeSelection;
      const tr = dropInGallery(state, [node], state.selection, { pos, behind });
      return tr === null ? null : state.apply(tr);
    };
    const order = (state: EditorState | null) =>
      state?.doc.child(0).content.content.map((one) => one.attrs['id']);
    expect(order(drop(within, 3, true))).toEqual(['b', 'c', 'a']);
    expect(order(drop(within, 2, true))).toEqual(['b', 'a', 'c']);
    const outside = chosen(doc(gallery('g', photo('a'), photo('b')), photo('c')), 4);
    const dropped = drop(outside, 1, false);
    expect(order(dropped)).toEqual(['c', 'a', 'b']);
    expect(dropped?.doc.childCount).toBe(1);
    expect(drop(outside, 4, false)).toBeNull();
  });
});

describe('the picture of a figure', () => {
  const other = 'fedcba9876543210'.repeat(4);
  const figure = (attrs: object) => ({
    type: 'figure',
    attrs: { media, caption: 'Chợ phiên', focusX: 100, ...attrs },
  });
  const next = { media: other, original: media, edit: '1 0 0 10000 10000', focusX: 400, focusY: 250 };
  const given = doc(figure({ id: 'a' }), {
    type: 'gallery',
    attrs: { id: 'g' },
    content: [figure({ alt: 'b' })],
  });

  test('the chosen one of two that show it gets another, as one step, and keeps its words', () => {
    const state = startState(given, { from: 2, to: 3 }, []);
    expect(chosenPicture(state)).toEqual({ media, original: '', edit: '', focusX: 100, focusY: 500 });
    const tr = withPicture(state, media, next);
    const after = state.apply(tr ?? state.tr);
    expect(faultOf(writeDoc(after.doc))).toBeNull();
    expect(writeDoc(after.doc)).toEqual(
      doc(given.content[0], { ...(given.content[1] as object), content: [figure({ alt: 'b', ...next })] }),
    );
    expect(writeDoc(run(after, undo).doc)).toEqual(given);
  });

  test('the original comes back without a trace, and what nobody shows is left alone', () => {
    const state = startState(doc(figure({ id: 'a', ...next })), { from: 0, to: 1 }, []);
    const back = withPicture(state, other, { media, original: '', edit: '', focusX: 100, focusY: 500 });
    expect(writeDoc(state.apply(back ?? state.tr).doc)).toEqual(doc(figure({ id: 'a' })));
    expect(withPicture(state, media, next)).toBeNull();
    expect(chosenPicture(start(doc(p('a', 'x'))))).toBeNull();
  });
});

describe('finding', () => {
  test.each([
    ['dang', 'Đảng và ÐẢNG', false, 2],
    ['hoa', 'hoà hòa hoa', false, 3],
    ['hòa', 'hoà hòa', true, 1],
    ['hoa', 'ho\u0061\u0300 hoa', true, 1],
    ['hòa', 'ho\u0300a', true, 1],
    ['', 'hoa', false, 0],
    ['aa', 'aaaa', false, 2],
  ])('%s in %s, marks matter: %s', (text, within, marks, count) => {
    expect(placesIn(within, { text, marks })).toHaveLength(count);
  });

  test('a place reaches over the marks of its last letter', () => {
    expect(placesIn('ba\u0301 b', { text: 'ba', marks: false })).toEqual([{ from: 0, to: 3 }]);
  });

  test('folding', () => expect(fold('ĐƯỜNG Ðậu Ẳ')).toBe('duong dau a'));

  test('places go across marks, but not across blocks and breaks', () => {
    const bold = { type: 'text', text: 'hoa', marks: [{ type: 'bold' }] };
    const text = (given: string) => ({ type: 'text', text: given });
    const given = doc(
      { type: 'paragraph', attrs: { id: 'a' }, content: [bold, text(' hồng')] },
      {
        type: 'paragraph',
        attrs: { id: 'b' },
        content: [text('hoa'), { type: 'hard_break' }, text(' hồng')],
      },
    );
    const state = run(start(given), find({ text: 'hoa hong', marks: false }));
    expect(findState(state).found).toEqual([{ from: 1, to: 9 }]);
  });

  test('all are replaced in one step, with the marks they had', () => {
    const given = doc(p('a', 'hoa và hoa'), p('b', 'Hoà'));
    const found = run(start(given), find({ text: 'hoa', marks: false }));
    expect(findState(found)).toMatchObject({ current: 0 });
    expect(findState(run(found, goFound(-1)))).toMatchObject({ current: 2 });
    const replaced = run(found, replaceAllFound('huệ tây'));
    expect(texts(replaced)).toEqual(['huệ tây và huệ tây', 'huệ tây']);
    expect(texts(run(replaced, undo))).toEqual(['hoa và hoa', 'Hoà']);
    expect(texts(run(found, replaceAllFound('')))).toEqual([' và ', '']);
  });
});

describe('finding in the words of figures', () => {
  const figure = (words: object) => ({ type: 'figure', attrs: { id: 'f', media, ...words } });
  const given = doc(
    p('a', 'hoa'),
    figure({ caption: 'Hoà, hoahoa', credit: 'Ảnh: Hòa', alt: 'không' }),
    { type: 'gallery', attrs: { id: 'g' }, content: [{ type: 'figure', attrs: { media, alt: 'HÓA' } }] },
    { type: 'video', attrs: { id: 'v', media, caption: 'hoa' } },
  );
  const fieldsOf = (state: EditorState) => findState(state).found.map(({ field }) => field?.name ?? 'text');
  const word = (state: EditorState, index: number, name: string): unknown => {
    const node = state.doc.child(index);
    return (node.type.name === 'gallery' ? node.child(0) : node).attrs[name];
  };

  test('caption, credit and description are gone through in order, round and back', () => {
    let state = run(start(given), find({ text: 'hoa', marks: false }));
    expect(fieldsOf(state)).toEqual(['text', 'caption', 'caption', 'caption', 'credit', 'alt', 'caption']);
    for (const step of [1, 2, 3, 4, 5, 6, 0, 1]) {
      state = run(state, goFound(1));
      expect(findState(state).current).toBe(step);
    }
    for (const step of [0, 6, 5, 4, 3, 2, 1]) {
      state = run(state, goFound(-1));
      expect(findState(state).current).toBe(step);
    }
    expect(state.selection).toBeInstanceOf(NodeSelection);
    expect(findState(run(state, find({ text: 'hoa', marks: true }))).found).toHaveLength(4);
  });

  test('all are replaced in one step, those of a field too', () => {
    const found = run(start(given), find({ text: 'hoa', marks: false }));
    const replaced = run(found, replaceAllFound('huệ'));
    expect([word(replaced, 1, 'caption'), word(replaced, 1, 'credit'), word(replaced, 2, 'alt')]).toEqual([
      'huệ, huệhuệ',
      'Ảnh: huệ',
      'huệ',
    ]);
    expect(texts(replaced)[0]).toBe('huệ');
    expect(writeDoc(run(replaced, undo).doc)).toEqual(given);
  });

  test.each(['x', 'hoahoa', ''])('one after the other by "%s", none left out and none twice', (by) => {
    let state = run(start(given), find({ text: 'hoa', marks: false }));
    const view = {
      get state() {
        return state;
      },
      dispatch: (tr: Transaction) => (state = state.apply(tr)),
    } as unknown as EditorView;
    for (let i = 0; i < 7; i += 1) replaceFound(by)(state, view.dispatch, view);
    expect(texts(state)[0]).toBe(by);
    expect([word(state, 1, 'caption'), word(state, 1, 'credit'), word(state, 2, 'alt')]).toEqual([
      `${by}, ${by}${by}`,
      `Ảnh: ${by}`,
      by,
    ]);
    expect(word(state, 3, 'caption')).toBe(by);
  });

  test('from a figure that was chosen by hand its own words come first', () => {
    const state = run(start(given), find({ text: 'hoa', marks: false }));
    const chosen = state.apply(state.tr.setSelection(NodeSelection.create(state.doc, 5)));
    expect(findState(chosen).current).toBe(-1);
    expect(findState(run(chosen, goFound(1))).current).toBe(1);
    expect(findState(run(chosen, goFound(-1))).current).toBe(4);
  });
});

describe('measures', () => {
  test.each([
    ['Ban Tổ chức nhận được 1.206 tác phẩm', 8],
    ['một – hai … “ba”', 3],
    ['   ', 0],
  ])('%s', (text, count) => expect(words(readDoc(doc(p('a', text))))).toBe(count));

  test('what is to be read has the lead and the words under pictures', () => {
    const figure = { type: 'figure', attrs: { media, caption: 'Hồ Tà Lương', credit: 'Ảnh: A' } };
    expect(toRead(readDoc(doc(p('a', 'Sáng 18/11'), figure)), 'Tàu chạy thử')).toBe(10);
  });

  test('the outline has headings and figures in order, also in cells', () => {
    const cell = { type: 'table_cell', content: [{ type: 'figure', attrs: { media, caption: 'Ba' } }] };
    const given = doc(
      { type: 'heading', attrs: { id: 'a', level: 3 }, content: [{ type: 'text', text: 'Một' }] },
      { type: 'figure', attrs: { id: 'b', media, caption: ' Hai ' } },
      { type: 'table', attrs: { id: 'c' }, content: [{ type: 'table_row', content: [cell] }] },
    );
    expect(outline(readDoc(given)).map(({ kind, text }) => [kind, text])).toEqual([
      ['heading', 'Một'],
      ['figure', 'Hai'],
      ['figure', 'Ba'],
    ]);
  });
});

describe('the document in whole', () => {
  test('another one comes in as one step, where it differs', () => {
    const state = start(doc(p('a', 'aa'), p('b', 'hai')));
    const next = doc(p('a', 'aaa'), { ...p('c', 'mới'), note: 1 }, p('b', 'hai'));
    const replaced = state.apply(replaceWith(state, { ...next, origin: 'khác' }));
    expect(writeDoc(replaced.doc)).toEqual({ ...next, origin: 'khác' });
    expect(replaced.doc.child(2)).toBe(state.doc.child(1));
    expect(writeDoc(run(replaced, undo).doc)).toEqual(doc(p('a', 'aa'), p('b', 'hai')));
    expect(replaceWith(replaced, { ...next, origin: 'khác' }).docChanged).toBe(false);
  });

  test('the caret comes back, as near as the document allows', () => {
    const node = readDoc(doc({ type: 'figure', attrs: { id: 'f', media } }, p('a', 'một')));
    expect(caretIn(node, { from: 0, to: 1 })).toBeInstanceOf(NodeSelection);
    expect(caretIn(node, { from: 3, to: 4 })).toMatchObject({ from: 3, to: 4 });
    expect(caretIn(node, { from: 900, to: 1_000 })).toMatchObject({ from: 5, to: 5 });
    expect(startState(doc({ type: 'figure', attrs: { id: 'f', media } }, p('a', 'x')), null, []).selection)
      .toBeInstanceOf(TextSelection); // prettier-ignore
  });

  test('what did not change is not written again', () => {
    const state = start(doc(p('a', 'một'), p('b', 'hai')));
    const before = writeDoc(state.doc)['content'] as unknown[];
    const after = writeDoc(state.apply(state.tr.insertText('!', 1)).doc)['content'] as unknown[];
    expect(after[1]).toBe(before[1]);
    expect(after[0]).not.toBe(before[0]);
  });
});

describe('the table of shortcuts', () => {
  test('a key means two things only where the places differ', () => {
    const seen = new Map<string, string[]>();
    for (const { act, keys } of shortcuts)
      for (const key of keys) seen.set(key, [...(seen.get(key) ?? []), act]);
    const twice = [...seen].filter(([, acts]) => acts.length > 1);
    expect(twice).toEqual([
      ['Tab', ['sink', 'nextCell']],
      ['Shift-Tab', ['rise', 'previousCell', 'focalPoint']],
    ]);
  });

  test('no key belongs to the desktop', () => {
    const taken = /^Mod-Alt-(Arrow\w+|Delete|[ldt])$|^Alt-Shift|^Mod-(Space|w|n|t|q)$/;
    expect(shortcuts.flatMap(({ keys }) => keys).filter((key) => taken.test(key))).toEqual([]);
  });

  test.each([
    ['Mod-Alt-2', false, 'Ctrl + Alt + 2'],
    ['Mod-b', true, '⌘ + B'],
    ['Mod-Shift--', false, 'Ctrl + Shift + -'],
    ['Alt-ArrowUp', false, 'Alt + ↑'],
    ['F1', false, 'F1'],
  ])('%s', (key, mac, name) => expect(keyName(key, mac)).toBe(name));
});
