// @vitest-environment jsdom
/** Real pages and pasted bodies, where the folder of samples is there. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test, vi } from 'vitest';
import { faultOf } from '../../src/body/validate';
import { convert } from '../../src/desk/paste/html';
import { settle } from '../../src/desk/paste/settle';
import { allText, everyPicture, wordsKept, wordsSeen } from './paste';

vi.setConfig({ testTimeout: 60_000 });
const folder = `${process.env['BANGTIN_SAMPLES'] ?? `${process.cwd()}/../../shared/data`}/html/`;
const there = existsSync(folder);
const names = there ? readdirSync(folder).filter((name) => name.endsWith('.html')) : [];

describe('real pages', () => {
  test.skipIf(!there)(`there are some (skipped where there is no ${folder})`, () => {
    expect(names.length).toBeGreaterThan(10);
  });

  test.each(names)('%s: valid, and its words are kept', (name) => {
    const html = readFileSync(folder + name, 'utf8');
    const pasted = convert(html, { base: 'https://example.vn/' });
    const doc = settle(pasted.doc, everyPicture(pasted));
    expect(faultOf(doc)).toBeNull();
    expect(wordsKept(wordsSeen(html), allText(doc.content))).toBeGreaterThanOrEqual(0.99);
  });
});
