/** Headings of all ranks as the two levels that a document has. */
import type { DocNode } from './node';

/**
 * The highest rank becomes 2 and all below it 3. A title (the rank 0, or the only heading of the highest rank if
 * it opens the document) stands above the others and does not count: the rank below it is 2 as well.
 */
export function withLevels(blocks: readonly DocNode[]): void {
  const headings = headingsOf(blocks);
  const ranks = [...new Set(headings.map(rankOf))].sort((a, b) => a - b);
  const [highest = 0, next] = ranks;
  const alone = headings.filter((heading) => rankOf(heading) === highest).length === 1;
  const isTitle = highest === 0 || (alone && blocks[0] !== undefined && rankOf(blocks[0]) === highest);
  const second = isTitle && next !== undefined ? next : highest;
  for (const heading of headings) heading.attrs = { level: rankOf(heading) <= second ? 2 : 3 };
}

const rankOf = (node: DocNode): number => (node.type === 'heading' ? Number(node.attrs?.['level'] ?? 9) : 10);

function headingsOf(nodes: readonly DocNode[]): DocNode[] {
  return nodes.flatMap((node) => (node.type === 'heading' ? [node] : headingsOf(node.content ?? [])));
}
