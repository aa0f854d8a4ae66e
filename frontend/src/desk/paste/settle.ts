/** From a pasted document to one of ours, once it is known which of its pictures are there. */
import { creditLine } from '../../viet/credit';
import { newId } from './ids';
import type { DocNode, PendingDoc } from './node';
import { paragraph } from './node';

export interface SettledDoc {
  type: 'doc';
  content: DocNode[];
}

/**
 * The document with the media of each picture by its key. A figure whose picture is not there is taken out; its
 * caption and credit stay as a paragraph, for they are text of the article. Each block gets an id.
 */
export function settle(
  doc: PendingDoc,
  media: ReadonlyMap<string, string>,
  nextId: () => string = newId,
): SettledDoc {
  const content = settled(doc.content, media).map((block) => ({
    ...block,
    attrs: { id: nextId(), ...block.attrs },
  }));
  return { type: 'doc', content };
}

function settled(nodes: readonly DocNode[], media: ReadonlyMap<string, string>): DocNode[] {
  return nodes.flatMap((node): DocNode[] => {
    if (node.type === 'figure') return figure(node, media);
    if (node.content === undefined || node.content.every(({ type }) => type === 'text')) return [node];
    const content = settled(node.content, media);
    if (content.length > 0) return [{ ...node, content }];
    return node.type.startsWith('table_') ? [{ ...node, content: [paragraph()] }] : [];
  });
}

function figure({ attrs = {} }: DocNode, media: ReadonlyMap<string, string>): DocNode[] {
  const { pending = '', ...words } = attrs;
  const hash = media.get(String(pending));
  if (hash !== undefined) return [{ type: 'figure', attrs: { media: hash, ...words } }];
  const { caption = '', credit = '' } = words;
  const line = creditLine(String(credit), (name) => `Ảnh: ${name}`);
  const text = [String(caption), line === '' ? '' : `(${line})`].filter(Boolean).join(' ');
  return text === '' ? [] : [paragraph([{ type: 'text', text }])];
}
