/** From the editor's document to JSON, as the engine stores it. */
import type { Attrs, Fragment, Mark, Node } from 'prosemirror-model';
import { schema as rules } from '../../body/schema';
import type { Json } from './kept';
import { isObject, keptOf } from './kept';

/** Nodes never change: what was written once is written again only where something changed. */
const written = new WeakMap<Node, Json>();

/**
 * The JSON of a document. Attributes that have their default are left out unless they were given. What it
 * returns shares parts with earlier answers: to be read, never to be changed.
 */
export function writeDoc(doc: Node): Json {
  const { members, said } = keptOf(doc.attrs);
  if (!isUntouched(doc)) return { ...members, type: 'doc', content: writeAll(doc.content) };
  return { ...members, type: 'doc', ...(said?.includes('content') === true && { content: [] }) };
}

/** Only the paragraph that a document without blocks gets to be written in. */
function isUntouched(doc: Node): boolean {
  const only = doc.childCount === 1 ? doc.child(0) : null;
  return only?.type.name === 'paragraph' && only.childCount === 0 && only.attrs['id'] === null;
}

function writeAll(content: Fragment): Json[] {
  return content.content.map((node) => {
    const known = written.get(node);
    if (known !== undefined) return known;
    const json = writeNode(node);
    written.set(node, json);
    return json;
  });
}

function writeNode(node: Node): Json {
  if (node.isText) return writeText(node);
  if (node.type.name.startsWith('kept_')) return writeWhole(node);
  const { members, said } = keptOf(node.attrs);
  const attrs = writeAttrs(node.type.name, node.attrs, node.type.spec.attrs);
  const marks = writeMarks(node.marks);
  return {
    ...members,
    type: node.type.name,
    ...((Object.keys(attrs).length > 0 || said?.includes('attrs') === true) && { attrs }),
    ...(marks.length > 0 && { marks }),
    ...((node.childCount > 0 || said?.includes('content') === true) && { content: writeAll(node.content) }),
  };
}

function writeAttrs(type: string, attrs: Attrs, specs: Attrs | undefined): Json {
  const { attrs: unknown, said } = keptOf(attrs);
  const json: Json = { ...unknown };
  for (const { name, needed } of [{ name: 'id', needed: false }, ...(rules.get(type)?.attrs ?? [])]) {
    const value: unknown = attrs[name];
    const usual: unknown = (specs?.[name] as { default?: unknown } | undefined)?.default;
    if (needed === true || value !== usual || said?.includes(name) === true) json[name] = value;
  }
  return json;
}

function writeText(node: Node): Json {
  const holder = node.marks.find((mark) => mark.type.name === 'kept_text');
  const members: unknown = holder?.attrs['json'];
  const marks = writeMarks(node.marks);
  return {
    ...(isObject(members) ? members : {}),
    type: 'text',
    text: node.text ?? '',
    ...(marks.length > 0 && { marks }),
  };
}

function writeMarks(marks: readonly Mark[]): Json[] {
  return marks.flatMap((mark) => {
    if (mark.type.name === 'kept_text') return [];
    const json: unknown = mark.attrs['json'];
    if (isObject(json)) return [json];
    const { attrs: unknown, members, said } = keptOf(mark.attrs);
    const attrs = { ...unknown, ...(mark.type.name === 'link' && { href: String(mark.attrs['href']) }) };
    const given = Object.keys(attrs).length > 0 || said?.includes('attrs') === true;
    return [{ ...members, type: mark.type.name, ...(given && { attrs }) }];
  });
}

/** A node that came whole goes whole; the id alone is the editor's. */
function writeWhole(node: Node): Json {
  const json: unknown = node.attrs['json'];
  const whole = isObject(json) ? json : {};
  const id: unknown = node.attrs['id'];
  if (id === null) return whole;
  return { ...whole, attrs: { ...(isObject(whole['attrs']) ? whole['attrs'] : {}), id } };
}
