/** Reads the elements of a page into blocks of ours. It goes by what things are, not by how they are styled. */
import { linkFault } from '../../body/link';
import type { Hints } from './caption';
import type { Place } from './flow';
import { Flow } from './flow';
import type { Style } from './inline';
import { plainStyle } from './inline';
import { readFakeItem, readList } from './list';
import type { Look, Looks } from './look';
import type { DocNode, Note, Picture } from './node';
import { pictureOf } from './picture';
import { readTable } from './table';

/** Everything that is inherited from the elements around. */
export interface Context {
  style: Style;
  place: Place;
  /** In a quotation, an item or a cell, where no table nor divider may stand. */
  inside: boolean;
  pre: boolean;
  depth: number;
}

export const start: Context = {
  style: plainStyle,
  place: { centred: false, caption: false, rank: null },
  inside: false,
  pre: false,
  depth: 0,
};

/** Elements deeper than this give their text only: browsers themselves stop at 512. */
const deepest = 200;

const dropped = new Set([
  'head', 'title', 'meta', 'link', 'base', 'script', 'style', 'noscript', 'template', 'svg', 'canvas',
  'button', 'input', 'select', 'textarea', 'datalist', 'progress', 'meter', 'map', 'rp', 'xml', 'colgroup', 'col',
]); // prettier-ignore
const embeds = new Set(['iframe', 'object', 'embed', 'video', 'audio', 'applet', 'frame', 'frameset']);
const blocks = new Set([
  'html', 'body', 'p', 'div', 'h1', 'h2', 'h3', 'h4', 'h5', 'h6', 'ul', 'ol', 'menu', 'dir', 'li', 'dl', 'dt', 'dd',
  'table', 'caption', 'thead', 'tbody', 'tfoot', 'tr', 'td', 'th', 'blockquote', 'pre', 'listing', 'xmp', 'center',
  'section', 'article', 'header', 'footer', 'main', 'aside', 'nav', 'hgroup', 'search', 'figure', 'figcaption',
  'address', 'form', 'fieldset', 'legend', 'details', 'summary', 'hr', 'dialog',
]); // prettier-ignore

export class Reader {
  readonly pictures: Picture[] = [];
  readonly notes = new Set<Note>();
  private readonly hints: Hints = new WeakMap();

  constructor(
    private readonly looks: Looks,
    /** The address from which relative ones count, or empty. */
    private readonly base: string,
    private readonly prefix: string,
  ) {}

  look(element: Element): Look {
    return this.looks.of(element);
  }

  /** What stands in a place of its own: all that is below a node. */
  inside(node: Node, context: Context): DocNode[] {
    const flow = this.flow();
    this.children(node, context, flow);
    return flow.finish();
  }

  /** A paragraph that stands where captions do. */
  called(block: DocNode): void {
    this.hints.set(block, { centred: false, caption: true });
  }

  flow(): Flow {
    return new Flow(this.hints, () => this.notes.add('legacy_fonts_converted'));
  }

  children(node: Node, context: Context, flow: Flow): void {
    for (let child = node.firstChild; child !== null; child = child.nextSibling)
      this.node(child, context, flow);
  }

  node(node: Node, context: Context, flow: Flow): void {
    if (node.nodeType === Node.TEXT_NODE) {
      const text = node.nodeValue ?? '';
      flow.text(context.pre ? text : text.replace(/[\n\r\f]/g, ' '), context.style, context.place);
    } else if (node.nodeType === Node.ELEMENT_NODE) this.element(node as Element, context, flow);
  }

  private element(element: Element, outer: Context, flow: Flow): void {
    const tag = element.localName;
    if (dropped.has(tag)) return;
    if (embeds.has(tag)) {
      this.notes.add('embeds_dropped');
      return;
    }
    const look = this.look(element);
    if (look.hidden === true || look.marker === true || isGone(element)) return;
    if (tag === 'br') {
      if (!element.classList.contains('Apple-interchange-newline')) flow.text('\n', outer.style, outer.place);
      return;
    }
    if (tag === 'img') {
      this.picture(element, outer, flow);
      return;
    }
    const context = this.within(element, look, outer);
    if (context.depth > deepest) this.textOnly(element, context, flow);
    else if (blocks.has(tag) || look.block === true) this.block(tag, element, look, context, flow);
    else this.inline(tag, element, context, flow);
  }

  private inline(tag: string, element: Element, context: Context, flow: Flow): void {
    if (tag === 'q') flow.text('“', context.style, context.place);
    this.children(element, context, flow);
    if (tag === 'q') flow.text('”', context.style, context.place);
  }

  private block(tag: string, element: Element, look: Look, context: Context, flow: Flow): void {
    flow.end();
    if (tag === 'hr') {
      if (!context.inside) flow.put({ type: 'divider' });
    } else if (tag === 'ul' || tag === 'ol' || tag === 'menu' || tag === 'dir') {
      readList(element, look, context, flow, this);
    } else if (tag === 'table') readTable(element, context, flow, this);
    else if (tag === 'blockquote' || look.quote === true) this.quote(tag, element, context, flow);
    else if (tag === 'figcaption') flow.caption(this.inside(element, context));
    else if (look.listLevel !== undefined && tag !== 'li' && element.parentElement?.localName !== 'li') {
      readFakeItem(element, look.listLevel, context, flow, this);
    } else this.children(element, context, flow);
    flow.end();
  }

  private quote(tag: string, element: Element, context: Context, flow: Flow): void {
    const inner = this.inside(element, { ...context, inside: true });
    if (tag !== 'blockquote') flow.quoted(inner);
    else if (inner.length > 0) flow.put({ type: 'blockquote', content: inner });
  }

  private within(element: Element, look: Look, outer: Context): Context {
    const place = placeWithin(look, outer.place);
    const style = this.styleWithin(element, look, outer.style);
    return { ...outer, style, place, pre: look.pre ?? outer.pre, depth: outer.depth + 1 };
  }

  private styleWithin(element: Element, look: Look, outer: Style): Style {
    const href = element.localName === 'a' ? this.address(element) : outer.href;
    const { bold = outer.bold, italic = outer.italic, underline = outer.underline } = look;
    const { script = outer.script, font = outer.font } = look;
    const marks = bold === outer.bold && italic === outer.italic && underline === outer.underline;
    if (marks && script === outer.script && font === outer.font && href === outer.href) return outer;
    return { bold, italic, underline, script, font, href };
  }

  /** The address of a link that may be one, else empty. */
  private address(anchor: Element): string {
    const href = (anchor.getAttribute('href') ?? '').trim().replace(/^\/\//, 'https://');
    if (href === '' || href.startsWith('#')) return '';
    if (linkFault(href) === null) return href;
    if (this.base === '' || /^[a-z][a-z0-9+.-]*:/i.test(href)) return '';
    try {
      const whole = new URL(href, this.base).href;
      return linkFault(whole) === null ? whole : '';
    } catch {
      return '';
    }
  }

  private picture(image: Element, context: Context, flow: Flow): void {
    const found = pictureOf(image, this.base);
    if ('mark' in found) {
      if (found.mark !== '') flow.text(found.mark, context.style, context.place);
      if (found.dropped) this.notes.add('pictures_dropped');
      return;
    }
    const index = this.pictures.length;
    const picture: Picture = { key: `${this.prefix}${String(index + 1)}`, ...found, index, file: null };
    this.pictures.push(picture);
    flow.put({ type: 'figure', attrs: { pending: picture.key } });
  }

  private textOnly(element: Element, context: Context, flow: Flow): void {
    flow.end();
    const walker = element.ownerDocument.createTreeWalker(
      element,
      NodeFilter.SHOW_TEXT | NodeFilter.SHOW_ELEMENT,
      (node) => {
        if (node.nodeType === Node.TEXT_NODE) return NodeFilter.FILTER_ACCEPT;
        const { localName } = node as Element;
        return dropped.has(localName) || embeds.has(localName)
          ? NodeFilter.FILTER_REJECT
          : NodeFilter.FILTER_ACCEPT;
      },
    );
    for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
      if (node.nodeType === Node.TEXT_NODE) this.node(node, context, flow);
      else if (blocks.has((node as Element).localName)) flow.end();
    }
    this.notes.add('depth_flattened');
  }
}

/** Hidden, or struck out by somebody who tracks changes. */
function isGone(element: Element): boolean {
  const tracked =
    element.localName === 'del' && (element.hasAttribute('datetime') || element.hasAttribute('cite'));
  return tracked || element.hasAttribute('hidden');
}

function placeWithin(look: Look, outer: Place): Place {
  const { centred = outer.centred, rank = outer.rank } = look;
  const caption = outer.caption || look.caption === true;
  if (centred === outer.centred && rank === outer.rank && caption === outer.caption) return outer;
  return { centred, caption, rank };
}
