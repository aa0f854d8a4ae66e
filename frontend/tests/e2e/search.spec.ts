/**
 * Searching and the keyboard of the screen, in the built program with its sample library. Titles for the keyboard
 * come from BANGTIN_SAMPLES; EFFORT multiplies their number.
 */
import type { Page } from '@playwright/test';
import { existsSync, readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { judge } from './judge';
import { Finger, settled, telexKeys } from './taps';
import { expect, open, overflows, sizes, test, toEnglish } from './world';

const effort = Number(process.env['EFFORT'] ?? '1') || 1;
const articles = `${process.env['BANGTIN_SAMPLES'] ?? '../../shared/data'}/articles/dev.jsonl.gz`;

test.use({ hasTouch: true });
test.beforeEach(({ program }) => test.skip(program === '', 'needs the built program, BANGTIN_BIN'));

async function openKiosk(page: Page, base: string): Promise<Finger> {
  await open(page, `${base}/kiosk/`);
  await page.getByRole('button', { name: 'Tìm bài' }).tap();
  await page.waitForSelector('[data-keyboard] button');
  return new Finger(page);
}

/** Not the footer's way to the units. */
const field = (page: Page) => page.locator('[role=combobox]:not(#unit-jump)');

test('titles are typed by tapping', async ({ page, base, watched }) => {
  test.skip(!existsSync(articles), 'no real titles, BANGTIN_SAMPLES');
  test.setTimeout((effort > 1 ? 300_000 : 120_000) * effort);
  const lines = gunzipSync(readFileSync(articles)).toString('utf8').trim().split('\n');
  const titles = lines
    .map((line) => (JSON.parse(line) as { title: string }).title.normalize('NFC').trim())
    .filter((title) => title.length < (effort > 1 ? 90 : 32) && telexKeys(title) !== null);
  const step = Math.max(1, Math.floor(titles.length / (10 * effort)));
  const chosen = titles.filter((_, i) => i % step === 0).slice(0, 10 * effort);
  expect(chosen).toHaveLength(10 * effort);
  const finger = await openKiosk(page, base);
  for (const title of chosen) {
    await finger.type(telexKeys(title) ?? []);
    await expect(field(page)).toHaveValue(settled(title));
    // A second tap within half a second of the one before counts for none.
    await expect(async () => {
      if ((await field(page).inputValue()) !== '')
        await page.getByRole('button', { name: 'Xóa chữ đã gõ' }).tap();
      await expect(field(page)).toHaveValue('', { timeout: 300 });
    }).toPass();
  }
  expect(watched.faults).toEqual([]);
});

test('letters typed before the page is there are kept', async ({ page, base, watched }) => {
  let release = (): void => undefined;
  const held = new Promise<void>((done) => (release = done));
  await page.route('**/SearchPage-*.js', async (route) => {
    await held;
    await route.continue();
  });
  const finger = await openKiosk(page, base);
  await finger.type([...'trieern']);
  release();
  await finger.type([...' laxm']);
  await expect(page.getByRole('status').first()).toContainText('bài có “triển lãm”');
  await expect(field(page)).toHaveValue('triển lãm');
  expect(watched.faults).toEqual([]);
});

test('a kiosk: typed, found, read, and back where one was', async ({ page, base, watched }) => {
  const finger = await openKiosk(page, base);
  await finger.type([...'trieern laxm']);
  await expect(field(page)).toHaveValue('triển lãm');
  await expect(page.getByRole('status').first()).toContainText('bài có “triển lãm”');
  await expect(page.locator('main mark').first()).toHaveText(/triển\slãm/i);
  const covered = await page.evaluate(() => {
    const box = document.querySelector('[role=combobox]')?.getBoundingClientRect();
    const keys = document.querySelector('[data-keyboard]')?.getBoundingClientRect();
    return { field: box?.bottom ?? Infinity, keys: keys?.top ?? 0, top: keys?.top ?? 0, height: innerHeight };
  });
  expect(covered.field).toBeLessThanOrEqual(covered.keys);
  expect(covered.keys).toBeGreaterThan(covered.height * 0.6);
  await finger.tap('Tìm');
  await expect(page.locator('[data-keyboard] button')).toHaveCount(0);
  await page.evaluate(() => scrollTo(0, 200));
  const second = page.locator('main article a').nth(1);
  const title = (await second.locator('h2').textContent()) ?? '';
  await second.tap();
  await expect(page.locator('main h1')).toHaveText(title);
  await page.getByRole('button', { name: 'Quay lại' }).tap();
  await expect(second).toBeFocused();
  expect(await page.evaluate(() => scrollY)).toBe(200);
  await expect(field(page)).toHaveValue('triển lãm');
  // The next visitor finds nothing of it.
  await page.getByRole('button', { name: 'Trang đầu' }).tap();
  await page.getByRole('button', { name: 'Tìm bài' }).tap();
  await expect(field(page)).toHaveValue('');
  expect(watched.faults).toEqual([]);
});

test('keys of the machine send the keyboard away, a touch brings it back', async ({
  page,
  base,
  watched,
}) => {
  await openKiosk(page, base);
  await page.keyboard.press('h');
  await expect(page.locator('[data-keyboard] button')).toHaveCount(0);
  await page.keyboard.type('oi');
  await page.keyboard.press('Backspace');
  await expect(field(page)).toHaveValue('ho');
  await field(page).tap();
  await expect(page.locator('[data-keyboard] button').first()).toBeVisible();
  expect(watched.faults).toEqual([]);
});

test('the keyboard by keys alone, and its other layouts', async ({ page, base, watched }) => {
  const finger = await openKiosk(page, base);
  const key = (name: string) => page.locator('[data-keyboard]').getByRole('button', { name, exact: true });
  await key('q').focus();
  await page.keyboard.press('Enter');
  await page.keyboard.press('ArrowRight');
  await expect(key('w')).toBeFocused();
  await page.keyboard.press(' ');
  await expect(field(page)).toHaveValue('qw');
  await page.keyboard.press('ArrowDown');
  await expect(page.locator('[data-keyboard] :focus')).toHaveAttribute('data-place', /^2-/);
  await field(page).tap();
  for (const name of ['Xóa', 'Xóa']) await finger.tap(name);
  await page.getByRole('button', { name: /Kiểu gõ Telex/ }).tap();
  await finger.look();
  for (const name of ['h', 'o', 'i']) await finger.tap(name);
  await page.getByRole('button', { name: '6, â ê ô' }).tap();
  await page.getByRole('button', { name: '5, nặng' }).tap();
  await expect(field(page)).toHaveValue('hội');
  await page.getByRole('button', { name: 'Sang trái' }).tap();
  await finger.look();
  await finger.tap('Xóa');
  await expect(field(page)).toHaveValue('hi');
  // No Telex in English.
  await page.getByRole('button', { name: 'Trang đầu' }).tap();
  await toEnglish(page);
  await page.getByRole('button', { name: 'Search' }).tap();
  await page.waitForSelector('[data-keyboard] button');
  await finger.look();
  for (const name of ['t', 'e', 's', 't']) await finger.tap(name);
  await expect(field(page)).toHaveValue('test');
  expect(watched.faults).toEqual([]);
});

test('a reader: suggestions by arrows, filters, the address', async ({ page, base, watched }) => {
  await page.setViewportSize(sizes.laptop);
  await open(page, `${base}/`);
  await page.keyboard.press('/');
  await expect(field(page)).toBeFocused();
  await page.keyboard.type('hoi ngh');
  await expect(page.getByRole('option').first()).toBeVisible();
  await page.keyboard.press('ArrowDown');
  const first = page.getByRole('option', { selected: true });
  expect(await field(page).getAttribute('aria-activedescendant')).toBe(await first.getAttribute('id'));
  await page.keyboard.press('Escape');
  await expect(page.getByRole('option')).toHaveCount(0);
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/\/tim\?q=hoi\+ngh$/);
  await page.goto(`${base}/tim?q=h%E1%BB%99i+ngh%E1%BB%8B`);
  await page.getByRole('button', { name: 'Chuyên mục' }).click();
  await page
    .locator('dialog')
    .getByRole('button', { name: /Thời sự/ })
    .click();
  await expect(page).toHaveURL(/category=thoi-su/);
  await expect(page.locator('main article .category', { hasNotText: 'Thời sự' })).toHaveCount(0);
  await page.getByRole('button', { name: 'Bỏ lọc' }).click();
  await expect(page).not.toHaveURL(/category/);
  await field(page).fill('đấzx qưkz');
  await expect(page.locator('main section h2')).toContainText('Không thấy bài nào');
  await expect(page.getByRole('button', { name: /không dấu: dazx qukz/ })).toBeVisible();
  expect(watched.faults).toEqual([]);
});

test('axe finds nothing on the page of search and the keyboard', async ({ page, base, watched }) => {
  test.slow();
  const finger = await openKiosk(page, base);
  await finger.type([...'hooij']);
  await expect(page.locator('main mark').first()).toBeVisible();
  expect(await overflows(page), 'kiosk').toEqual([]);
  expect(await judge(page), 'kiosk').toEqual([]);
  for (const [theme, size] of [
    ['dark', sizes.phone],
    ['contrast', sizes.laptop],
  ] as const) {
    await page.setViewportSize(size);
    await page.goto(`${base}/tim?q=h%E1%BB%99i`);
    await expect(page.locator('main mark').first()).toBeVisible();
    await page.evaluate((name) => (document.documentElement.dataset['theme'] = name), theme);
    expect(await overflows(page), theme).toEqual([]);
    expect(await judge(page), theme).toEqual([]);
  }
  expect(watched.faults).toEqual([]);
});
