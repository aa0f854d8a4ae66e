/** Tables, also those that only lay out a page. */
import type { Flow } from './flow';
import { allMarked, withoutMark } from './inline';
import type { DocNode } from './node';
import { lineOf, paragraph } from './node';
import type { Context, Reader } from './reader';

interface Cell {
  element: Element;
  header: boolean;
  colspan: number;
  rowspan: number;
}

/**
 * A table becomes one of ours. One of a single column lays out a page or frames a picture, so it is taken
 * apart; one inside an item, a quotation or a cell becomes a paragraph for each of its rows.
 */
export function readTable(table: Element, context: Context, flow: Flow, reader: Reader): void {
  const rows = rowsOf(table);
  for (const child of table.children) {
    if (child.localName === 'caption') flow.put(...reader.inside(child, context));
  }
  const width = Math.max(0, ...rows.map((row) => row.reduce((sum, cell) => sum + cell.colspan, 0)));
  const single = rows.every((row) => row.length <= 1) || width <= 1;
  if (single || table.getAttribute('role') === 'presentation') takeApart(rows, context, flow, reader);
  else if (context.inside) flatten(rows, context, flow, reader);
  else flow.put(...tableOf(rows, context, reader));
}

function rowsOf(table: Element): Cell[][] {
  const rows: Cell[][] = [];
  for (const part of table.children) {
    const inHead = part.localName === 'thead';
    const found = part.localName === 'tr' ? [part] : /^t(?:head|body|foot)$/.test(part.localName) ? [...part.children] : []; // prettier-ignore
    for (const row of found) {
      // A row of no height is how Word gives columns their widths.
      if (row.getAttribute('height') === '0' && (row.textContent ?? '').trim() === '') continue;
      const cells = [...row.children].filter(({ localName }) => localName === 'td' || localName === 'th');
      rows.push(cells.map((cell) => cellOf(cell, inHead)));
    }
  }
  return rows;
}

function cellOf(element: Element, inHead: boolean): Cell {
  const span = (name: string): number => {
    const digits = /^\s*\+?(\d+)/.exec(element.getAttribute(name) ?? '')?.[1] ?? '1';
    return Math.min(Math.max(Number(digits), name === 'rowspan' ? 0 : 1), 1_000);
  };
  const header = inHead || element.localName === 'th';
  return { element, header, colspan: span('colspan'), rowspan: span('rowspan') };
}

/** What follows a picture in such a table is its caption, as portals frame them. */
function takeApart(rows: readonly Cell[][], context: Context, flow: Flow, reader: Reader): void {
  let afterPicture = false;
  for (const { element } of rows.flat()) {
    const content = reader.flow();
    reader.node(element, context, content);
    const blocks = content.finish();
    const [first] = blocks;
    if (afterPicture && blocks.length === 1 && first?.type === 'paragraph') reader.called(first);
    afterPicture = blocks.length > 0 && blocks.every(({ type }) => type === 'figure');
    flow.put(...blocks);
  }
}

function flatten(rows: readonly Cell[][], context: Context, flow: Flow, reader: Reader): void {
  reader.notes.add('nested_table_flattened');
  for (const row of rows) flow.put(...inOneLine(row.map((cell) => contentOf(cell, context, reader))));
}

/** The cells of a row as one paragraph, where each is a paragraph at most; else as they are. */
function inOneLine(cells: readonly DocNode[][]): DocNode[] {
  const filled = cells.filter((cell) => lineOf(cell) !== '' || cell.some(({ type }) => type !== 'paragraph'));
  const plain = filled.every((cell) => cell.length === 1 && cell[0]?.type === 'paragraph');
  if (!plain) return filled.flat();
  const content = filled.flatMap((cell, i) => {
    const inner = cell[0]?.content ?? [];
    return i === 0 ? inner : [{ type: 'text', text: ' | ' }, ...inner];
  });
  return content.length > 0 ? [paragraph(content)] : [];
}

function contentOf(cell: Cell, context: Context, reader: Reader): DocNode[] {
  const flow = reader.flow();
  reader.node(cell.element, { ...context, inside: true }, flow);
  return flow.finish();
}

function tableOf(rows: readonly Cell[][], context: Context, reader: Reader): DocNode[] {
  const read = rows.map((row) => row.map((cell) => ({ cell, content: contentOf(cell, context, reader) })));
  const anything = read.flat().some(({ content }) => content.length > 0);
  if (!anything) return [];
  const headed = read.length > 1 && isHead(read[0]?.map(({ content }) => content) ?? []);
  const onlyFirst = headed && !read.slice(1).every((row) => isHead(row.map(({ content }) => content)));
  const spans = heights(rows);
  const made = read.map((row, r) =>
    row.map(({ cell, content }): DocNode => {
      const header = cell.header || (r === 0 && onlyFirst);
      const rowspan = spans.get(cell) ?? 1;
      const attrs = {
        ...(cell.colspan > 1 ? { colspan: cell.colspan } : {}),
        ...(rowspan > 1 ? { rowspan } : {}),
      };
      return {
        type: header ? 'table_header' : 'table_cell',
        ...(Object.keys(attrs).length > 0 ? { attrs } : {}),
        content: content.length > 0 ? (header ? content.map(unbold) : content) : [paragraph()],
      };
    }),
  );
  const filled = made.filter((row) => row.length > 0);
  return [{ type: 'table', content: filled.map((content) => ({ type: 'table_row', content })) }];
}

/** Whether every cell of a row is filled, with bold paragraphs only: the head of a table made by hand. */
function isHead(row: readonly DocNode[][]): boolean {
  const bold = (block: DocNode): boolean =>
    block.type === 'paragraph' && allMarked(block.content ?? [], 'bold');
  return row.length > 1 && row.every((cell) => lineOf(cell) !== '' && cell.every(bold));
}

function unbold(block: DocNode): DocNode {
  return block.type === 'paragraph' && block.content ? paragraph(withoutMark(block.content, 'bold')) : block;
}

/** How many rows each cell reaches over, of those that have cells of their own. */
function heights(rows: readonly Cell[][]): Map<Cell, number> {
  const made = new Map<Cell, number>();
  rows.forEach((row, r) => {
    for (const cell of row) {
      const end = cell.rowspan === 0 ? rows.length : Math.min(r + cell.rowspan, rows.length);
      made.set(cell, rows.slice(r, end).filter((below) => below.length > 0).length);
    }
  });
  return made;
}
