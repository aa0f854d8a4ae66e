/**
 * axe finds nothing. Every kind of page is judged in each run, and each run turns language, theme, orientation
 * and face on by one; which run it is SEED says. What the front page leads to is judged in real.spec.ts.
 */
import type { Page } from '@playwright/test';
import { lead, modelPage } from '../fixture/articles.mjs';
import { judge } from './judge';
import { expect, open, overflows, sizes, test, toEnglish, withSample } from './world';

const seed = Number(process.env['SEED'] ?? Math.floor(Math.random() * 1_000));

const themes = ['paper', 'dark', 'contrast'] as const;
const languages = ['vi', 'en'] as const;
const panels = {
  '': [sizes.phone, sizes.laptop, sizes.wide],
  '/kiosk': [sizes.tall, sizes.wide],
} as const;
const pages = ['/', lead.path, modelPage.path, '/chuyen-muc/doi-ngoai', '/chuong-trinh', '/khong-co'];

function turn<T>(all: readonly T[], by: number): T {
  return all[by % all.length] as T;
}

/** Opens a page of a face in the language, theme and size whose turn it is; says which, so that it can be repeated. */
async function openInTurn(
  page: Page,
  base: string,
  face: '' | '/kiosk',
  path: string,
  now: number,
): Promise<string> {
  const lang = turn(languages, now);
  const theme = turn(themes, now >> 1);
  const size = turn<{ width: number; height: number }>(panels[face], now);
  await page.setViewportSize(size);
  await open(page, `${base}${face}${path}`);
  if (face === '/kiosk') await page.waitForSelector('footer', { state: 'attached' });
  if (theme !== 'paper') {
    await page.getByRole('button', { name: 'Dễ đọc' }).click();
    await page.getByRole('button', { name: theme === 'dark' ? 'Tối' : 'Tương phản cao' }).click();
    if (path === lead.path) expect(await judge(page), `the sheet, ${theme}`).toEqual([]);
    await page.keyboard.press('Escape');
    await expect(page.locator('dialog')).toHaveCount(0);
  }
  if (lang === 'en') await toEnglish(page);
  return [`SEED=${String(seed)}`, face, path, lang, theme, size.width].join(' ');
}

/** A browser remembers, and the next page begins anew. */
async function forget(page: Page): Promise<void> {
  await page.evaluate(() => localStorage.clear());
  await page.goto('about:blank');
}

for (const [at, face] of (['', '/kiosk'] as const).entries()) {
  test(`pages of ${face || 'the reader'}, by turns`, async ({ page, world, watched }) => {
    test.slow();
    for (const [i, path] of pages.entries()) {
      const which = await openInTurn(page, world.url, face, path, seed + i + at);
      expect(await judge(page), which).toEqual([]);
      await forget(page);
    }
    expect(watched.faults).toEqual([]);
  });
}

test('plans, cards, exhibits, units and feedback, by turns', async ({ page, base, program, watched }) => {
  test.skip(program === '', 'needs the built program, BANGTIN_BIN');
  test.slow();
  await withSample(page, base);
  await open(page, `${base}/chuong-trinh`);
  const room = page.locator('main a[href*="/thong-tin/"]').first();
  const point = (await room.getAttribute('href')) ?? '';
  for (const [i, path] of [
    point,
    '/thong-tin',
    '/hien-vat',
    '/hien-vat/999',
    '/don-vi',
    '/gop-y',
    '/gop-y/tra-cuu',
  ].entries()) {
    const now = seed + i;
    const which = await openInTurn(page, base, turn(['', '/kiosk'] as const, now >> 1), path, now);
    if (path === '/hien-vat/999') await expect(page.locator('.answer', { hasText: '999' })).toBeVisible();
    expect(await judge(page), which).toEqual([]);
    expect(await overflows(page), which).toEqual([]);
    await forget(page);
  }
  expect(watched.faults).toEqual([]);
});

test('text on public faces has 7:1, and the menu is well made', async ({ page, world, watched }) => {
  for (const path of ['/kiosk/', `/kiosk${lead.path}`, '/screen/']) {
    await page.goto(world.url + path);
    await page.waitForSelector(path === '/screen/' ? '.layer.shown' : 'main h1', { state: 'attached' });
    await page.evaluate(() => document.fonts.ready);
    expect(await judge(page, ['color-contrast-enhanced']), path).toEqual([]);
  }
  await page.setViewportSize(sizes.laptop);
  await open(page, `${world.url}/`);
  await page.getByRole('button', { name: 'Mục lục' }).click();
  expect(await judge(page), 'menu').toEqual([]);
  expect(watched.faults).toEqual([]);
});

test('the screen and the empty pages', async ({ page, world, watched }) => {
  for (const library of ['ordinary', 'empty']) {
    world.steer('library', { name: library });
    const paths = library === 'ordinary' ? ['/screen/'] : ['/screen/', '/kiosk/', '/'];
    for (const path of paths) {
      await page.goto(world.url + path);
      await page.waitForSelector('main h1, .card', { state: 'attached' });
      // A slide fades in once its picture is there.
      if (library === 'ordinary') await page.waitForSelector('.layer.shown', { state: 'attached' });
      await page.evaluate(() => document.fonts.ready);
      expect(await judge(page), `${library} ${path}`).toEqual([]);
    }
  }
  expect(watched.faults).toEqual([]);
});
