/** The document of an article as its page holds it: the fields of app.Document, and whatever else came with it. */
import type { Caret } from '../../api/desk';

/** A file that goes with the article. */
export interface Attachment {
  media: string;
  /** What readers see it called. */
  name: string;
  type: string;
}

/** What the page has fields for, apart from the text. */
export interface Fields {
  title: string;
  lead: string;
  byline: string;
  source: string;
  genre: string;
  eventDate: string;
  category: string;
  categories: string[];
  topic: string;
  series: string;
  tags: string[];
  attachments: Attachment[];
  exhibit: string;
  lang: string;
  address: string;
  /** The article that this is another language of. */
  versionOf: string;
  ratings: boolean;
  comments: boolean;
}

export const emptyFields: Readonly<Fields> = {
  title: '',
  lead: '',
  byline: '',
  source: '',
  genre: '',
  eventDate: '',
  category: '',
  categories: [],
  topic: '',
  series: '',
  tags: [],
  attachments: [],
  exhibit: '',
  lang: 'vi',
  address: '',
  versionOf: '',
  ratings: true,
  comments: true,
};

export const emptyBody = { type: 'doc', content: [] };

/** What the page has no fields for is kept as it came: a newer program may have written it. */
export interface Parts {
  fields: Fields;
  body: unknown;
  rest: Readonly<Record<string, unknown>>;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

const strings = (value: unknown): string[] =>
  Array.isArray(value) ? value.filter((one): one is string => typeof one === 'string') : [];

/** What a newer program may have added to one stays with it. */
const attachmentsOf = (value: unknown): Attachment[] =>
  (Array.isArray(value) ? value.filter(isObject) : []).map((one) => ({
    ...one,
    media: typeof one['media'] === 'string' ? one['media'] : '',
    name: typeof one['name'] === 'string' ? one['name'] : '',
    type: typeof one['type'] === 'string' ? one['type'] : '',
  }));

/** A line as a version has it: no blanks at its ends, nor two together; of those, no-break spaces stay. */
function line(text: string): string {
  return text
    .normalize('NFC')
    .replaceAll(/[^\S\u00a0\u202f]+/g, ' ')
    .trim();
}

/** Where a caret of the page stands in the version that is made of it: only a title loses blanks there. */
export function caretInVersion(fields: Pick<Fields, 'title' | 'lead'>, caret: Caret): Caret {
  if (caret.in === 'text') return caret;
  const text = fields[caret.in];
  const place = (at: number): number => {
    const before = text.slice(0, at);
    return caret.in === 'lead'
      ? before.normalize('NFC').length
      : Math.min(line(`${before}|`).length - 1, line(text).length);
  };
  return { ...caret, from: place(caret.from), to: place(caret.to) };
}

/** Takes a document apart; null or no document gives that of a new article. */
export function takeApart(doc: unknown): Parts {
  if (!isObject(doc))
    return {
      fields: { ...emptyFields, categories: [], tags: [], attachments: [] },
      body: emptyBody,
      rest: {},
    };
  const text = (name: string): string => {
    const value = doc[name];
    return typeof value === 'string' ? value : '';
  };
  const fields: Fields = {
    title: text('title'),
    lead: text('lead'),
    byline: text('byline'),
    source: text('source'),
    genre: text('genre'),
    eventDate: text('eventDate'),
    category: text('category'),
    categories: strings(doc['categories']),
    topic: text('topic'),
    series: text('series'),
    tags: strings(doc['tags']),
    attachments: attachmentsOf(doc['attachments']),
    exhibit: text('exhibit'),
    lang: text('lang') || 'vi',
    address: text('address'),
    versionOf: text('versionOf'),
    ratings: doc['ratings'] === true,
    comments: doc['comments'] === true,
  };
  const known = new Set([...Object.keys(fields), 'body']);
  const rest = Object.fromEntries(Object.entries(doc).filter(([name]) => !known.has(name)));
  return { fields, body: doc['body'] ?? emptyBody, rest };
}

/** Puts a document together as Go writes it: what is empty is left out. */
export function putTogether({ fields, body, rest }: Parts): Record<string, unknown> {
  const always = { title: fields.title, body, category: fields.category, lang: fields.lang };
  const some = Object.entries(fields).filter(
    ([name, value]) =>
      !(name in always) && value !== '' && value !== false && !(Array.isArray(value) && value.length === 0),
  );
  return { ...rest, ...Object.fromEntries(some), ...always };
}

/** Whether two documents say the same, in whatever order their members stand. */
export function sameDocument(one: unknown, other: unknown): boolean {
  const sorted = (_: string, value: unknown): unknown =>
    isObject(value) ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))) : value;
  return JSON.stringify(one, sorted) === JSON.stringify(other, sorted);
}

/** Letters as a reader counts them. */
const segments = new Intl.Segmenter('vi', { granularity: 'grapheme' });

export function countChars(text: string): number {
  return [...segments.segment(text.normalize('NFC'))].length;
}

export const maxTitle = 250;
