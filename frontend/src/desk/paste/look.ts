/**
 * What the style of an element says that is kept: marks, levels, lists, and the font that tells how its letters
 * are to be read. Word and LibreOffice say much of it in a style sheet, so that is read too, as far as its
 * rules name a tag, a class or both.
 */
import type { FontEncoding } from '../../viet/legacy';
import { fontEncoding } from '../../viet/legacy';

/** How the letters of a font are to be read; null as they are. */
export type Font = FontEncoding | 'wingdings' | null;

/** A style; what it does not say is inherited. */
export interface Look {
  bold?: boolean;
  italic?: boolean;
  underline?: boolean;
  script?: 'subscript' | 'superscript' | '';
  font?: Font;
  centred?: boolean;
  pre?: boolean;
  hidden?: boolean;
  /** Laid out as a block, whatever its tag. */
  block?: boolean;
  /** The level of a heading that is no h1 to h6, from 0, the title of a document. */
  rank?: number;
  /** The level in one of Word's lists, from 1. */
  listLevel?: number;
  /** The bullet or number of an item of Word's lists, written as text. */
  marker?: boolean;
  caption?: boolean;
  quote?: boolean;
  /** How a list is numbered, if not by figures. */
  numbering?: string;
}

type Declarations = Map<string, string>;

const captionClass =
  /(?:^|[\s_-])(?:\w*caption|image[_-]?desc\w*|img[_-]?desc\w*|photo[_-]?desc\w*|chu-?thich\w*)(?=$|[\s_-])/i;

export class Looks {
  private readonly rules: Map<string, Declarations>;
  private readonly seen = new Map<string, Look>();

  constructor(css: string) {
    this.rules = rulesOf(css);
  }

  of(element: Element): Look {
    const attr = (name: string): string => element.getAttribute(name) ?? '';
    const tag = element.localName;
    const parts = [tag, attr('class'), attr('style'), attr('align'), attr('face'), attr('type')];
    const key = parts.join('\u0000');
    let look = this.seen.get(key);
    if (look === undefined) {
      look = this.read(tag, attr('class'), attr('style'), attr('align'), attr('face'), attr('type'));
      this.seen.set(key, look);
    }
    return look;
  }

  private read(tag: string, names: string, style: string, align: string, face: string, type: string): Look {
    const look: Look = { ...byTag[tag] };
    const said = new Map<string, string>();
    const classes = names.toLowerCase().split(/\s+/).filter(Boolean);
    for (const name of [tag, ...classes.map((one) => `.${one}`), ...classes.map((one) => `${tag}.${one}`)]) {
      for (const [property, value] of this.rules.get(name) ?? []) said.set(property, value);
    }
    if (align !== '') said.set('text-align', align.toLowerCase());
    if (face !== '') said.set('font-family', face);
    for (const [property, value] of declarations(style)) said.set(property, value);
    byClass(look, classes, names);
    for (const [property, value] of said) properties[property]?.(look, value);
    if (/^[aAiI]$/.test(type) && (tag === 'ol' || tag === 'li')) look.numbering = numberings[type] ?? '';
    return look;
  }
}

const numberings: Record<string, string> = { a: 'lower-alpha', A: 'upper-alpha', i: 'lower-roman', I: 'upper-roman' }; // prettier-ignore

const bold: Look = { bold: true };
const italic: Look = { italic: true };
const underline: Look = { underline: true };
const byTag: Readonly<Record<string, Look>> = {
  b: bold,
  strong: bold,
  i: italic,
  em: italic,
  cite: italic,
  dfn: italic,
  var: italic,
  u: underline,
  sub: { script: 'subscript' },
  sup: { script: 'superscript' },
  center: { centred: true },
  pre: { pre: true },
  h1: { rank: 1 },
  h2: { rank: 2 },
  h3: { rank: 3 },
  h4: { rank: 4 },
  h5: { rank: 5 },
  h6: { rank: 6 },
};

function byClass(look: Look, classes: readonly string[], names: string): void {
  if (captionClass.test(names)) look.caption = true;
  for (const name of classes) {
    const heading = /^msoheading([1-9])/.exec(name);
    if (heading !== null) look.rank = Number(heading[1]);
    else if (name.startsWith('msotitle')) look.rank = 0;
    else if (/^mso(?:intense)?quote/.test(name)) look.quote = true;
    else if (name === 'text-center') look.centred = true;
    // What readers of a Word document see only in its margin.
    else if (name === 'msocommentreference' || name === 'msodel') look.hidden = true;
  }
}

/** What each property says. */
const properties: Readonly<Record<string, (look: Look, value: string) => void>> = {
  'font-weight': (look, value) => {
    if (value !== 'inherit') look.bold = /^bold/i.test(value) || Number(value) >= 600;
  },
  'font-style': (look, value) => {
    if (value !== 'inherit') look.italic = /^(?:italic|oblique)/i.test(value);
  },
  'text-decoration': decorated,
  'text-decoration-line': decorated,
  'vertical-align': (look, value) => {
    const raised: Record<string, 'subscript' | 'superscript' | ''> = { sub: 'subscript', super: 'superscript', baseline: '' }; // prettier-ignore
    const script = raised[value.toLowerCase()];
    if (script !== undefined) look.script = script;
  },
  'font-family': (look, value) => {
    if (value === 'inherit') return;
    look.font = /^["']?wingdings["']?(?:,|$)/i.test(value) ? 'wingdings' : fontEncoding(value);
  },
  'text-align': (look, value) => {
    look.centred = /center|middle/i.test(value);
  },
  'white-space': (look, value) => {
    look.pre = value === 'pre';
  },
  display: (look, value) => {
    if (value === 'none') look.hidden = true;
    if (/^(?:block|flex|grid|table|list-item|table-cell|table-row)$/.test(value)) look.block = true;
  },
  'mso-hide': (look, value) => {
    if (value === 'all') look.hidden = true;
  },
  'mso-outline-level': (look, value) => {
    if (/^[1-9]$/.test(value)) look.rank ??= Number(value);
  },
  'mso-list': (look, value) => {
    const level = /\blevel([1-9])\b/i.exec(value);
    if (/^ignore$/i.test(value)) look.marker = true;
    else if (level !== null) look.listLevel = Number(level[1]);
    else if (/^none/i.test(value)) delete look.listLevel;
  },
  'mso-element': (look, value) => {
    if (/^comment/i.test(value)) look.hidden = true;
  },
  'list-style-type': (look, value) => {
    look.numbering = value.toLowerCase();
  },
};

function decorated(look: Look, value: string): void {
  if (/underline/i.test(value)) look.underline = true;
  else if (/none/i.test(value)) look.underline = false;
}

/** The declarations of a style attribute or of a rule, later ones over earlier ones. */
function declarations(style: string): Declarations {
  const made: Declarations = new Map();
  for (const found of style.matchAll(/([\w-]+)\s*:((?:"[^"]*"|'[^']*'|\([^)]*\)|[^;"'(])*)/g)) {
    const name = (found[1] ?? '').toLowerCase();
    if (Object.hasOwn(properties, name)) made.set(name, (found[2] ?? '').replace(/!important/i, '').trim());
  }
  return made;
}

/** What a style sheet says of tags and classes; what is shown or hidden it may say for other sizes of a page. */
function rulesOf(css: string): Map<string, Declarations> {
  const made = new Map<string, Declarations>();
  const plain = css.replace(/\/\*[\s\S]*?\*\//g, '').replace(/<!--|-->/g, '');
  for (const found of plain.matchAll(/([^{}]+)\{([^{}]*)\}/g)) {
    const said = declarations(found[2] ?? '');
    said.delete('display');
    if (said.size === 0) continue;
    for (const selector of (found[1] ?? '').toLowerCase().split(',')) {
      const name = selector.trim();
      if (!/^[a-z][a-z0-9]*$|^(?:[a-z][a-z0-9]*)?\.[\w-]+$/.test(name)) continue;
      made.set(name, new Map([...(made.get(name) ?? []), ...said]));
    }
  }
  return made;
}
