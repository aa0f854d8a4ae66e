/** What is published, changed or withdrawn while somebody reads. */
import type { Page } from '@playwright/test';
import { lead } from '../fixture/articles.mjs';
import { expect, open, test } from './world';

async function listening(page: Page, world: { state: object }): Promise<void> {
  await expect.poll(() => (world.state as { streams: Set<unknown> }).streams.size).toBeGreaterThan(0);
  await page.waitForTimeout(300);
}

/** The first card or block whose top can be seen, and where it stands. */
async function topmost(page: Page): Promise<{ key: string; top: number }> {
  return page.evaluate(() => {
    const all = [...document.querySelectorAll<HTMLElement>('[data-anchor]')];
    const first = all.find((element) => element.getBoundingClientRect().top >= 0);
    return { key: first?.dataset['anchor'] ?? '', top: first?.getBoundingClientRect().top ?? -1 };
  });
}

async function topOf(page: Page, key: string): Promise<number> {
  return page.evaluate(
    (name) =>
      document.querySelector(`[data-anchor="${CSS.escape(name)}"]`)?.getBoundingClientRect().top ?? -9999,
    key,
  );
}

for (const base of ['/', '/kiosk/']) {
  test(`at the top of ${base} a new article appears within a second`, async ({ page, world, watched }) => {
    await open(page, world.url + base);
    await listening(page, world);
    const card = world.steer('publish');
    await expect(page.locator('main').getByText(card.title.slice(0, 20)).first()).toBeVisible({
      timeout: 1_000,
    });
    await expect(page.getByText('bài mới')).toHaveCount(0);
    expect(watched.faults).toEqual([]);
  });

  test(`in the midst of ${base} nothing moves; a chip says how many have come`, async ({
    page,
    world,
    watched,
  }) => {
    await open(page, world.url + base);
    await listening(page, world);
    await page.evaluate(() => scrollTo(0, 700));
    await page.waitForTimeout(200);
    const before = await topmost(page);
    world.steer('publish');
    await expect(page.getByText('Có 1 bài mới')).toBeVisible({ timeout: 5_000 });
    world.steer('publish');
    await expect(page.getByText('Có 2 bài mới')).toBeVisible({ timeout: 5_000 });
    expect(Math.abs((await topOf(page, before.key)) - before.top)).toBeLessThanOrEqual(1);
    await page.getByText('Có 2 bài mới').click();
    await expect(page.locator('main').getByText('Tin vừa đến số 2').first()).toBeVisible();
    expect(await page.evaluate(() => scrollY)).toBe(0);
    expect(watched.faults).toEqual([]);
  });
}

test('a withdrawn article leaves the page that is being read, and nothing below it moves', async ({
  page,
  world,
  watched,
}) => {
  await page.setViewportSize({ width: 390, height: 844 });
  await open(page, `${world.url}/`);
  await listening(page, world);
  const gone = world.state.articles[1];
  await page.evaluate(() => scrollTo(0, 1_400));
  await page.waitForTimeout(200);
  const before = await topmost(page);
  expect(gone).toBeDefined();
  world.steer('withdraw', { id: gone?.id });
  await expect(page.locator(`[data-anchor="card-${gone?.id ?? ''}"]`)).toHaveCount(0, { timeout: 5_000 });
  expect(Math.abs((await topOf(page, before.key)) - before.top)).toBeLessThanOrEqual(1);
  expect(watched.faults).toEqual([]);
});

for (const base of ['', '/kiosk']) {
  test(`an article open in ${base || 'the reader'} changes in place, the line being read stays`, async ({
    page,
    world,
    watched,
  }) => {
    await open(page, world.url + base + lead.path);
    await listening(page, world);
    await page.evaluate(() => scrollTo(0, 1_600));
    await page.waitForTimeout(300);
    const before = await topmost(page);
    const now = world.state.articles.find(({ id }) => id === lead.id);
    const content = (now?.body as { content: unknown[] }).content;
    const added = {
      type: 'paragraph',
      attrs: { id: 'added' },
      content: [{ type: 'text', text: 'Đoạn mới thêm. '.repeat(30) }],
    };
    world.steer('edit', {
      id: lead.id,
      title: 'Tít đã sửa',
      body: { type: 'doc', content: [added, ...content] },
    });
    await expect(page.locator('h1')).toHaveText('Tít đã sửa', { timeout: 5_000 });
    await expect(page.getByText('Đoạn mới thêm.')).toHaveCount(1);
    expect(Math.abs((await topOf(page, before.key)) - before.top)).toBeLessThanOrEqual(1);
    expect(watched.faults).toEqual([]);
  });

  test(`a withdrawn article in ${base || 'the reader'} shows a calm sentence at once`, async ({
    page,
    world,
    watched,
  }) => {
    await open(page, world.url + base + lead.path);
    await listening(page, world);
    world.steer('withdraw', { id: lead.id });
    await expect(page.getByText('Bài này không còn được đăng')).toBeVisible({ timeout: 5_000 });
    await expect(page.locator('.body')).toHaveCount(0);
    await page.locator('main').getByRole('link', { name: 'Về trang đầu' }).click();
    await expect(page.locator('.lead')).toBeVisible();
    expect(watched.faults).toEqual([]);
  });
}

test('with an article open a chip tells of others, and leads to them', async ({ page, world, watched }) => {
  await open(page, `${world.url}/`);
  await page.locator('.lead a').click();
  await expect(page.locator('.body')).toBeVisible();
  await listening(page, world);
  world.steer('publish');
  await page.getByText('Có 1 bài mới').click({ timeout: 5_000 });
  await expect(page.locator('main').getByText('Tin vừa đến số 1').first()).toBeVisible();
  expect(watched.faults).toEqual([]);
});

test('what happened while the stream was away is caught up with', async ({ page, world }) => {
  await open(page, `${world.url}/`);
  await listening(page, world);
  world.steer('down');
  world.steer('publish');
  await page.waitForTimeout(1_000);
  world.steer('up');
  await expect(page.locator('main').getByText('Tin vừa đến số 1').first()).toBeVisible({ timeout: 15_000 });
});

test('a category grows on request, and from above while it is read', async ({ page, world, watched }) => {
  world.steer('set', {
    articles: world.state.articles.map((one) => ({ ...one, category: world.state.articles[0]?.category })),
  });
  const slug = world.state.articles[0]?.category.slug ?? '';
  await open(page, `${world.url}/chuyen-muc/${slug}`);
  await listening(page, world);
  await expect(page.locator('.cards li')).toHaveCount(24);
  await page.getByRole('button', { name: 'Xem thêm' }).click();
  await expect(page.locator('.cards li')).toHaveCount(48);
  await page.evaluate(() => scrollTo(0, 1_500));
  await page.waitForTimeout(200);
  const before = await topmost(page);
  world.steer('publish', { category: world.state.articles[0]?.category });
  await expect(page.locator('.cards li')).toHaveCount(49, { timeout: 5_000 });
  expect(Math.abs((await topOf(page, before.key)) - before.top)).toBeLessThanOrEqual(1);
  await page.locator('.cards li a').nth(20).click();
  await page.waitForSelector('.body');
  await page.goBack();
  await expect(page.locator('.cards li')).toHaveCount(49);
  expect(watched.faults).toEqual([]);
});

test('no stream is held by a page that nobody sees', async ({ page, world, watched }) => {
  await open(page, `${world.url}/`);
  await listening(page, world);
  const hide = (state: string) =>
    page.evaluate((value) => {
      Object.defineProperty(document, 'visibilityState', { value, configurable: true });
      document.dispatchEvent(new Event('visibilitychange'));
    }, state);
  await hide('hidden');
  await expect.poll(() => (world.state as unknown as { streams: Set<unknown> }).streams.size).toBe(0);
  world.steer('publish');
  await hide('visible');
  await expect(page.locator('main').getByText('Tin vừa đến số 1').first()).toBeVisible({ timeout: 5_000 });
  expect(watched.faults).toEqual([]);
});
