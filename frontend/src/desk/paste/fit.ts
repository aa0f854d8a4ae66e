/** Keeps a document within the limits of ours: what is too deep is raised, what is too much is joined, then cut. */
import { limits } from '../../body/schema';
import type { DocNode, Note } from './node';
import { paragraph } from './node';

/** The levels that a node needs below it at least. */
const needs: Readonly<Record<string, number>> = { bullet_list: 3, ordered_list: 3, blockquote: 2 };

/** What a block gets later: an id, a media name in place of a key. */
const later = { id: 48, media: 96 };

/** The blocks within the limits; notes say what had to be done. */
export function fitted(blocks: readonly DocNode[], notes: Set<Note>): DocNode[] {
  const raised = raise(blocks, 1, notes);
  const few = raised.length > limits.blocks ? join(raised, notes) : raised;
  return cut(few, notes);
}

/** Nodes for a level: those that would reach too deep give their content in their place. */
function raise(nodes: readonly DocNode[], level: number, notes: Set<Note>): DocNode[] {
  return nodes.flatMap((node): DocNode[] => {
    if (level + (needs[node.type] ?? 0) > limits.depth) {
      notes.add('depth_flattened');
      const inner = node.type === 'blockquote' ? [node] : (node.content ?? []);
      return raise(
        inner.flatMap(({ content = [] }) => content),
        level,
        notes,
      );
    }
    if (node.content === undefined || node.type === 'paragraph' || node.type === 'heading') return [node];
    const items = node.type.endsWith('_list') ? flatItems(node.content, level, notes) : node.content;
    const content = raise(items, level + 1, notes);
    return content.length > 0 ? [{ ...node, content }] : [];
  });
}

/** The items of a list at a level; items of lists in it that would be too deep follow their own. */
function flatItems(items: readonly DocNode[], level: number, notes: Set<Note>): DocNode[] {
  const isList = ({ type }: DocNode): boolean => type === 'bullet_list' || type === 'ordered_list';
  if (level + 2 + (needs['bullet_list'] ?? 0) <= limits.depth) return [...items];
  return items.flatMap((item): DocNode[] => {
    const content = item.content ?? [];
    if (!content.some(isList)) return [item];
    notes.add('depth_flattened');
    const own = content.filter((node) => !isList(node));
    const nothing = own.length === 1 && own[0]?.content === undefined;
    const lists = content.filter(isList);
    const below = flatItems(lists.flatMap((list) => list.content ?? []), level, notes); // prettier-ignore
    return nothing ? below : [{ ...item, content: own }, ...below];
  });
}

/** Neighbouring paragraphs joined by line breaks, as many as must be. */
function join(blocks: readonly DocNode[], notes: Set<Note>): DocNode[] {
  notes.add('paragraphs_joined');
  const each = Math.ceil((2 * blocks.length) / limits.blocks);
  const made: DocNode[] = [];
  let count = 0;
  for (const block of blocks) {
    const last = made.at(-1);
    const joins = block.type === 'paragraph' && last?.type === 'paragraph' && count < each;
    if (joins) {
      const content = [...(last.content ?? []), { type: 'hard_break' }, ...(block.content ?? [])];
      made[made.length - 1] = paragraph(content);
      count++;
    } else {
      made.push(block);
      count = 1;
    }
  }
  return made;
}

/** As many blocks from the beginning as the document may have, in number and bytes. */
function cut(blocks: readonly DocNode[], notes: Set<Note>): DocNode[] {
  const encoder = new TextEncoder();
  let left = limits.bytes - 64;
  const made: DocNode[] = [];
  for (const block of blocks) {
    const json = JSON.stringify(block);
    left -= encoder.encode(json).length + later.id + later.media * (json.split('"pending"').length - 1);
    if (left < 0 || made.length === limits.blocks) {
      notes.add('cut_to_fit');
      return made;
    }
    made.push(block);
  }
  return made;
}
