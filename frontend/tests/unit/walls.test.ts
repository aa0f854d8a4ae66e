/** The rooms of the front end: which folder may import which. A face never imports another. */
import { readdirSync, readFileSync } from 'node:fs';
import { posix } from 'node:path';
import { expect, test } from 'vitest';

const src = new URL('../../src/', import.meta.url);

/** What each room may import, besides itself and packages. */
const may: Record<string, readonly string[]> = {
  kiosk: ['reading', 'body', 'ui', 'i18n', 'viet', 'api'],
  screen: ['reading', 'body', 'ui', 'i18n', 'viet', 'api'],
  panel: ['ui', 'i18n', 'viet', 'api'],
  desk: ['reading', 'body', 'ui', 'i18n', 'viet', 'api', 'styles'],
  phone: ['ui', 'i18n', 'viet', 'api', 'styles'],
  reading: ['body', 'ui', 'i18n', 'viet', 'api'],
  body: ['ui', 'i18n', 'viet', 'api'],
  ui: ['i18n', 'viet', 'api', 'styles'],
  api: ['ui'],
  i18n: ['api'],
  viet: ['api'],
};

function imports(code: string): string[] {
  return [...code.matchAll(/(?:from|import)\s*\(?\s*'(\.[^']*)'/g)].map((found) => found[1] ?? '');
}

/** The walls that a file of a room breaks. */
function broken(file: string, code: string): string[] {
  const room = file.split('/')[0] ?? '';
  const allowed = may[room];
  if (allowed === undefined) return [];
  return imports(code)
    .map((path) => posix.normalize(posix.join(posix.dirname(file), path)).split('/')[0] ?? '')
    .filter((other) => other !== room && !allowed.includes(other))
    .map((other) => `${file} imports ${other}`);
}

test('the walls stand', () => {
  const files = readdirSync(src, { recursive: true, encoding: 'utf8' }).filter((file) =>
    /\.(svelte|ts)$/.test(file),
  );
  expect(files.length).toBeGreaterThan(50);
  expect(files.flatMap((file) => broken(file, readFileSync(new URL(file, src), 'utf8')))).toEqual([]);
});

test('a breach is seen', () => {
  expect(broken('kiosk/Kiosk.svelte', "import Desk from '../desk/Desk.svelte';")).toHaveLength(1);
  expect(broken('screen/Screen.svelte', "const k = await import('../kiosk/later');")).toHaveLength(1);
  expect(broken('reading/Card.svelte', "import { Loop } from '../screen/loop.svelte';")).toHaveLength(1);
  expect(broken('kiosk/a/B.svelte', "import '../../reading/Card.svelte'; import '../Kiosk.svelte';")).toEqual(
    [],
  );
});
