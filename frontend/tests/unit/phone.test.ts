/** The sum that a phone makes of a picture, and the name it gives it. */
import { createHash, randomBytes } from 'node:crypto';
import { expect, test } from 'vitest';
import { idOf } from '../../src/phone/sending.svelte';
import { Sha256 } from '../../src/phone/sha256';

test('the sum is SHA-256, whatever the parts', () => {
  for (const length of [0, 1, 55, 56, 63, 64, 65, 119, 120, 128, 1000, 100_003]) {
    const bytes = randomBytes(length);
    const sum = new Sha256();
    for (let at = 0; at < length;) {
      const next = Math.min(length, at + 1 + Math.floor(Math.random() * 200));
      sum.add(bytes.subarray(at, next));
      sum.hex(); // looking at it changes nothing
      at = next;
    }
    expect(sum.hex(), String(length)).toBe(createHash('sha256').update(bytes).digest('hex'));
  }
});

test('a file is named by what it is, not by when it was chosen', () => {
  const file = { name: 'IMG_4711.HEIC', size: 3_000_000, lastModified: 1_720_000_000_000 };
  expect(idOf(file)).toBe(idOf({ ...file }));
  expect(idOf(file)).toMatch(/^[0-9a-f]{32}$/);
  expect(idOf({ ...file, name: 'IMG_4712.HEIC' })).not.toBe(idOf(file));
  expect(idOf({ ...file, size: 3_000_001 })).not.toBe(idOf(file));
});
