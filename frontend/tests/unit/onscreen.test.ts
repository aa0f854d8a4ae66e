// @vitest-environment jsdom
/** Which way the keyboard of the screen types: by the language of the page, unless a visitor has chosen. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import { language } from '../../src/i18n/language.svelte';
import { onScreen } from '../../src/ui/keyboard/onscreen.svelte';

let field: HTMLInputElement;
beforeEach(() => {
  field = document.body.appendChild(document.createElement('input'));
  onScreen.open(field);
});
afterEach(() => {
  onScreen.forget();
  field.remove();
  language.current = 'vi';
});

function type(text: string): string {
  field.value = '';
  for (const sign of text) {
    if (sign === ' ') onScreen.press({ kind: 'act', act: 'space' }, 0);
    else onScreen.press({ kind: 'write', text: sign }, 0);
  }
  return field.value;
}

const words = 'aaron dd test vieejt wow 65 ';

test('Vietnamese by Telex, English by letters', () => {
  expect(type('vieejt nam ')).toBe('việt nam ');
  language.current = 'en';
  expect(type(words)).toBe(words);
});

test('a way chosen in one language is not that of the other', () => {
  onScreen.press({ kind: 'act', act: 'method' }, 0);
  expect(type('viet65 ')).toBe('việt ');
  language.current = 'en';
  expect(type(words)).toBe(words);
  onScreen.press({ kind: 'act', act: 'method' }, 0);
  expect(type('vieejt ')).toBe('việt ');
  language.current = 'vi';
  expect(type('viet65 ')).toBe('việt ');
  onScreen.forget();
  onScreen.open(field);
  expect(type('vieejt ')).toBe('việt ');
});

test('an address is written by letters in either language', () => {
  field.type = 'email';
  onScreen.close();
  onScreen.open(field);
  expect(type('aas@ddt.vn')).toBe('aas@ddt.vn');
});
