/** What every test begins with: the program under test, and what is looked at on all pages alike. */
import { test as base, expect } from '@playwright/test';
import type { Page } from '@playwright/test';
import type { Fixture } from '../fixture-server.mjs';
import type { ChildProcessWithoutNullStreams } from 'node:child_process';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startFixture } from '../fixture-server.mjs';

export const real = process.env['BANGTIN_URL'] ?? '';

export const sizes = {
  phone: { width: 390, height: 844 },
  laptop: { width: 1366, height: 768 },
  tall: { width: 1080, height: 1920 },
  wide: { width: 1920, height: 1080 },
} as const;

type Size = (typeof sizes)[keyof typeof sizes];

/** Every size for everything, as in a soak, or only where a face truly stands: nobody holds a kiosk in the hand. */
const everywhere = (Number(process.env['EFFORT'] ?? '1') || 1) > 1;

/** The sizes at which a face is looked at. */
export function sizesOf(face: 'reader' | 'kiosk' | 'screen'): [string, Size][] {
  const stands = {
    reader: ['phone', 'laptop', 'wide'],
    kiosk: ['tall', 'wide'],
    screen: ['laptop', 'tall', 'wide'],
  };
  return Object.entries(sizes).filter(([name]) => everywhere || stands[face].includes(name));
}

/** Faults that a page reported: exceptions, console errors, breaches of the security policy. */
export interface Watched {
  faults: string[];
}

export const test = base.extend<
  { world: Fixture; base: string; watched: Watched },
  { server: Fixture; program: string }
>({
  server: [
    // eslint-disable-next-line no-empty-pattern -- Playwright wants the pattern
    async ({}, use) => {
      const server = await startFixture();
      await use(server);
      await server.close();
    },
    { scope: 'worker' },
  ],
  // The running program, if one is named; else the built one, started on an empty folder; else none.
  program: [
    // eslint-disable-next-line no-empty-pattern -- Playwright wants the pattern
    async ({}, use) => {
      const binary = process.env['BANGTIN_BIN'] ?? '';
      if (real !== '' || binary === '') {
        await use(real);
        return;
      }
      const folder = mkdtempSync(join(tmpdir(), 'bangtin-pages-'));
      const child = spawn(binary, ['--data', folder, 'serve', '--listen', '127.0.0.1:0']);
      await use(await listening(child));
      const ended = once(child, 'exit');
      child.kill('SIGTERM');
      await ended;
      rmSync(folder, { recursive: true, force: true });
    },
    { scope: 'worker', timeout: 60_000 },
  ],
  world: async ({ server }, use) => {
    test.skip(real !== '', 'steers the library: fixture only');
    server.steer('reset');
    await use(server);
  },
  base: async ({ server, program }, use) => {
    server.steer('reset');
    await use(program === '' ? server.url : program.replace(/\/$/, ''));
  },
  watched: async ({ page }, use) => {
    const watched: Watched = { faults: [] };
    page.on('pageerror', (error) => watched.faults.push(error.message));
    page.on('console', (line) => {
      const expected = line.text().includes('status of 404') || line.text().includes('ERR_');
      if (line.type() === 'error' && !expected) watched.faults.push(line.text());
    });
    await use(watched);
    expect(watched.faults).toEqual([]);
  },
});

/** The address in the first line of a program that serves. */
function listening(child: ChildProcessWithoutNullStreams): Promise<string> {
  return new Promise((resolve, reject) => {
    let said = '';
    child.stderr.resume();
    child.stdout.on('data', (part) => {
      said += String(part);
      const found = /listening on (http:\S+)/.exec(said)?.[1];
      if (found !== undefined) resolve(found);
    });
    child.once('exit', () => reject(new Error(`the program ended: ${said}`)));
    child.once('error', reject);
  });
}

/** Opens a page and waits until its heading and its letters are there. */
export async function open(page: Page, address: string): Promise<void> {
  await page.goto(address);
  await page.waitForSelector('main h1', { state: 'attached' });
  await page.evaluate(() => document.fonts.ready);
}

/** Waits until a program shows its sample, a moment after its first answers: a page opened before stays empty. */
export async function withSample(page: Page, base: string): Promise<void> {
  const items = async (): Promise<number> => {
    const answer = await page.request.get(`${base}/api/programme`);
    return ((await answer.json()) as { items: unknown[] }).items.length;
  };
  await expect.poll(items).toBeGreaterThan(0);
}

/** Has the page in English: one press, and a second one on the sheet where articles are in further languages. */
export async function toEnglish(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'English' }).click();
  const inSheet = page.getByRole('dialog').getByRole('button', { name: 'English', exact: true });
  const english = page.locator('html[lang=en]');
  await expect(english.or(inSheet).first()).toBeAttached();
  if ((await inSheet.count()) > 0) await inSheet.click();
  await expect(english).toBeAttached();
  await expect(page.locator('dialog')).toHaveCount(0);
}

/** Chooses a text size on the sheet that every page has for it, in Vietnamese. */
export async function enlarge(page: Page, size: '1' | '1,2' | '1,4'): Promise<void> {
  await page.getByRole('button', { name: 'Dễ đọc' }).click();
  await page.getByRole('button', { name: `Cỡ chữ × ${size}`, exact: true }).click();
  await page.keyboard.press('Escape');
  await expect(page.locator('dialog')).toHaveCount(0);
}

/** What sticks out of the page or is cut off in it, in words; empty if all is well. */
export async function overflows(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const found: string[] = [];
    const root = document.documentElement;
    if (root.scrollWidth > root.clientWidth)
      found.push(`page ${String(root.scrollWidth)} > ${String(root.clientWidth)}`);
    const name = (element: Element): string =>
      `${element.tagName}.${element.className} "${(element.textContent ?? '').slice(0, 40)}"`;
    for (const element of document.querySelectorAll<HTMLElement>('#app *')) {
      const style = getComputedStyle(element);
      const box = element.getBoundingClientRect();
      if (
        box.width === 0 ||
        style.visibility === 'hidden' ||
        style.clipPath !== 'none' ||
        element.closest('.sr, .frame.wide, svg, .skip') !== null
      )
        continue;
      if (box.right > root.clientWidth + 1 || box.left < -1) found.push(`sticks out: ${name(element)}`);
      // Lines cut by design end in an ellipsis; everything else must show whole.
      const clamped =
        style.getPropertyValue('-webkit-line-clamp') !== 'none' || style.textOverflow === 'ellipsis';
      if (style.overflowX === 'hidden' && !clamped && element.scrollWidth > element.clientWidth + 1)
        found.push(`cut: ${name(element)}`);
    }
    return found;
  });
}

export { expect };
