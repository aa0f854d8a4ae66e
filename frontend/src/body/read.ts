/** Reading a document node by node, whatever it holds: a reader shows what it can, it refuses nothing. */

import { linkFault } from './link';

export interface BodyNode {
  type: string;
  attrs: Readonly<Record<string, unknown>>;
  content: readonly BodyNode[];
  marks: readonly Mark[];
  text: string;
}

export interface Mark {
  type: string;
  attrs: Readonly<Record<string, unknown>>;
}

/** Deeper nodes are left out; the engine accepts eight levels. */
const deepest = 32;

/** The blocks of a document, or none if it is no document. */
export function blocksOf(doc: unknown): readonly BodyNode[] {
  return isObject(doc) ? nodesOf(doc['content'], 0) : [];
}

function nodesOf(value: unknown, depth: number): BodyNode[] {
  if (!Array.isArray(value) || depth > deepest) return [];
  return value.filter(isObject).map((node: Record<string, unknown>) => ({
    type: typeof node['type'] === 'string' ? node['type'] : '',
    attrs: isObject(node['attrs']) ? node['attrs'] : {},
    content: nodesOf(node['content'], depth + 1),
    marks: marksOf(node['marks']),
    text: typeof node['text'] === 'string' ? node['text'] : '',
  }));
}

function marksOf(value: unknown): Mark[] {
  if (!Array.isArray(value)) return [];
  return value.filter(isObject).map((mark: Record<string, unknown>) => ({
    type: typeof mark['type'] === 'string' ? mark['type'] : '',
    attrs: isObject(mark['attrs']) ? mark['attrs'] : {},
  }));
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** An attribute that is a string, else empty. */
export function textAttr(node: BodyNode | Mark, name: string): string {
  const value = node.attrs[name];
  return typeof value === 'string' ? value : '';
}

/** An attribute that is a whole number within the bounds, else the fallback. */
export function numberAttr(
  node: BodyNode,
  name: string,
  least: number,
  most: number,
  fallback: number,
): number {
  const value = node.attrs[name];
  if (typeof value !== 'number' || !Number.isInteger(value)) return fallback;
  return value >= least && value <= most ? value : fallback;
}

/** All text below a node, its lines kept apart. */
export function plainText(node: BodyNode): string {
  if (node.text !== '' || node.content.length === 0) return node.type === 'hard_break' ? '\n' : node.text;
  const between = node.content.some((child) => child.type === 'text') ? '' : '\n';
  return node.content.map(plainText).join(between);
}

/** The figures of a document in order, also those in galleries, lists and cells. */
export function figuresOf(blocks: readonly BodyNode[]): BodyNode[] {
  return blocks.flatMap((block) => (block.type === 'figure' ? [block] : figuresOf(block.content)));
}

/** The address if a link may lead there (http, https, mailto, tel), else empty. */
export function safeAddress(href: string): string {
  if (linkFault(href) !== null) return '';
  try {
    return new URL(href).href;
  } catch {
    return '';
  }
}
