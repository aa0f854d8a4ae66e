/**
 * The schema of the editor: names and attributes of the document's own (app/body/testdata/README.md), and four
 * for what this version does not know: kept_block and kept_inline hold a whole node as it came, the marks
 * kept_mark an unknown mark and kept_text the unknown members of a text. Every node has `kept` besides.
 */
import type {
  AttributeSpec,
  DOMOutputSpec,
  Mark,
  MarkSpec,
  Node,
  NodeSpec,
  StyleParseRule,
  TagParseRule,
} from 'prosemirror-model';
import { Schema } from 'prosemirror-model';
import { linkFault } from '../../body/link';
import { plainText, blocksOf } from '../../body/read';
import type { Json } from './kept';
import { keptFrom, markFrom, membersFrom, nodeFrom } from './kept';

type Attrs = Record<string, unknown>;

const kept: Record<string, AttributeSpec> = { kept: { default: null } };
const common: Record<string, AttributeSpec> = { id: { default: null }, ...kept };
const cell: Record<string, AttributeSpec> = { ...common, colspan: { default: 1 }, rowspan: { default: 1 } };
const media: Record<string, AttributeSpec> = {
  ...common,
  media: { validate: 'string' },
  caption: { default: '' },
  credit: { default: '' },
};
const sound: Record<string, AttributeSpec> = {
  ...media,
  subtitles: { default: '' },
  transcript: { default: '' },
};
const film: Record<string, AttributeSpec> = { ...sound, poster: { default: '' } };
const figure: Record<string, AttributeSpec> = {
  ...media,
  alt: { default: '' },
  focusX: { default: 500 },
  focusY: { default: 500 },
  original: { default: '' },
  edit: { default: '' },
};

/** What the clipboard carries of a node besides its kind. */
function told(node: Node): Record<string, string> {
  const said: Record<string, string> = {};
  if (typeof node.attrs['id'] === 'string') said['data-id'] = node.attrs['id'];
  if (node.attrs['kept'] !== null) said['data-kept'] = JSON.stringify(node.attrs['kept']);
  return said;
}

/** What the clipboard brings back of it. */
function heard(element: HTMLElement): Attrs {
  const id = element.getAttribute('data-id') ?? '';
  return { id: /^[\w-]{1,64}$/.test(id) ? id : null, kept: keptFrom(element.getAttribute('data-kept')) };
}

/** A node of text that is one element; the first tag is the one it is written as. */
function plain(tags: readonly string[], spec: NodeSpec, more?: (element: HTMLElement) => Attrs): NodeSpec {
  return {
    attrs: common,
    parseDOM: tags.map((tag) => ({
      tag,
      getAttrs: (element) => ({ ...heard(element), ...more?.(element) }),
    })),
    toDOM: (node): DOMOutputSpec => [tags[0] ?? 'div', { ...told(node), dir: 'auto' }, 0],
    ...spec,
  };
}

const heading = (tag: string, level: number): TagParseRule => ({
  tag,
  getAttrs: (element) => ({ ...heard(element), level }),
});

/** A whole number of an element within bounds, else the default. */
function wholeOf(element: HTMLElement, name: string, most: number, fallback: number): number {
  const text = element.getAttribute(name) ?? '';
  return /^\d{1,7}$/.test(text) && Number(text) <= most ? Number(text) : fallback;
}

const spans = (element: HTMLElement): Attrs => ({
  colspan: Math.max(wholeOf(element, 'colspan', 1_000, 1), 1),
  rowspan: Math.max(wholeOf(element, 'rowspan', 1_000, 1), 1),
});

function cellSpec(tag: 'td' | 'th', role: string): NodeSpec {
  return plain(
    [tag],
    {
      content: 'inner+',
      attrs: cell,
      tableRole: role,
      isolating: true,
      toDOM: (node): DOMOutputSpec => {
        const { colspan, rowspan } = node.attrs;
        const wide = colspan === 1 ? {} : { colspan: String(colspan) };
        const high = rowspan === 1 ? {} : { rowspan: String(rowspan) };
        return [tag, { ...told(node), ...wide, ...high, dir: 'auto' }, 0];
      },
    },
    spans,
  );
}

const isHash = (text: unknown): boolean => /^[0-9a-f]{64}$/.test(String(text));
const unedited = { original: '', edit: '' };

/** Names and attributes of a node that names a media file. */
function mediaSpec(
  tag: 'figure' | 'video' | 'audio',
  spec: NodeSpec,
  numbers: readonly string[] = [],
): NodeSpec {
  const words = Object.keys(spec.attrs ?? {}).filter(
    (name) => !['id', 'kept', 'media', ...numbers].includes(name),
  );
  return {
    selectable: true,
    draggable: true,
    parseDOM: [
      {
        tag: `${tag}[data-media]`,
        getAttrs: (element) => {
          const media = element.getAttribute('data-media') ?? '';
          if (!isHash(media)) return false;
          const attrs: Attrs = { ...heard(element), media };
          for (const name of words) attrs[name] = element.getAttribute(`data-${name}`) ?? '';
          if ('original' in attrs && !isHash(attrs['original'])) Object.assign(attrs, unedited);
          for (const name of ['poster', 'subtitles'])
            if (name in attrs && !isHash(attrs[name])) attrs[name] = '';
          for (const name of numbers) attrs[name] = wholeOf(element, `data-${name}`, 1_000, 500);
          return attrs;
        },
      },
    ],
    toDOM: (node): DOMOutputSpec => {
      const attrs = told(node);
      for (const name of ['media', ...words, ...numbers]) attrs[`data-${name}`] = String(node.attrs[name]);
      return [tag, attrs];
    },
    ...spec,
  };
}

function keptSpec(tag: 'div' | 'span', spec: NodeSpec): NodeSpec {
  return {
    atom: true,
    attrs: { id: { default: null }, json: {} },
    parseDOM: [
      {
        tag: `${tag}[data-kept-node]`,
        getAttrs: (element) => {
          const json = nodeFrom(element.getAttribute('data-kept-node'), tag === 'span');
          return json === null ? false : { id: heard(element)['id'], json };
        },
      },
    ],
    toDOM: (node): DOMOutputSpec => {
      const json: unknown = node.attrs['json'];
      const id = typeof node.attrs['id'] === 'string' ? { 'data-id': node.attrs['id'] } : {};
      const text = blocksOf({ content: [json] })
        .map(plainText)
        .join('\n');
      return [tag, { ...id, class: 'kept', 'data-kept-node': JSON.stringify(json) }, text];
    },
    ...spec,
  };
}

const nodes: Record<string, NodeSpec> = {
  doc: { content: 'block+', attrs: kept },
  paragraph: plain(['p'], { content: 'inline*', group: 'block inner' }),
  heading: plain([], {
    content: 'inline*',
    group: 'block inner',
    defining: true,
    attrs: { ...common, level: { default: 2 } },
    parseDOM: [heading('h1', 2), heading('h2', 2), ...['h3', 'h4', 'h5', 'h6'].map((tag) => heading(tag, 3))],
    toDOM: (node) => [node.attrs['level'] === 3 ? 'h3' : 'h2', { ...told(node), dir: 'auto' }, 0],
  }),
  blockquote: plain(['blockquote'], { content: 'inner+', group: 'block inner', defining: true }),
  bullet_list: plain(['ul'], { content: 'list_item+', group: 'block inner' }),
  ordered_list: plain(
    ['ol'],
    {
      content: 'list_item+',
      group: 'block inner',
      attrs: { ...common, order: { default: 1 } },
      toDOM: (node) => ['ol', { ...told(node), start: String(node.attrs['order']) }, 0],
    },
    (element) => ({ order: wholeOf(element, 'start', 1_000_000, 1) }),
  ),
  list_item: plain(['li'], { content: 'paragraph inner*', defining: true }),
  table: plain(['table'], {
    content: 'table_row+',
    group: 'block',
    tableRole: 'table',
    isolating: true,
    toDOM: (node) => ['table', told(node), ['tbody', 0]],
  }),
  table_row: plain(['tr'], {
    content: '(table_cell | table_header)+',
    tableRole: 'row',
    toDOM: (node) => ['tr', told(node), 0],
  }),
  table_cell: cellSpec('td', 'cell'),
  table_header: cellSpec('th', 'header_cell'),
  figure: mediaSpec('figure', { group: 'block inner', attrs: figure }, ['focusX', 'focusY']),
  gallery: plain(['div.gallery'], {
    // One picture at least; what removes the last removes the gallery (ids.ts).
    content: '(figure | kept_block)*',
    group: 'block',
    isolating: true,
    toDOM: (node) => ['div', { ...told(node), class: 'gallery' }, 0],
  }),
  video: mediaSpec('video', { group: 'block', attrs: film }),
  audio: mediaSpec('audio', { group: 'block', attrs: sound }),
  divider: {
    group: 'block',
    attrs: common,
    parseDOM: [{ tag: 'hr', getAttrs: heard }],
    toDOM: (node) => ['hr', told(node)],
  },
  kept_block: keptSpec('div', { group: 'block inner' }),
  text: { group: 'inline' },
  hard_break: {
    inline: true,
    group: 'inline',
    selectable: false,
    linebreakReplacement: true,
    attrs: common,
    parseDOM: [{ tag: 'br', getAttrs: heard }],
    toDOM: (node) => ['br', told(node)],
  },
  kept_inline: keptSpec('span', { inline: true, group: 'inline' }),
};

/** A mark that is one element; other tags and styles may mean it too. */
function mark(tag: string, tags: readonly string[], styles: readonly StyleParseRule[]): MarkSpec {
  const rules = [tag, ...tags].map((name) => ({
    tag: name,
    getAttrs: (element: HTMLElement) => ({ kept: keptFrom(element.getAttribute('data-kept')) }),
  }));
  return {
    attrs: kept,
    parseDOM: [...rules, ...styles],
    toDOM: (at) => [tag, keptAttr(at), 0],
  };
}

const keptAttr = (at: Mark): Record<string, string> =>
  at.attrs['kept'] === null ? {} : { 'data-kept': JSON.stringify(at.attrs['kept']) };

/** A mark that only holds what it was given. */
function holder(name: string, read: (text: string | null) => Json | null): MarkSpec {
  return {
    attrs: { json: {} },
    excludes: '',
    parseDOM: [
      {
        tag: `span[${name}]`,
        consuming: false,
        getAttrs: (element) => {
          const json = read(element.getAttribute(name));
          return json !== null && { json };
        },
      },
    ],
    toDOM: (at) => ['span', { [name]: JSON.stringify(at.attrs['json']) }, 0],
  };
}

const marks: Record<string, MarkSpec> = {
  bold: mark('strong', ['b'], [{ style: 'font-weight', getAttrs: (value) => heavy(value) && null }]),
  italic: mark('em', ['i'], [{ style: 'font-style=italic' }]),
  underline: mark(
    'u',
    [],
    [{ style: 'text-decoration=underline' }, { style: 'text-decoration-line=underline' }],
  ),
  subscript: mark('sub', [], [{ style: 'vertical-align=sub' }]),
  superscript: mark('sup', [], [{ style: 'vertical-align=super' }]),
  link: {
    attrs: { href: {}, ...kept },
    inclusive: false,
    parseDOM: [
      {
        tag: 'a[href]',
        getAttrs: (element) => {
          const href = element.getAttribute('href') ?? '';
          return linkFault(href) === null
            ? { href, kept: keptFrom(element.getAttribute('data-kept')) }
            : false;
        },
      },
    ],
    toDOM: (at) => ['a', { href: String(at.attrs['href']), ...keptAttr(at) }, 0],
  },
  kept_mark: holder('data-kept-mark', markFrom),
  kept_text: { ...holder('data-kept-text', membersFrom), inclusive: false },
};

const heavy = (weight: string): boolean => /^(bold(er)?|[6-9]\d\d)$/.test(weight);

export const editorSchema = new Schema({ nodes, marks });
