import { svelte } from '@sveltejs/vite-plugin-svelte';
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import type { Plugin, Rolldown } from 'vite';
import { build } from 'vite';
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

/**
 * Builds the desk apart from the other faces, and gives `virtual:desk` to open it. Its forms and its editor use
 * parts of Svelte that no kiosk does: in one build those would come to lie in the script that a kiosk loads
 * before its first picture.
 */
function deskApart(): Plugin {
  const name = '\0virtual:desk';
  let serving = false;
  let made: Rolldown.RolldownOutput | null = null;
  return {
    name: 'desk-apart',
    config: (_, { command }) => void (serving = command === 'serve'),
    resolveId: (id) => (id === 'virtual:desk' ? name : null),
    async load(id) {
      if (id !== name) return null;
      if (serving) return `export const openDesk = () => import('/src/desk/main.ts');`;
      made = await buildDesk();
      const file = (kind: string): string => {
        const found = made?.output.find(
          ({ fileName }) => fileName.startsWith('assets/desk-') && fileName.endsWith(kind),
        );
        if (found === undefined) throw new Error(`the desk's build made no ${kind}`);
        return JSON.stringify(`/${found.fileName}`);
      };
      return `export function openDesk() {
        const sheet = document.createElement('link');
        sheet.rel = 'stylesheet';
        sheet.href = ${file('.css')};
        return new Promise((done) => {
          sheet.onload = sheet.onerror = done;
          document.head.append(sheet);
        }).then(() => import(/* @vite-ignore */ ${file('.js')}));
      }`;
    },
    generateBundle() {
      for (const part of made?.output ?? []) {
        const source = part.type === 'chunk' ? part.code : part.source;
        this.emitFile({ type: 'asset', fileName: part.fileName, source });
      }
    },
  };
}

async function buildDesk(): Promise<Rolldown.RolldownOutput> {
  const made = await build({
    configFile: false,
    logLevel: 'warn',
    publicDir: false,
    plugins: [settledSvelte(), svelte()],
    build: {
      write: false,
      target: 'es2022',
      modulePreload: false,
      assetsInlineLimit: 0,
      cssCodeSplit: false,
      rolldownOptions: {
        input: { desk: new URL('./src/desk/main.ts', import.meta.url).pathname },
        output: {
          assetFileNames: 'assets/desk-[hash][extname]',
          chunkFileNames: 'assets/desk-[name]-[hash].js',
        },
      },
    },
  });
  if (!('output' in made)) throw new Error('the desk was not built');
  return made;
}

/**
 * Lays what a PDF may need besides PDF.js where it looks for it: the letters that every reader of PDF has to bring,
 * and the decoder of JPEG 2000 in plain script.
 */
function pdfParts(): Plugin {
  const from = new URL('./node_modules/pdfjs-dist/', import.meta.url);
  const fonts = readdirSync(new URL('standard_fonts/', from)).filter((name) => /\.(pfb|ttf)$/.test(name));
  const { version } = JSON.parse(readFileSync(new URL('package.json', from), 'utf8')) as { version: string };
  return {
    name: 'pdf-parts',
    apply: 'build',
    generateBundle() {
      for (const path of [
        ...fonts.map((name) => `standard_fonts/${name}`),
        'wasm/openjpeg_nowasm_fallback.js',
      ]) {
        const fileName = `assets/pdf-${version}/${path.slice(path.indexOf('/') + 1)}`;
        this.emitFile({ type: 'asset', fileName, source: readFileSync(new URL(path, from)) });
      }
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
  plugins: [settledSvelte(), svelte(), deskApart(), facePainter(), pdfParts()],
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
          groups: [
            { name: 'core', test: core },
            // What several pages share that come later; else it would lie in one of them.
            { name: 'reading', test: /src\/(api|i18n)\/reading\.ts/ },
          ],
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
