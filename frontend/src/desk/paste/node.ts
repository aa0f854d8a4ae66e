/** What pasting makes: nodes of the document, and the pictures that are still to be brought in. */

export interface Mark {
  type: 'bold' | 'italic' | 'underline' | 'subscript' | 'superscript' | 'link';
  attrs?: { href: string };
}

export interface DocNode {
  type: string;
  attrs?: Record<string, string | number>;
  content?: DocNode[];
  marks?: Mark[];
  text?: string;
}

/**
 * A document whose blocks have no ids yet, and whose figures have, in place of `media`, `pending`: the key of
 * one of the pictures. `settle` makes a document of ours of it.
 */
export interface PendingDoc {
  type: 'doc';
  content: DocNode[];
}

export interface Picture {
  key: string;
  /** Where it is, as it was given; empty where the file is here. */
  src: string;
  /** `data` in the page, `blob` in this browser, `file` on the disk of who copied, `remote` on the web. */
  kind: 'data' | 'blob' | 'file' | 'remote';
  /** What its author said of it; never a name that a program made. */
  alt: string;
  /** Its place among the pictures of what was pasted, from 0. */
  index: number;
  /** The bytes, where they came along. */
  file: Blob | null;
}

/** What staff should know of a paste; the words are in i18n/paste.ts. */
export type Note =
  | 'pictures_missing'
  | 'pictures_dropped'
  | 'embeds_dropped'
  | 'legacy_fonts_converted'
  | 'nested_table_flattened'
  | 'numbering_written_out'
  | 'depth_flattened'
  | 'paragraphs_joined'
  | 'cut_to_fit';

export interface Pasted {
  doc: PendingDoc;
  pictures: Picture[];
  notes: Note[];
}

/** All text in and below nodes, lines parted by line ends. */
export function textOf(nodes: readonly DocNode[]): string {
  return nodes
    .map((node) => {
      if (node.type === 'hard_break') return '\n';
      if (node.type === 'text') return node.text ?? '';
      return `${textOf(node.content ?? [])}\n`;
    })
    .join('');
}

/** The same as one line. */
export function lineOf(nodes: readonly DocNode[]): string {
  return textOf(nodes).replace(/\s+/g, ' ').trim();
}

export const paragraph = (content: DocNode[] = []): DocNode =>
  content.length > 0 ? { type: 'paragraph', content } : { type: 'paragraph' };
