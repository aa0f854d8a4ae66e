import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { readDoc } from '../../src/desk/editor/read';
import { writeDoc } from '../../src/desk/editor/write';
import { editorSchema } from '../../src/desk/editor/schema';
import { schema as rules } from '../../src/body/schema';

const folder = new URL('../../../app/body/testdata/accepted/', import.meta.url);
const samples = readdirSync(folder)
  .filter((file) => file.endsWith('.json'))
  .map((file): [string, unknown] => [file, JSON.parse(readFileSync(new URL(file, folder), 'utf8'))]);

const media = '0123456789abcdef'.repeat(4);
const doc = (...content: unknown[]) => ({ type: 'doc', content });

describe('every accepted sample comes out as it went in', () => {
  test.each(samples)('%s', (_, sample) => {
    const node = readDoc(sample);
    node.check();
    expect(writeDoc(node)).toEqual(sample);
  });
});

test('the editor has the types of the document and no others but the kept ones', () => {
  const own = Object.keys(editorSchema.nodes).filter((name) => !name.startsWith('kept_'));
  expect(own.sort()).toEqual([...rules.keys()].sort());
  for (const [name, rule] of rules) {
    const attrs = Object.keys(editorSchema.nodes[name]?.spec.attrs ?? {});
    for (const attr of rule.attrs ?? []) expect(attrs, name).toContain(attr.name);
  }
});

describe('what only the editor can get wrong', () => {
  const same: [string, unknown][] = [
    ['no member at all', { type: 'doc' }],
    ['an attribute given with its default, another not', doc({ type: 'figure', attrs: { id: 'a', media, focusX: 500, credit: '' } })],
    ['a list of which one item is unknown', doc({ type: 'bullet_list', attrs: { id: 'a' }, content: [
      { type: 'list_item', content: [{ type: 'paragraph' }] }, { type: 'task', attrs: { done: true } }] })],
    ['a table with an unknown row', doc({ type: 'table', attrs: { id: 'a' }, content: [
      { type: 'table_row', content: [{ type: 'table_cell', content: [{ type: 'paragraph' }] }] }, { type: 'sum' }] })],
    ['an unknown node with marks', doc({ type: 'paragraph', attrs: { id: 'a' }, content: [
      { type: 'emoji', marks: [{ type: 'bold' }], attrs: {} }] })],
    ['two unknown marks', doc({ type: 'paragraph', attrs: { id: 'a' }, content: [
      { type: 'text', text: 'a', marks: [{ type: 'size' }, { type: 'colour', attrs: { n: [1, null] } }] }] })],
    ['unknown names that objects have by themselves', doc({ type: 'constructor', attrs: { id: 'a' } })],
    ['empty attributes of a mark and of a node inside', doc({ type: 'blockquote', attrs: { id: 'a' }, content: [
      { type: 'paragraph', attrs: {}, marks: [], content: [{ type: 'text', text: 'a', marks: [{ type: 'bold', attrs: {} }] }] }] })],
  ]; // prettier-ignore
  test.each(same)('%s', (_, sample) => {
    expect(writeDoc(readDoc(sample))).toEqual(sample);
  });

  test('the paragraph of an empty document is written once something is in it', () => {
    const node = readDoc({ type: 'doc' });
    expect(node.childCount).toBe(1);
    const full = node.copy(node.content.replaceChild(0, node.child(0).copy(readDoc(doc({ type: 'paragraph',
      content: [{ type: 'text', text: 'a' }] })).child(0).content))); // prettier-ignore
    expect(writeDoc(full)).toEqual(doc({ type: 'paragraph', content: [{ type: 'text', text: 'a' }] }));
  });

  test('an attribute that gets its default back is left out unless it was given', () => {
    const node = readDoc(doc({ type: 'figure', attrs: { id: 'a', media, caption: 'Cũ' } })).child(0);
    const changed = node.type.create({ ...node.attrs, caption: '' });
    expect(writeDoc(node.type.schema.node('doc', null, [changed]))).toEqual(
      doc({ type: 'figure', attrs: { id: 'a', media } }),
    );
  });
});
