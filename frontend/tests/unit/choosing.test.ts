import { expect, test } from 'vitest';
import type { Merging } from '../../src/api/types';
import { columnsOf, placesOf, settle } from '../../src/desk/merge/choosing';
import { Choosing } from '../../src/desk/merge/choosing.svelte';

const paragraph = (id: string, text: string): object => ({
  type: 'paragraph',
  attrs: { id },
  content: [{ type: 'text', text }],
});

const version = (block: string, ...heads: number[]): Merging['blocks'][number]['versions'][number] => ({
  block,
  heads,
  change: {},
});

const value = (of: unknown, ...heads: number[]): Merging['fields'][number]['versions'][number] => ({
  value: of,
  heads,
  spans: [],
});

/** b was changed in two ways, c by one who met another's removal, d in three ways and removed; a and x are settled. */
function merging(): Merging {
  return {
    title: 'Một',
    heads: [],
    doc: {
      title: 'Một',
      lead: 'Sapô một',
      lang: 'vi',
      ratings: true,
      body: {
        type: 'doc',
        content: [
          paragraph('a', 'của một người'),
          paragraph('b', 'b của A'),
          paragraph('m1', 'b của B'),
          paragraph('c', 'c sửa'),
          paragraph('d', 'd1'),
          paragraph('m2', 'd2'),
          paragraph('m3', 'd3'),
          paragraph('x', 'mới'),
        ],
      },
    },
    blocks: [
      { block: 'a', clash: false, moved: [], text: '', versions: [version('a', 0)] },
      { block: 'b', clash: true, moved: [], text: '', versions: [version('b', 1), version('m1', 0)] },
      { block: 'c', clash: true, moved: [], text: '', versions: [version('c', 0), version('', 1)] },
      {
        block: 'd',
        clash: true,
        moved: [],
        text: '',
        versions: [version('d', 0), version('m2', 1), version('m3', 2), version('', 3)],
      },
    ],
    fields: [
      { field: 'ratings', clash: true, was: null, versions: [value(true, 0), value(null, 1)] },
      { field: 'tags', clash: false, was: null, versions: [value(['a'], 0), value(['b'], 1)] },
      { field: 'lead', clash: true, was: '', versions: [value('Sapô một', 0), value('Sapô hai', 1)] },
      { field: 'title', clash: true, was: '', versions: [value('Một', 0), value('Hai', 1)] },
    ],
    media: {},
    may: true,
    unsaved: false,
  };
}

interface Doc {
  title?: string;
  lead?: string;
  ratings?: boolean;
  body: { content: { attrs: { id: string }; content: { text: string }[] }[] };
}

const lines = (doc: unknown): string[] =>
  (doc as Doc).body.content.map(({ attrs, content }) => `${attrs.id} ${content[0]?.text ?? ''}`);

const all = ['a của một người', 'b b của A', 'm1 b của B', 'c c sửa', 'd d1', 'm2 d2', 'm3 d3', 'x mới'];

test('every clash is a place, title and lead first; what one side did alone is none', () => {
  const places = placesOf(merging());
  expect(places.map(({ key }) => key)).toEqual([
    'field title',
    'field lead',
    'field ratings',
    'block b',
    'block c',
    'block d',
  ]);
  expect(places.map((place) => place.all)).toEqual([true, true, false, true, false, true]);
  expect(places.map((place) => place.merged)).toEqual([0, 0, 0, 'all', 0, 'all']);
});

test('what is not chosen stays as it is merged, and the merged text is not touched', () => {
  const given = merging();
  expect(settle(given, new Map())).toEqual(given.doc);
  const doc = settle(given, new Map([['block b', 1]]));
  expect(lines(doc)).toEqual(['a của một người', 'b b của B', ...all.slice(3)]);
  expect(given).toEqual(merging());
});

test('the chosen block has the id that the block always had, whatever was chosen', () => {
  const of = (key: string, choice: number | 'all'): string[] =>
    lines(settle(merging(), new Map([[key, choice]])));
  expect(of('block b', 0)).toEqual(all.filter((line) => !line.startsWith('m1')));
  expect(of('block b', 'all')).toEqual(all);
  expect(of('block c', 0)).toEqual(all);
  expect(of('block c', 1)).toEqual(all.filter((line) => !line.startsWith('c ')));
  expect(of('block d', 2)).toEqual([...all.slice(0, 4), 'd d3', 'x mới']);
  expect(of('block d', 3)).toEqual([...all.slice(0, 4), 'x mới']);
});

test('a field has one of the values, none, or both', () => {
  const of = (key: string, choice: number | 'all'): Doc => settle(merging(), new Map([[key, choice]])) as Doc;
  expect(of('field title', 1).title).toBe('Hai');
  expect(of('field title', 'all').title).toBe('Một / Hai');
  expect(of('field lead', 'all').lead).toBe('Sapô một\nSapô hai');
  expect('ratings' in of('field ratings', 1)).toBe(false);
  expect(of('field ratings', 0).ratings).toBe(true);
});

test('columns stand in the order of the versions', () => {
  expect(columnsOf([version('b', 1), version('m1', 0)]).map(({ at }) => at)).toEqual([1, 0]);
});

test('choices are taken back one by one, the rest stays merged at one stroke', () => {
  const choosing = new Choosing(merging());
  const [title, , , b] = choosing.places;
  if (title === undefined || b === undefined) throw new Error('no places');
  expect(choosing.open.length).toBe(6);
  expect(choosing.undo()).toBe(null);
  choosing.choose(title, 1);
  choosing.choose(title, 1); // the same again is no step
  choosing.choose(b, 1);
  expect(choosing.open.length).toBe(4);
  expect(choosing.next('field title')?.key).toBe('field lead');
  expect(choosing.next('block d')?.key).toBe('field lead');
  expect(choosing.next('field ratings')?.key).toBe('block c');
  choosing.keepRest();
  expect(choosing.open).toEqual([]);
  expect(choosing.next('block b')).toBe(null);
  expect(lines(choosing.document())).toEqual(['a của một người', 'b b của B', ...all.slice(3)]);
  expect((choosing.document() as Doc).title).toBe('Hai');
  expect(choosing.undo()).toBe('field lead');
  expect(choosing.open.length).toBe(4);
  expect(choosing.undo()).toBe('block b');
  expect(choosing.undo()).toBe('field title');
  expect(choosing.mayUndo).toBe(false);
  expect(choosing.document()).toEqual(merging().doc);
});
