/** Names of languages: in themselves, and inside a sentence. */
import { expect, test } from 'vitest';
import { ownName } from '../../src/i18n/own-name';
import { nameIn } from '../../src/i18n/tongue';

test.each([
  ['vi', 'Tiếng Việt'],
  ['en', 'English'],
  ['en-GB', 'English'],
  ['lo', 'ລາວ'],
  ['km', 'ខ្មែរ'],
  ['zh', '中文'],
  ['fr', 'Français'],
])('%s calls itself %s', (code, name) => expect(ownName(code)).toBe(name));

test('inside a sentence', () => {
  expect(['vi', 'en-GB', 'lo'].map((code) => nameIn(code, 'vi'))).toEqual([
    'tiếng Việt',
    'tiếng Anh',
    'tiếng Lào',
  ]);
  expect(['vi', 'en-GB', 'lo'].map((code) => nameIn(code, 'en'))).toEqual(['Vietnamese', 'English', 'Lao']);
});

test('what is no language keeps its code', () => {
  expect(ownName('not a tag')).toBe('not a tag');
});
