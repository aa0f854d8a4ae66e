// @vitest-environment jsdom
import { DOMParser, DOMSerializer } from 'prosemirror-model';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { faultOf } from '../../src/body/validate';
import { withIds } from '../../src/desk/editor/ids';
import { readDoc } from '../../src/desk/editor/read';
import { editorSchema } from '../../src/desk/editor/schema';
import { writeDoc } from '../../src/desk/editor/write';

const folder = join(process.cwd(), '../app/body/testdata/accepted');

function parse(html: string): unknown {
  const box = document.createElement('div');
  box.innerHTML = html;
  return writeDoc(withIds(DOMParser.fromSchema(editorSchema).parse(box)));
}

/** What comes back of a document that was copied and pasted. */
function copied(doc: unknown): unknown {
  const box = document.createElement('div');
  box.append(DOMSerializer.fromSchema(editorSchema).serializeFragment(readDoc(doc).content, { document }));
  return parse(box.innerHTML);
}

// The clipboard joins spaces, and what a document itself has stays with it.
const other =
  /^(doc-|text-only-spaces|text-controls|unknown-member-of-doc|marks-empty-list|paragraph-content-empty-list)/;
const samples = readdirSync(folder).filter((file) => file.endsWith('.json') && !other.test(file));

test.each(samples)('copied and pasted: %s', (file) => {
  const sample: unknown = JSON.parse(readFileSync(join(folder, file), 'utf8'));
  expect(copied(sample)).toEqual(sample);
});

const hostile: [string, string][] = [
  ['a link that runs', '<p><a href="javascript:alert(1)">x</a></p>'],
  ['an id that is none', '<p data-id="a b">x</p>'],
  ['kept attributes with a fraction', '<p data-kept=\'{"attrs":{"n":1.5}}\'>x</p>'],
  ['kept attributes that are no JSON', '<p data-kept="{">x</p>'],
  ['a kept node with a bad link', '<div data-kept-node=\'{"type":"x","content":[{"type":"text","text":"a","marks":[{"type":"link","attrs":{"href":"javascript:1"}}]}]}\'></div><p>x</p>'],
  ['a figure without a hash', '<figure data-media="x"></figure><p>x</p>'],
  ['spans out of all measure', '<table><tr><td colspan="99999">x</td></tr></table>'],
  ['a heading of level 1', '<h1>x</h1>'],
]; // prettier-ignore

test.each(hostile)('from another page: %s', (_, html) => {
  const doc = parse(html);
  expect(faultOf(doc)).toBeNull();
  expect(JSON.stringify(doc)).toContain('"x"');
});
