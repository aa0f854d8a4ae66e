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

const core =
  /src\/(api|main|App|i18n\/(vi|language)|viet|ui\/(router|clock|fault|beat|preferences|Wordmark))|node_modules\/(svelte|openapi-fetch|clsx|esm-env)\//;

export default defineConfig({
  plugins: [svelte(), facePainter()],
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
