import js from '@eslint/js';
import svelte from 'eslint-plugin-svelte';
import globals from 'globals';
import ts from 'typescript-eslint';
import svelteConfig from './svelte.config.js';

/** A webview under LANG=C has the locale "C", with which Intl throws: every locale is named. */
const noBareLocale = [
  {
    selector: "NewExpression[callee.object.name='Intl'][arguments.length=0]",
    message: "Name the locale: 'vi-VN' or 'en-GB'.",
  },
  {
    selector: "CallExpression[callee.object.name='Intl'][arguments.length=0]",
    message: "Name the locale: 'vi-VN' or 'en-GB'.",
  },
  {
    selector: "NewExpression[callee.object.name='Intl'] > Identifier.arguments[name='undefined']:first-child",
    message: 'Name the locale.',
  },
  {
    selector: 'CallExpression[callee.property.name=/^toLocale(Date|Time)?String$/]',
    message: 'Use viet/dates or viet/numbers.',
  },
  {
    selector: "CallExpression[callee.property.name='localeCompare'][arguments.length<2]",
    message: "Name the locale: localeCompare(other, 'vi-VN').",
  },
  {
    selector: 'CallExpression[callee.property.name=/^toLocale(Upper|Lower)Case$/][arguments.length=0]',
    message: 'Name the locale.',
  },
  {
    selector: "MemberExpression[object.name='navigator'][property.name=/^languages?$/]",
    message: 'The PC does not choose the language.',
  },
];

export default ts.config(
  {
    ignores: [
      'dist/',
      'node_modules/',
      'looks-out/',
      'test-results/',
      'playwright-report/',
      'src/api/schema.d.ts',
    ],
  },
  js.configs.recommended,
  ...ts.configs.strict,
  ...svelte.configs.recommended,
  {
    languageOptions: { globals: { ...globals.browser, ...globals.node } },
    rules: {
      'no-restricted-syntax': ['error', ...noBareLocale],
      'no-restricted-globals': [
        'error',
        { name: 'fetch', message: 'api/client.ts is the only caller of fetch.' },
      ],
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-non-null-assertion': 'error',
      eqeqeq: 'error',
    },
  },
  {
    files: ['**/*.svelte', '**/*.svelte.ts'],
    languageOptions: { parserOptions: { parser: ts.parser, svelteConfig } },
    rules: {
      'svelte/no-at-html-tags': 'error',
      'svelte/no-target-blank': 'error',
      // Bookkeeping that nothing draws stays plain.
      'svelte/prefer-svelte-reactivity': 'off',
      'svelte/require-each-key': 'error',
      // Paths come from the engine; router.href puts the face's base before them.
      'svelte/no-navigation-without-resolve': 'off',
    },
  },
  { files: ['src/api/client.ts', 'tests/**', 'scripts/**'], rules: { 'no-restricted-globals': 'off' } },
  { files: ['src/face.js'], languageOptions: { sourceType: 'script' } },
);
