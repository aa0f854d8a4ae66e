/** What the editor has no use for and must hand back: members and attributes that this version does not know. */
import { faultOf } from '../../body/validate';

export type Json = Record<string, unknown>;

/** What came with a known node or mark, besides what the schema of the editor says. */
export interface Kept {
  attrs?: Json;
  members?: Json;
  /**
   * Names of what was written out though it had its default, "attrs" and "content" among them. An article that
   * nobody changed gives the same bytes again, and so no new revision.
   */
  said?: readonly string[];
}

export const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The value of a kept attribute of a node or mark. */
export function keptOf(attrs: Readonly<Record<string, unknown>>): Kept {
  return isObject(attrs['kept']) ? attrs['kept'] : {};
}

/** Reads what the clipboard brings back. Another page may have written it: what breaks a rule is left out. */
export function keptFrom(text: string | null): Kept | null {
  const kept = parse(text);
  if (!isObject(kept)) return null;
  const { attrs, members, said } = kept;
  const node = {
    ...(isObject(members) ? members : {}),
    type: 'paragraph',
    attrs: { ...attrsIn(attrs), id: 'x' },
  };
  if (faultOf({ type: 'doc', content: [node] }) !== null) return null;
  return {
    ...(isObject(attrs) ? { attrs } : {}),
    ...(isObject(members) ? { members } : {}),
    ...(Array.isArray(said) ? { said: said.filter((name) => typeof name === 'string') } : {}),
  };
}

/** A whole node that the editor cannot edit, from the clipboard; null if the engine would refuse it. */
export function nodeFrom(text: string | null, inline: boolean): Json | null {
  const json = parse(text);
  if (!isObject(json)) return null;
  const block = inline
    ? { type: 'paragraph', attrs: { id: 'x' }, content: [json] }
    : { ...json, attrs: { ...attrsIn(json['attrs']), id: 'x' } };
  return faultOf({ type: 'doc', content: [block] }) === null ? json : null;
}

/** An unknown mark from the clipboard; null if the engine would refuse it. */
export function markFrom(text: string | null): Json | null {
  const json = parse(text);
  return isObject(json) && !marks.has(String(json['type'])) && isText({ marks: [json] }) ? json : null;
}

/** The unknown members of a text from the clipboard; null if the engine would refuse them. */
export function membersFrom(text: string | null): Json | null {
  const json = parse(text);
  return isObject(json) && isText(json) ? json : null;
}

const marks = new Set(['bold', 'italic', 'underline', 'subscript', 'superscript', 'link']);

function isText(members: Json): boolean {
  const content = [{ ...members, type: 'text', text: 'x' }];
  return faultOf({ type: 'doc', content: [{ type: 'paragraph', attrs: { id: 'x' }, content }] }) === null;
}

const attrsIn = (value: unknown): Json => (isObject(value) ? value : {});

function parse(text: string | null): unknown {
  try {
    return text === null ? null : JSON.parse(text);
  } catch {
    return null;
  }
}
