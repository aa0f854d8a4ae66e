/** The last word of a page that goes away: a browser lets it send no more than 64 KB, so it tells what changed. */
import type { Parting, Written } from '../../api/desk';
import { sameDocument } from './document';

/** A document that the engine has on its disk: in a note of that time, or, without one, in a version. */
export interface Known {
  since: string;
  doc: unknown;
}

/** What changed, as the engine puts it together again; null where it would not know from what. */
export function parting(known: Known, { doc, ...rest }: Written): Parting | null {
  if (known.since === '' && rest.base.length !== 1) return null;
  const before = blocksOf(known.doc);
  const now = blocksOf(doc);
  const most = Math.min(before.length, now.length);
  let head = 0;
  while (head < most && same(before[head], now[head])) head += 1;
  let tail = 0;
  while (tail < most - head && same(before.at(-1 - tail), now.at(-1 - tail))) tail += 1;
  const changed = { ...members(members(doc)['body']), content: now.slice(head, now.length - tail) };
  return { ...rest, since: known.since, doc: { ...members(doc), body: changed }, head, tail };
}

/** The editor hands out the same object for a block that is as it was; what was read from the disk is not. */
function same(one: unknown, other: unknown): boolean {
  return one === other || sameDocument(one, other);
}

function members(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? { ...value } : {};
}

function blocksOf(doc: unknown): unknown[] {
  const content = members(members(doc)['body'])['content'];
  return Array.isArray(content) ? content : [];
}
