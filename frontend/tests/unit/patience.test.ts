/** How long a kiosk waits for who may be reading. */
import { expect, test } from 'vitest';
import { idleLimit } from '../../src/ui/patience';

test.each([
  ['nothing to read: the setting', 90, 0, 90],
  ['less than the setting takes', 90, 130, 90],
  ['a page of 260 words: one and a half times two minutes', 90, 260, 180],
  ['never more than ten minutes', 90, 10_000, 600],
  ['but no less than a setting beyond that', 900, 10_000, 900],
])('%s', (_, setting, words, seconds) => {
  expect(idleLimit(setting, words)).toBe(seconds);
});
