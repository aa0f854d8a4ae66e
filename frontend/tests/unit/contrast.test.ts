/** Text on its ground has 7:1 in every theme, measured over the tokens; 4.5:1 where only staff work. */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

const css = readFileSync(new URL('../../src/styles/tokens.css', import.meta.url), 'utf8');

/** What a block of the sheet declares. */
function declared(selector: string): Map<string, string> {
  const body = css.slice(css.indexOf(`${selector} {`)).split('}', 1)[0] ?? '';
  return new Map(
    [...body.matchAll(/(--[\w-]+):\s*([^;]+);/gu)].map(([, name = '', value = '']) => [name, value]),
  );
}

const paints = declared(':root');

function luminance(colour: string): number {
  const long = colour.length === 4 ? colour.replace(/[\da-f]/giu, '$&$&') : colour;
  const [red = 0, green = 0, blue = 0] = [1, 3, 5]
    .map((at) => parseInt(long.slice(at, at + 2), 16) / 255)
    .map((part) => (part <= 0.040_45 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrast(one: string, other: string): number {
  const [high = 0, low = 0] = [luminance(one), luminance(other)].sort((a, b) => b - a);
  return (high + 0.05) / (low + 0.05);
}

/** Which roles are text, on which they stand; the last is the least that they need. */
const pairs: readonly [text: string, ground: string, least: number][] = [
  ['--text', '--ground', 7],
  ['--text', '--ground-2', 7],
  ['--text-2', '--ground', 7],
  ['--text-2', '--ground-2', 7],
  ['--accent', '--ground', 7],
  ['--accent-press', '--ground', 7],
  ['--accent-on-2', '--ground-2', 7],
  ['--on-accent', '--accent', 7],
  ['--on-accent', '--accent-press', 7],
  ['--ground', '--text', 7],
  ['--cream', '--bar', 7],
  ['--gold', '--bar', 7],
  // Signs and outlines, which are no text.
  ['--edge', '--ground', 3],
  ['--ring', '--ground', 3],
  // The desk.
  ['--text-3', '--ground', 4.5],
  ['--done', '--done-wash', 4.5],
  ['--timed', '--timed-wash', 4.5],
  ['--waits', '--waits-wash', 4.5],
  ['--wrong', '--wrong-wash', 4.5],
];

for (const theme of ['paper', 'dark', 'contrast']) {
  const roles = declared(`:root[data-theme='${theme}']`);
  const paint = (role: string): string => {
    let value = roles.get(role) ?? paints.get(role) ?? '';
    while (value.startsWith('var(')) value = paints.get(value.slice(4, -1)) ?? '';
    return value;
  };
  test.each(pairs)(`${theme}: %s on %s has %d:1`, (text, ground, least) => {
    expect(paint(text)).toMatch(/^#(?:[\da-f]{3}|[\da-f]{6})$/iu);
    expect(paint(ground)).toMatch(/^#(?:[\da-f]{3}|[\da-f]{6})$/iu);
    expect(contrast(paint(text), paint(ground))).toBeGreaterThanOrEqual(least);
  });
}

// In high contrast what was found is underlined.
test.each(['paper', 'dark'])('%s: text on what was found', (theme) => {
  const roles = declared(`:root[data-theme='${theme}']`);
  const text = paints.get((roles.get('--text') ?? '').slice(4, -1)) ?? '';
  expect(contrast(text, roles.get('--found') ?? '')).toBeGreaterThanOrEqual(7);
});

test('the screen, which has its own ground', () => {
  const of = (name: string): string => paints.get(name) ?? '';
  for (const text of ['--cream', '--sand', '--gold']) {
    for (const ground of ['--night', '--night-2'])
      expect(contrast(of(text), of(ground)), `${text} on ${ground}`).toBeGreaterThanOrEqual(7);
  }
});
