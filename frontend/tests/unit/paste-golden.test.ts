// @vitest-environment jsdom
/**
 * What other programs put on the clipboard, and what becomes of it: fixture/paste/NAME.html (NAME.rtf, NAME.txt)
 * and NAME.json. UPDATE=1 writes the JSON anew.
 */
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { format } from 'prettier';
import { describe, expect, test, vi } from 'vitest';
import { faultOf } from '../../src/body/validate';
import type { Pasted } from '../../src/desk/paste';
import { fromClipboard, settle } from '../../src/desk/paste';
import { allText, everyPicture, wordsKept, wordsSeen } from './paste';

const folder = `${process.cwd()}/tests/fixture/paste/`;
const read = (file: string): string => (existsSync(folder + file) ? readFileSync(folder + file, 'utf8') : '');
const names = [...new Set(readdirSync(folder).map((file) => file.replace(/\.\w+$/, '')))];

// Three thousand elements in each other take the tests' DOM seconds, once.
vi.setConfig({ testTimeout: 60_000 });
const done = new Map<string, Pasted>();

function pasted(name: string): Pasted {
  const from = { html: read(`${name}.html`), rtf: read(`${name}.rtf`), text: read(`${name}.txt`) };
  const made = done.get(name) ?? fromClipboard(from);
  done.set(name, made);
  return made;
}

/** Those with words that are hidden from readers, or become others. */
const changed = [
  'hostile',
  'libreoffice-vni',
  'nfd-text',
  'plain',
  'web-nukeviet',
  'word-headings-lists',
  'word-legacy-vntime',
];

describe('what was copied', () => {
  test('is there', () => {
    expect(names.length).toBeGreaterThanOrEqual(12);
  });

  test.each(names)('%s', async (name) => {
    const made = pasted(name);
    const pictures = made.pictures.map((picture) => ({
      ...picture,
      src: picture.src.slice(0, 100),
      file: picture.file && `${picture.file.type}, ${String(picture.file.size)} bytes`,
    }));
    const json = await format(JSON.stringify({ ...made, pictures }), { parser: 'json', printWidth: 110 });
    if (process.env['UPDATE'] === '1') writeFileSync(`${folder}${name}.json`, json);
    expect(json).toBe(read(`${name}.json`));
  });

  test.each(names)('%s is a document of ours, with its pictures and without', (name) => {
    const made = pasted(name);
    expect(faultOf(settle(made.doc, everyPicture(made)))).toBeNull();
    expect(faultOf(settle(made.doc, new Map()))).toBeNull();
  });

  test.each(names.filter((name) => !changed.includes(name)))('%s keeps its words', (name) => {
    const words = wordsSeen(read(`${name}.html`));
    expect(wordsKept(words, allText(pasted(name).doc.content))).toBe(1);
  });
});

test('pieces of these pages in any order make a document of ours too', () => {
  const pages = names.filter((name) => name !== 'hostile').map((name) => read(`${name}.html`));
  const pieces = pages.flatMap((page) => page.split(/(?=<)/));
  let seed = 20240703;
  const next = (): number => (seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648);
  for (let run = 0; run < 150; run++) {
    const html = Array.from({ length: 60 }, () => pieces[next() % pieces.length]).join('');
    const made = fromClipboard({ html });
    expect(faultOf(settle(made.doc, everyPicture(made))), html).toBeNull();
  }
});
