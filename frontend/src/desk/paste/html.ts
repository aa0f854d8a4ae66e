/** A page or a part of one, as other programs put it on the clipboard. */
import { fitted } from './fit';
import { withLevels } from './level';
import { Looks } from './look';
import type { DocNode, Pasted, Picture } from './node';
import { lineOf } from './node';
import { dropShared } from './picture';
import { Reader, start } from './reader';

export interface Options {
  /** The address of the page, from which relative ones count. */
  base?: string;
  /** What the keys of its pictures begin with, so that those of two pastes differ. */
  prefix?: string;
}

/**
 * The document that the HTML holds: its structure without its styles, within the limits of a document. Nothing
 * of it runs, loads or comes into a live document. It never throws; what could not be kept is in the notes.
 */
export function convert(html: string, options: Options = {}): Pasted {
  const page = new DOMParser().parseFromString(html, 'text/html');
  const css = [...page.getElementsByTagName('style')].map((style) => style.textContent ?? '').join('\n');
  const base = options.base ?? page.querySelector('base[href]')?.getAttribute('href') ?? '';
  const reader = new Reader(new Looks(css), /^https?:/i.test(base) ? base : '', options.prefix ?? 'picture-');
  const flow = reader.flow();
  reader.node(page.body, start, flow);
  const blocks = flow.finish();
  withLevels(blocks);
  nameFigures(blocks, reader.pictures);
  const content = fitted(blocks, reader.notes);
  const kept = new Set(figuresOf(content).map(({ attrs }) => attrs?.['pending']));
  const pictures = reader.pictures.filter(({ key }) => kept.has(key));
  if (pictures.some(isMissing)) reader.notes.add('pictures_missing');
  return { doc: { type: 'doc', content }, pictures, notes: [...reader.notes].sort() };
}

/** Whether a picture cannot be read from here. */
export function isMissing({ kind, file }: Picture): boolean {
  return file === null && (kind === 'file' || kind === 'remote');
}

/** Gives figures the alts of their pictures, where these say something of them that their captions do not. */
function nameFigures(blocks: readonly DocNode[], pictures: readonly Picture[]): void {
  const headings = blocks.filter(({ type }) => type === 'heading').map((heading) => lineOf([heading]));
  dropShared(pictures, new Set(headings));
  const alts = new Map(pictures.map(({ key, alt }) => [key, alt]));
  for (const figure of figuresOf(blocks)) {
    const alt = alts.get(String(figure.attrs?.['pending'])) ?? '';
    if (alt !== '' && alt !== figure.attrs?.['caption']) figure.attrs = { ...figure.attrs, alt };
  }
}

function figuresOf(blocks: readonly DocNode[]): DocNode[] {
  return blocks.flatMap((block) => (block.type === 'figure' ? [block] : figuresOf(block.content ?? [])));
}
