import { expect, test } from 'vitest';
import { readdirSync, readFileSync } from 'node:fs';
import type { Card, Front } from '../../src/api/types';
import { blocksOf, figuresOf, plainText, safeAddress } from '../../src/body/read';
import { allowed } from '../../src/kiosk/lock';
import { idsOf, renewed } from '../../src/reading/follow';
import { parse } from '../../src/ui/router.svelte';

const id = '0123456789abcdefghjkmnpqrs';

test.each([
  ['/', { name: 'front' }],
  ['', { name: 'front' }],
  [`/bai/rung-gap-bien-${id}`, { name: 'article', id }],
  [`/bai/${id}`, { name: 'article', id }],
  [`/bai/old-name-of-it-${id}/`, { name: 'article', id }],
  ['/bai/too-short', { name: 'missing' }],
  [`/bai/x-${id.replace('0', 'u')}`, { name: 'missing' }],
  ['/chuyen-muc/doi-ngoai', { name: 'category', slug: 'doi-ngoai' }],
  ['/chuyen-muc/%E0%A4%A', { name: 'category', slug: '%E0%A4%A' }],
  ['/chuyen-muc/a/b', { name: 'missing' }],
  ['/chuong-trinh', { name: 'hall', page: 'chuong-trinh', part: '' }],
  ['/hien-vat/12%2Fa/', { name: 'hall', page: 'hien-vat', part: '12/a' }],
  ['/thong-tin/x/y', { name: 'missing' }],
  ['/chu-de/kinh-te-bien', { name: 'list', of: 'topic', slug: 'kinh-te-bien' }],
  ['/loat-bai/duong-len-pu-sung/', { name: 'list', of: 'series', slug: 'duong-len-pu-sung' }],
  ['/loat-bai/', { name: 'missing' }],
  ['/elsewhere', { name: 'missing' }],
])('the path %s', (path, route) => {
  expect(parse(path)).toEqual(route);
});

const card = (name: string, title = name) => ({ id: name, title }) as Card;
const page = (lead: Card | null, latest: Card[], cards: Card[] = []): Front =>
  ({
    lead,
    latest,
    sections: cards.length > 0 ? [{ category: { id: 's' }, cards }] : [],
    cursor: '1',
  }) as unknown as Front;

test('what is read stays; the withdrawn leave, the edited change, the new wait', () => {
  const shown = page(card('a'), [card('b'), card('c')], [card('b')]);
  const fresh = page(card('n'), [card('a'), card('c', 'C')], [card('n')]);
  const held = renewed(shown, fresh, new Set(['n', 'b', 'c']));
  expect(held.lead?.id).toBe('a');
  expect(held.latest.map(({ title }) => title)).toEqual(['C']);
  expect(held.sections).toEqual([]);
  expect(idsOf(held).has('n')).toBe(false);
});

test('a withdrawn lead makes room for the new one', () => {
  const held = renewed(page(card('a'), [card('b')]), page(card('b'), []), new Set(['a']));
  expect([held.lead?.id, held.latest.length]).toEqual(['b', 0]);
});

test('reading a document refuses nothing and makes nothing up', () => {
  for (const doc of [null, undefined, 7, 'x', [], {}, { content: 'x' }, { content: [null, 7, []] }]) {
    expect(blocksOf(doc)).toEqual([]);
  }
  const deep = JSON.parse(`${'{"type":"x","content":['.repeat(500)}${']}'.repeat(500)}`) as unknown;
  expect(blocksOf({ type: 'doc', content: [deep] })).toHaveLength(1);
  const [poll] = blocksOf({
    content: [
      {
        type: 'poll',
        content: [
          { type: 'figure', attrs: { media: 'm' } },
          { type: 'text', text: 'Hay?' },
        ],
      },
    ],
  });
  expect(poll && plainText(poll)).toBe('Hay?');
  expect(figuresOf(poll ? [poll] : [])).toHaveLength(1);
});

test.each([
  'javascript:alert(1)',
  ' java\nscript:alert(1)',
  'data:text/html,x',
  '//a.vn',
  'file:///etc',
  'http:a',
  '',
])('no link leads to %j', (href) => {
  expect(safeAddress(href)).toBe('');
});

test('links lead where they may', () => {
  expect(safeAddress('https://a.vn/x')).toBe('https://a.vn/x');
  expect(safeAddress('tel:+84200312')).toBe('tel:+84200312');
});

test('a locked kiosk lets through moving and pressing, and nothing with a modifier', () => {
  expect(['Tab', 'Enter', ' ', 'ArrowDown', 'Escape'].every((key) => allowed(key, false, false, false))).toBe(
    true,
  );
  expect(['F1', 'F5', 'F11', 'F12', 'a', 'Backspace', 'ContextMenu', 'BrowserBack'].some((key) => allowed(key, false, false, false))).toBe(false); // prettier-ignore
  expect(allowed('ArrowLeft', false, true, false)).toBe(false);
  expect(allowed('Tab', true, false, false)).toBe(false);
  expect(allowed('Enter', false, false, true)).toBe(false);
  expect(['a', 'ở', '7', 'Backspace', 'Delete'].every((key) => allowed(key, false, false, false, true))).toBe(
    true,
  );
  expect(['F5', 'ContextMenu', 'BrowserBack'].some((key) => allowed(key, false, false, false, true))).toBe(
    false,
  );
  expect(allowed('v', true, false, false, true)).toBe(false);
});

const src = new URL('../../src/', import.meta.url);
const sources = readdirSync(src, { recursive: true, encoding: 'utf8' }).filter((file) =>
  /\.(svelte|ts)$/.test(file),
);

test('no markup is ever injected', () => {
  for (const file of sources) {
    const code = readFileSync(new URL(file, src), 'utf8');
    expect(code, file).not.toMatch(/\{@html|innerHTML|outerHTML|insertAdjacentHTML|document\.write/);
  }
});
