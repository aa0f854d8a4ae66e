import { svelte } from '@sveltejs/vite-plugin-svelte';
import type { Plugin } from 'vite';
import { defineConfig } from 'vite';
import { settledSvelte } from './vite.config.ts';

/** Phones of five years ago run the page too: one plain script, which asks for nothing further. */
function plainScript(): Plugin {
  return {
    name: 'plain-script',
    apply: 'build',
    transformIndexHtml: {
      order: 'post',
      handler: (html) => html.replace('<script type="module" crossorigin', '<script defer'),
    },
  };
}

/** The page that a phone opens to send pictures. It is built by itself and shares no file with the program's. */
export default defineConfig({
  base: '/gui-anh/',
  plugins: [settledSvelte(), svelte(), plainScript()],
  build: {
    outDir: 'dist/app/phone',
    emptyOutDir: true,
    target: ['chrome90', 'safari15'],
    modulePreload: false,
    assetsInlineLimit: 0,
    cssCodeSplit: false,
    rolldownOptions: { input: 'phone.html', output: { format: 'iife' } },
  },
});
