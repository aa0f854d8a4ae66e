import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { faultOf } from '../../src/body/validate';
import { limits } from '../../src/body/schema';

const folder = new URL('../../../app/body/testdata/', import.meta.url);

function samples(name: string): [string, unknown][] {
  const files = readdirSync(new URL(name, folder)).filter((file) => file.endsWith('.json'));
  return files.map((file) => [file, JSON.parse(readFileSync(new URL(`${name}/${file}`, folder), 'utf8'))]);
}

describe('the samples shared with Go', () => {
  test.each(samples('accepted'))('accepted: %s', (_, doc) => {
    expect(faultOf(doc)).toBeNull();
  });

  test.each(samples('refused'))('refused: %s', (_, sample) => {
    const { why, doc } = sample as { why: string; doc: unknown };
    expect(faultOf(doc)?.key).toBe(why);
  });

  test('there are samples of both kinds', () => {
    expect(samples('accepted').length).toBeGreaterThan(30);
    expect(samples('refused').length).toBeGreaterThan(60);
  });
});

describe('the limits that no file holds', () => {
  const paragraph = (id: string, text: string) => ({
    type: 'paragraph',
    attrs: { id },
    content: [{ type: 'text', text }],
  });
  const doc = (content: unknown[]) => ({ type: 'doc', content });

  test('blocks', () => {
    const blocks = Array.from({ length: limits.blocks }, (_, i) => paragraph(`b${String(i)}`, 'x'));
    expect(faultOf(doc(blocks))).toBeNull();
    expect(faultOf(doc([...blocks, paragraph('one-more', 'x')]))?.key).toBe('body_blocks');
  });

  test('bytes', () => {
    const empty = JSON.stringify(doc([paragraph('a', 'x')])).length - 1;
    expect(faultOf(doc([paragraph('a', 'x'.repeat(limits.bytes - empty))]))).toBeNull();
    expect(faultOf(doc([paragraph('a', 'x'.repeat(limits.bytes - empty + 1))]))?.key).toBe('body_size');
  });

  test('names that objects have by themselves are unknown types like any other', () => {
    for (const type of ['__proto__', 'constructor', 'toString']) {
      expect(faultOf(doc([{ type, attrs: { id: 'a' } }]))).toBeNull();
    }
  });
});
