/**
 * Prints how much script a kiosk loads before its first picture, gzipped, and fails above the limit: what the
 * page names, the face's chunk, and everything these import at once (not what they import later).
 */
import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';

const limit = 30_000;
const dist = new URL('../dist/app/', import.meta.url);
const read = (file) => readFileSync(new URL(file, dist));

const manifest = JSON.parse(read('manifest.json').toString('utf8'));
const html = read('index.html').toString('utf8');

const first = new Set([...html.matchAll(/src="\/(assets\/[^"]+\.js)"/g)].map((found) => found[1]));
function collect(key) {
  const chunk = manifest[key];
  if (chunk === undefined) return;
  first.add(chunk.file);
  for (const next of chunk.imports ?? []) if (!first.has(manifest[next].file)) collect(next);
}
collect('index.html');
collect('src/kiosk/Kiosk.svelte');

let total = 0;
for (const file of first) {
  const size = gzipSync(read(file), { level: 9 }).length;
  total += size;
  console.log(`${String(size).padStart(7)}  ${file}`);
}
console.log(`${String(total).padStart(7)}  first script of the kiosk face, gzipped; limit ${limit}`);
if (total > limit) process.exitCode = 1;
