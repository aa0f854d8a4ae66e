import { svelte } from '@sveltejs/vite-plugin-svelte';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { Plugin } from 'vite';
import { defineConfig } from 'vitest/config';

/**
 * Emits src/face.js under a hashed name and puts it, blocking, before everything else in the page,
 * so that the ground has the colour of its face at the first paint. The security policy forbids an
 * inline script, and a module would run after the first paint.
 */
function facePainter(): Plugin {
  const source = readFileSync(new URL('./src/face.js', import.meta.url), 'utf8');
  const name = `assets/face-${createHash('sha256').update(source).digest('hex').slice(0, 8)}.js`;
  return {
    name: 'face-painter',
    generateBundle() {
      this.emitFile({ type: 'asset', fileName: name, source });
    },
    transformIndexHtml(html, context) {
      const src = context.server ? '/src/face.js' : `/${name}`;
      return { html, tags: [{ tag: 'script', attrs: { src }, injectTo: 'head-prepend' }] };
    },
  };
}

/**
 * Says to the bundler what holds in this program for ever: nothing is hydrated, and no component is of an
 * older Svelte's kind or asynchronous. Svelte keeps these as variables that we never set; as constants they
 * let a tenth of its code fall away, which every kiosk would load before its first picture.
 */
export function settledSvelte(): Plugin {
  const settle = (code: string): string =>
    code.replace(/export let (hydrating|\w+_mode_flag) = false;/g, 'export const $1 = false;');
  return {
    name: 'settled-svelte',
    apply: 'build',
    enforce: 'pre',
    transform(code, id) {
      if (/svelte\/src\/internal\/flags\/index\.js$/.test(id)) {
        return settle(code).replace(/^\t\w+_mode_flag = (?:true|false);$/gm, '');
      }
      if (/svelte\/src\/internal\/client\/dom\/hydration\.js$/.test(id)) {
        return settle(code).replace(/^\thydrating = value;$/m, '');
      }
      return null;
    },
  };
}

/** What every face, or every face but the screen, needs for its first picture. */
const core = new RegExp(
  [
    'src/(main|App)',
    'src/api/(client|live|site)',
    'src/i18n/(common|language)',
    'src/viet/(bind|dates|numbers)',
    'src/ui/(clock|dialog|fault|forget|icons|Icon|preferences|router|SizeSign|Wordmark)',
    'src/reading/(Card|FrontPage|LeadCard|NewsChip|Pages|Photo|Ribbon|Title|Waiting|front|trying)\\.',
    'node_modules/(svelte|openapi-fetch|clsx|esm-env)/',
  ].join('|'),
);

export default defineConfig({
  plugins: [settledSvelte(), svelte(), facePainter()],
  build: {
    outDir: 'dist/app',
    emptyOutDir: true,
    manifest: 'manifest.json',
    target: 'es2022',
    modulePreload: false,
    assetsInlineLimit: 0,
    // One sheet for all: a late one would paint a part of a page without its style.
    cssCodeSplit: false,
    rolldownOptions: {
      output: {
        codeSplitting: {
          // One file for what every face needs at once: packed together it is smaller than in pieces.
          groups: [{ name: 'core', test: core }],
        },
      },
    },
  },
  server: {
    proxy: Object.fromEntries(
      ['/api', '/media'].map((path) => [path, process.env['BANGTIN_URL'] ?? 'http://127.0.0.1:4400']),
    ),
  },
  test: {
    include: ['tests/unit/**/*.test.ts'],
    environment: 'node',
  },
});
