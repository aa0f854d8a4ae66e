/** Runs of text with their styles, as the inline nodes of paragraphs. */
import { cleanText } from '../../viet/clean';
import { fromLegacy } from '../../viet/legacy';
import type { Font } from './look';
import type { DocNode, Mark } from './node';

export interface Style {
  bold: boolean;
  italic: boolean;
  underline: boolean;
  script: 'subscript' | 'superscript' | '';
  font: Font;
  /** The address of the link it is in, or empty. */
  href: string;
}

export const plainStyle: Style = {
  bold: false,
  italic: false,
  underline: false,
  script: '',
  font: null,
  href: '',
};

/** Text of one style; \n is a line break. */
export interface Run {
  text: string;
  style: Style;
}

export interface Inline {
  /** The content of each paragraph; two line breaks in a row part them. None is empty. */
  paragraphs: DocNode[][];
  /** Some of it was in a font from before Unicode. */
  converted: boolean;
}

/** The paragraphs that runs make, cleaned, white space joined. */
export function inlineOf(runs: readonly Run[]): Inline {
  const { runs: read, converted } = inUnicode(joined(runs));
  const clean = joined(read.map(({ text, style }) => ({ text: cleanText(text), style: unfonted(style) })));
  const paragraphs = parted(clean)
    .map((part) => nodesOf(joined(withoutLooseSpace(part))))
    .filter((nodes) => nodes.length > 0);
  return { paragraphs, converted };
}

const unfonted = (style: Style): Style => (style.font === null ? style : { ...style, font: null });

function alike(a: Style, b: Style): boolean {
  if (a === b) return true;
  const marks = a.bold === b.bold && a.italic === b.italic && a.underline === b.underline;
  return marks && a.script === b.script && a.font === b.font && a.href === b.href;
}

/** Neighbours of one style made one, so that no letter is parted from its marks. */
function joined(runs: readonly Run[]): Run[] {
  const made: Run[] = [];
  for (const run of runs) {
    const last = made.at(-1);
    if (run.text === '') continue;
    if (last !== undefined && alike(last.style, run.style)) last.text += run.text;
    else made.push({ ...run });
  }
  return made;
}

/** The letters that fonts drew. A font of capitals drew these too, where it drew Vietnamese at all. */
function inUnicode(runs: readonly Run[]): { runs: Run[]; converted: boolean } {
  const read = runs.map(({ text, style }) => ({ text: unicode(text, style.font), style }));
  const changed = (font: Font) => (run: Run, i: number) =>
    run.style.font === font && run.text !== (runs[i]?.text.replaceAll('\u00a0', ' ') ?? '');
  if (read.some(changed('tcvn3-upper'))) {
    for (const run of read) {
      if (run.style.font === 'tcvn3-upper' && /^[ -~\s]*$/.test(run.text)) run.text = run.text.toUpperCase();
    }
  }
  const fonts = [...new Set(runs.map(({ style }) => style.font))];
  const converted = fonts.some((font) => font !== null && font !== 'wingdings' && read.some(changed(font)));
  return { runs: read, converted };
}

function unicode(text: string, font: Font): string {
  if (font === null) return text;
  const spaced = text.replaceAll('\u00a0', ' ');
  if (font !== 'wingdings') return fromLegacy(spaced, font);
  // A longer one is text that lost its font.
  if (spaced.trim().length > 3) return text;
  return [...spaced].map((character) => wingdings.get(character) ?? character).join('');
}

/** What Word writes by itself in Wingdings, and the bullets that are typed. */
const wingdings: ReadonlyMap<string, string> = new Map([
  ['à', '→'],
  ['ß', '←'],
  ['è', '➔'],
  ['Ø', '➢'],
  ['ü', '✓'],
  ['û', '✗'],
  ['§', '▪'],
  ['v', '❖'],
  ['q', '❑'],
  ['J', '☺'],
  ['L', '☹'],
]);

/** Runs parted where two line breaks meet, with nothing but white space between them. */
function parted(runs: readonly Run[]): Run[][] {
  const parts: Run[][] = [[]];
  let broken = false;
  for (const { text, style } of runs) {
    for (const piece of text.split(/(\n)/)) {
      if (piece === '\n' && broken) parts.push([]);
      else if (piece !== '') parts.at(-1)?.push({ text: piece, style });
      if (piece === '\n') broken = true;
      else if (piece.trim() !== '') broken = false;
    }
  }
  return parts;
}

/** White space as one space, none at the ends of lines, no line breaks at the ends. */
function withoutLooseSpace(runs: readonly Run[]): Run[] {
  const made: Run[] = [];
  let open = true; // Nothing may be spaced from what went before.
  for (const run of runs) {
    if (run.text === '\n') {
      trimEnd(made, /[ \t]+$/);
      if (made.length > 0) made.push(run);
      open = true;
      continue;
    }
    const spaced = run.text.replace(/[ \t]+/g, ' ');
    const text: string = open ? spaced.replace(/^ /, '') : spaced;
    if (text === '') continue;
    const last = made.at(-1);
    // A space has no style of its own; in a link it would lengthen the underline.
    if (text === ' ' && last !== undefined && last.style.href === '') last.text += text;
    else made.push({ text, style: text === ' ' ? plainStyle : run.style });
    open = text.endsWith(' ');
  }
  trimEnd(made, /\s+$/);
  return made;
}

function trimEnd(runs: Run[], space: RegExp): void {
  for (let last = runs.at(-1); last !== undefined; last = runs.at(-1)) {
    last.text = last.text.replace(space, '');
    if (last.text !== '') return;
    runs.pop();
  }
}

function nodesOf(runs: readonly Run[]): DocNode[] {
  return runs.flatMap(({ text, style }) =>
    text.split(/(\n)/).flatMap((piece): DocNode[] => {
      if (piece === '') return [];
      if (piece === '\n') return [{ type: 'hard_break' }];
      const marks = marksOf(style);
      return [marks.length > 0 ? { type: 'text', marks, text: piece } : { type: 'text', text: piece }];
    }),
  );
}

function marksOf({ bold, italic, underline, script, href }: Style): Mark[] {
  const marks: Mark[] = [];
  if (bold) marks.push({ type: 'bold' });
  if (italic) marks.push({ type: 'italic' });
  if (underline && href === '') marks.push({ type: 'underline' });
  if (script !== '') marks.push({ type: script });
  if (href !== '') marks.push({ type: 'link', attrs: { href } });
  return marks;
}

/** The nodes without a mark. */
export function withoutMark(nodes: readonly DocNode[], type: Mark['type']): DocNode[] {
  const made: DocNode[] = [];
  for (const node of nodes) {
    const { marks = [], ...bare } = node;
    const left = marks.filter((mark) => mark.type !== type);
    const kept: DocNode = left.length > 0 ? { ...bare, marks: left } : bare;
    const last = made.at(-1);
    const same = last?.type === 'text' && JSON.stringify(last.marks) === JSON.stringify(kept.marks);
    if (same && kept.type === 'text') last.text = (last.text ?? '') + (kept.text ?? '');
    else made.push(kept);
  }
  return made;
}

/** Whether all that is to be read in nodes has a mark. */
export function allMarked(nodes: readonly DocNode[], type: Mark['type']): boolean {
  const texts = nodes.filter((node) => node.type === 'text' && /[\p{L}\p{N}]/u.test(node.text ?? ''));
  return texts.length > 0 && texts.every(({ marks = [] }) => marks.some((mark) => mark.type === type));
}
