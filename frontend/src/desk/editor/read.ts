/** From a document's JSON to the editor's. Whatever the editor cannot hold is kept whole, where it stands. */
import type { Mark, Node } from 'prosemirror-model';
import { Fragment, Slice } from 'prosemirror-model';
import { linkFault } from '../../body/link';
import type { Attr } from '../../body/schema';
import { schema as rules } from '../../body/schema';
import type { Json, Kept } from './kept';
import { isObject } from './kept';
import { editorSchema as schema } from './schema';

/**
 * The document to be edited. One without a block gets an empty paragraph without an id, which `writeDoc` leaves
 * out again as long as nobody writes in it.
 */
export function readDoc(doc: unknown): Node {
  const json = isObject(doc) ? doc : {};
  const given = Array.isArray(json['content']) ? json['content'] : null;
  const blocks = (given ?? []).filter(isObject).map((node) => readNode(node, false));
  if (blocks.length === 0) blocks.push(schema.node('paragraph'));
  const kept = keptIn(json, ['type', 'content'], {}, given !== null && given.length === 0 ? ['content'] : []);
  return schema.node('doc', { kept }, blocks);
}

/** A document as something to be put into another: text at its ends joins the text it is put into. */
export function readSlice(doc: unknown): Slice {
  const { content } = readDoc(doc);
  const open = (node: Node | null | undefined): number => (node?.type === schema.nodes['paragraph'] ? 1 : 0);
  return new Slice(content, open(content.firstChild), open(content.lastChild));
}

function readNode(json: Json, inline: boolean): Node {
  return known(json) ?? keepWhole(json, inline);
}

/** Null if the editor has no place for it. */
function known(json: Json): Node | null {
  const type = String(json['type']);
  const rule = rules.get(type);
  if (rule === undefined || type === 'doc') return null;
  const marks = rule.stands.includes('inline') ? readMarks(json['marks']) : [];
  if (marks === null) return null;
  if (type === 'text') return readText(json, marks);
  const attrs = readAttrs(json, type, rule.attrs ?? [], rule.stands.includes('inline'));
  if (attrs === null) return null;
  const inline = rule.holds === 'inline';
  const content = Fragment.from(contentOf(json).map((child) => readNode(child, inline)));
  const node = schema.nodes[type];
  return node?.validContent(content) === true ? node.create(attrs, content, marks) : null;
}

const contentOf = (json: Json): Json[] =>
  Array.isArray(json['content']) ? json['content'].filter(isObject) : [];

function readText(json: Json, marks: readonly Mark[]): Node | null {
  const text = json['text'];
  if (typeof text !== 'string' || text === '') return null;
  const members = without(json, ['type', 'text', ...(marks.length > 0 ? ['marks'] : [])]);
  const holder = Object.keys(members).length > 0 ? [schema.mark('kept_text', { json: members })] : [];
  return schema.text(text, [...marks, ...holder]);
}

/** The attributes of a node, or null if one has not the form that the editor relies on. */
function readAttrs(json: Json, type: string, names: readonly Attr[], inline: boolean): Json | null {
  const given = isObject(json['attrs']) ? json['attrs'] : {};
  const attrs: Json = {};
  for (const attr of names) {
    if (!Object.hasOwn(given, attr.name)) {
      if (attr.needed === true) return null;
      continue;
    }
    if (!fits(attr, given[attr.name])) return null;
    attrs[attr.name] = given[attr.name];
  }
  const id = given['id'];
  if (typeof id === 'string') attrs['id'] = id;
  const own = ['id', ...names.map((attr) => attr.name)];
  const specs = schema.nodes[type]?.spec.attrs ?? {};
  const said = own.filter((name) => Object.hasOwn(given, name) && given[name] === specs[name]?.default);
  if (isObject(json['attrs']) && Object.keys(given).length === 0) said.push('attrs');
  if (Array.isArray(json['content']) && json['content'].length === 0) said.push('content');
  const members = ['type', 'attrs', 'content', ...(inline && notEmpty(json['marks']) ? ['marks'] : [])];
  return { ...attrs, kept: keptIn(json, members, without(given, own), said) };
}

const notEmpty = (list: unknown): boolean => Array.isArray(list) && list.length > 0;

function fits(attr: Attr, value: unknown): boolean {
  if (attr.range === undefined) return typeof value === 'string';
  return typeof value === 'number' && value >= attr.range[0] && value <= attr.range[1];
}

/** Null if one of them has not the form that the editor relies on. */
function readMarks(list: unknown): Mark[] | null {
  const found: Mark[] = [];
  for (const json of Array.isArray(list) ? list.filter(isObject) : []) {
    const type = schema.marks[String(json['type'])];
    if (type === undefined || type.name.startsWith('kept_')) {
      found.push(schema.mark('kept_mark', { json }));
      continue;
    }
    const given = isObject(json['attrs']) ? json['attrs'] : {};
    const href = given['href'];
    const link = type.name === 'link';
    if (link && (typeof href !== 'string' || linkFault(href) !== null)) return null;
    const said = isObject(json['attrs']) && Object.keys(given).length === 0 ? ['attrs'] : [];
    const kept = keptIn(json, ['type', 'attrs'], without(given, link ? ['href'] : []), said);
    found.push(type.create(link ? { href, kept } : { kept }));
  }
  return found;
}

function keepWhole(json: Json, inline: boolean): Node {
  const attrs = isObject(json['attrs']) ? json['attrs'] : {};
  const id = typeof attrs['id'] === 'string' ? attrs['id'] : null;
  return schema.node(inline ? 'kept_inline' : 'kept_block', { id, json });
}

function without(json: Json, names: readonly string[]): Json {
  return Object.fromEntries(Object.entries(json).filter(([name]) => !names.includes(name)));
}

function keptIn(json: Json, own: readonly string[], attrs: Json, said: readonly string[]): Kept | null {
  const members = without(json, own);
  const kept: Kept = {};
  if (Object.keys(attrs).length > 0) kept.attrs = attrs;
  if (Object.keys(members).length > 0) kept.members = members;
  if (said.length > 0) kept.said = said;
  return Object.keys(kept).length > 0 ? kept : null;
}
