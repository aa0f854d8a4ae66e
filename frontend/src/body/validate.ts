/**
 * Whether a document keeps the rules: the answer is the same as app/body gives in Go, which the shared samples
 * hold. What this version does not know is checked for its form only.
 */
import { linkFault } from './link';
import type { Attr, Place, Rule } from './schema';
import { limits, schema } from './schema';

/** A broken rule: its key, as in Go, and where. */
export interface Fault {
  key: string;
  path: string;
}

type Json = Record<string, unknown>;

class Broken extends Error {
  readonly key: string;
  readonly path: string;

  constructor(key: string, path: string) {
    super(key);
    this.key = key;
    this.path = path;
  }
}

/** The first broken rule of a document read by JSON.parse, or null. */
export function faultOf(doc: unknown): Fault | null {
  try {
    checkJson(doc, '', 0);
    checkForm(doc);
    checkDoc(doc as Json);
    if (new TextEncoder().encode(JSON.stringify(doc)).length > limits.bytes)
      throw new Broken('body_size', '');
    return null;
  } catch (broken) {
    if (broken instanceof Broken) return { key: broken.key, path: broken.path };
    throw broken;
  }
}

function checkJson(value: unknown, path: string, depth: number): void {
  if (typeof value === 'string') checkString(value, path);
  else if (typeof value === 'number' && !Number.isSafeInteger(value)) throw new Broken('json_number', path);
  else if (typeof value === 'object' && value !== null) {
    if (depth === limits.nesting) throw new Broken('json_depth', path);
    for (const [name, member] of Object.entries(value)) {
      checkString(name, path);
      checkJson(member, `${path}.${name}`, depth + 1);
    }
  }
}

function checkString(text: string, path: string): void {
  if (text.includes('\u0000')) throw new Broken('json_nul', path);
  if (/\p{Surrogate}/u.test(text)) throw new Broken('json_surrogate', path);
}

const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The form that every node has, known or not. */
function checkForm(doc: unknown): void {
  if (!isObject(doc) || doc['type'] !== 'doc') throw new Broken('doc_type', '');
  formOfNodes(doc, '');
}

function formOfNodes(parent: Json, path: string): void {
  for (const [i, node] of listIn(parent, 'content', path).entries()) {
    const at = `${path}.content[${String(i)}]`;
    if (!isObject(node) || typeof node['type'] !== 'string' || node['type'] === '')
      throw new Broken('node_form', at);
    if ('attrs' in node && !isObject(node['attrs'])) throw new Broken('node_form', `${at}.attrs`);
    if ('text' in node && typeof node['text'] !== 'string') throw new Broken('node_form', `${at}.text`);
    for (const mark of listIn(node, 'marks', at)) formOfMark(mark, `${at}.marks`);
    formOfNodes(node, at);
  }
}

function formOfMark(mark: unknown, path: string): void {
  if (!isObject(mark) || typeof mark['type'] !== 'string' || mark['type'] === '')
    throw new Broken('mark_form', path);
  if ('attrs' in mark && !isObject(mark['attrs'])) throw new Broken('mark_form', `${path}.attrs`);
}

function listIn(object: Json, name: string, path: string): unknown[] {
  if (!(name in object)) return [];
  const list = object[name];
  if (!Array.isArray(list)) throw new Broken('node_form', `${path}.${name}`);
  return list;
}

const contentOf = (node: Json): Json[] => (node['content'] ?? []) as Json[];
const marksOf = (node: Json): Json[] => (node['marks'] ?? []) as Json[];
const attrsOf = (node: Json): Json => (node['attrs'] ?? {}) as Json;
const typeOf = (node: Json): string => String(node['type']);

function checkDoc(doc: Json): void {
  const blocks = contentOf(doc);
  if (blocks.length > limits.blocks) throw new Broken('body_blocks', '');
  const seen = new Set<string>();
  for (const [i, block] of blocks.entries()) {
    const at = `content[${String(i)}]`;
    checkNode(block, 'top', 1, at);
    const id = attrsOf(block)['id'];
    if (typeof id !== 'string' || id === '') throw new Broken('id_missing', `${at}.attrs.id`);
    if (seen.has(id)) throw new Broken('id_duplicate', `${at}.attrs.id`);
    seen.add(id);
  }
}

function checkNode(node: Json, where: Place | 'any', depth: number, path: string): void {
  const type = typeOf(node);
  const rule = schema.get(type);
  const refuse = (broken: boolean | undefined, key: string): void => {
    if (broken === true) throw new Broken(key, path);
  };
  const text = (node['text'] ?? '') as string;
  refuse(depth > limits.depth, 'body_depth');
  refuse(rule !== undefined && !mayStand(rule, where), 'node_place');
  refuse(type === 'text' && text === '', 'text_empty');
  refuse(rule !== undefined && type !== 'text' && text !== '', 'text_place');
  refuse(rule !== undefined && !rule.stands.includes('inline') && marksOf(node).length > 0, 'mark_place');
  refuse(rule?.some === true && contentOf(node).length === 0, 'node_empty');
  checkId(attrsOf(node), path);
  for (const attr of rule?.attrs ?? []) checkAttr(attr, attrsOf(node), path);
  checkMarks(marksOf(node), path);
  checkContent(node, rule, depth, path);
}

function mayStand(rule: Rule, where: Place | 'any'): boolean {
  return where === 'any' ? rule.stands.length > 0 : rule.stands.includes(where);
}

function checkContent(node: Json, rule: Rule | undefined, depth: number, path: string): void {
  const holds = rule === undefined ? 'any' : rule.holds;
  for (const [i, child] of contentOf(node).entries()) {
    const at = `${path}.content[${String(i)}]`;
    const wrongFirst = i === 0 && rule?.first !== undefined && typeOf(child) !== rule.first;
    if (holds === null || (wrongFirst && schema.has(typeOf(child)))) throw new Broken('node_place', at);
    checkNode(child, holds, depth + 1, at);
  }
}

/** The form of an id wherever one is given. */
function checkId(attrs: Json, path: string): void {
  const id = attrs['id'];
  if (id === undefined || id === null) return;
  if (typeof id !== 'string' || !/^[\w-]{0,64}$/.test(id)) throw new Broken('id_form', `${path}.attrs.id`);
}

function checkAttr(attr: Attr, attrs: Json, path: string): void {
  const at = `${path}.attrs.${attr.name}`;
  if (!Object.hasOwn(attrs, attr.name)) {
    if (attr.needed === true) throw new Broken('attr_missing', at);
    return;
  }
  const value = attrs[attr.name];
  if (attr.range !== undefined) {
    const [least, most] = attr.range;
    if (typeof value !== 'number' || value < least || value > most) throw new Broken('attr_form', at);
    return;
  }
  if (typeof value !== 'string') throw new Broken('attr_form', at);
  if (attr.media === true && !/^[0-9a-f]{64}$/.test(value)) throw new Broken('media_form', at);
}

function checkMarks(marks: readonly Json[], path: string): void {
  const seen = new Set<string>();
  for (const mark of marks) {
    const at = `${path}.marks`;
    if (seen.has(typeOf(mark))) throw new Broken('mark_duplicate', at);
    seen.add(typeOf(mark));
    if (typeOf(mark) !== 'link') continue;
    checkAttr({ name: 'href', needed: true }, attrsOf(mark), at);
    const fault = linkFault(String(attrsOf(mark)['href']));
    if (fault !== null) throw new Broken(fault, `${at}.attrs.href`);
  }
}
