/** The screen: a loop that is never empty, never behind, and outlives its engine. */
import type { Page } from '@playwright/test';
import type { Fixture } from '../fixture-server.mjs';
import { expect, sizes, sizesOf, test } from './world';

const shown = '.layer.shown';

async function start(page: Page, world: Fixture, seconds: number, ids: number[]): Promise<string[]> {
  const withPhoto = world.state.articles.filter((one) => one.photo !== null);
  const chosen = ids.map((i) => withPhoto[i]).filter((one) => one !== undefined);
  world.steer('set', { articles: chosen, seconds });
  await page.setViewportSize(sizes.wide);
  await page.goto(`${world.url}/screen/`);
  await page.waitForSelector(shown);
  return chosen.map(({ title }) => title);
}

const title = async (page: Page): Promise<string> =>
  ((await page.locator(`${shown} h1`).last().textContent()) ?? '').replaceAll('\u00a0', ' ');

test('shows each article in turn, decoded before it appears, and is never blank between', async ({
  page,
  world,
  watched,
}) => {
  // Each frame: is there a slide fully shown, or the title card, and is its picture there?
  await page.addInitScript(() => {
    const seen = { frames: 0, blank: 0, undecoded: 0 };
    Object.assign(window, { seen });
    const look = (): void => {
      const layers = [...document.querySelectorAll<HTMLElement>('.layer.shown')];
      if (layers.length > 0) {
        seen.frames += 1;
        const solid = layers.filter((layer) => getComputedStyle(layer).opacity === '1');
        if (solid.length === 0 && layers.length > 1) seen.blank += 1;
        for (const layer of layers) {
          const image = layer.querySelector('img');
          if (!image?.complete || image.naturalWidth === 0) seen.undecoded += 1;
        }
      } else if (document.querySelector('.card') === null && document.querySelector('main') !== null)
        seen.blank += 1;
      requestAnimationFrame(look);
    };
    requestAnimationFrame(look);
  });
  const titles = await start(page, world, 5, [0, 1, 3]);
  const order: string[] = [];
  while (order.length < 4) {
    const now = await title(page);
    if (order.at(-1) !== now) order.push(now);
    await page.waitForTimeout(150);
  }
  expect(order).toEqual([titles[0], titles[1], titles[2], titles[0]]);
  const seen = await page.evaluate(
    () => (window as unknown as { seen: { frames: number; blank: number; undecoded: number } }).seen,
  );
  expect(seen.frames).toBeGreaterThan(20);
  expect([seen.blank, seen.undecoded]).toEqual([0, 0]);
  expect(watched.faults).toEqual([]);
});

test('a withdrawn article leaves at once, a new one comes next', async ({ page, world, watched }) => {
  const titles = await start(page, world, 15, [0, 1, 3, 4]);
  await page.waitForTimeout(1_500);
  world.steer('withdraw', { id: world.state.articles[0]?.id });
  await expect.poll(() => title(page), { timeout: 5_000 }).toBe(titles[1]);
  const fresh = world.steer('publish');
  await expect.poll(() => title(page), { timeout: 25_000 }).toBe(fresh.title);
  expect(watched.faults).toEqual([]);
});

test('an edited headline is corrected without waiting for its turn', async ({ page, world, watched }) => {
  const titles = await start(page, world, 30, [0, 1, 3]);
  world.steer('edit', { id: world.state.articles[0]?.id, title: 'Tít đã sửa' });
  await expect.poll(() => title(page), { timeout: 10_000 }).toBe('Tít đã sửa');
  expect(titles[0]).not.toBe('Tít đã sửa');
  expect(watched.faults).toEqual([]);
});

test('a broken picture is skipped', async ({ page, world, watched }) => {
  const broken = world.state.articles.findIndex(({ title: name }) => name.startsWith('Vườn tử đằng'));
  const place = world.state.articles.slice(0, broken).filter((one) => one.photo !== null).length;
  const titles = await start(page, world, 5, [place, 0, 1]);
  await expect.poll(() => title(page)).toBe(titles[1]);
  const seen = new Set<string>();
  for (let i = 0; i < 60; i++) {
    seen.add(await title(page));
    await page.waitForTimeout(200);
  }
  expect([...seen].sort()).toEqual([titles[1], titles[2]].sort());
  expect(watched.faults).toEqual([]);
});

test('without the engine the loop goes on, and picks up when it is back', async ({ page, world }) => {
  const titles = await start(page, world, 5, [0, 1, 3]);
  // Long enough for every picture of the loop to have been shown once.
  await expect.poll(() => title(page), { timeout: 40_000 }).toBe(titles[2]);
  world.steer('down');
  await expect.poll(() => title(page), { timeout: 25_000 }).toBe(titles[0]);
  await expect.poll(() => title(page), { timeout: 25_000 }).toBe(titles[1]);
  await expect(page.locator(`${shown} img`).last()).toHaveJSProperty('complete', true);
  expect(
    await page
      .locator(`${shown} img`)
      .last()
      .evaluate((image: HTMLImageElement) => image.naturalWidth),
  ).toBeGreaterThan(0);
  world.steer('up');
  const fresh = world.steer('publish');
  await expect.poll(() => title(page), { timeout: 25_000 }).toBe(fresh.title);
});

test('an empty library shows the title card, and the first article replaces it', async ({
  page,
  world,
  watched,
}) => {
  world.steer('library', { name: 'empty' });
  await page.goto(`${world.url}/screen/`);
  await expect(page.locator('.card')).toContainText('Tỉnh Thanh Giang');
  await expect(page.locator('.card')).toContainText('Thứ năm - 26/11/2026');
  await expect(page.locator('.card .hour')).toHaveText('09:42');
  await page.waitForTimeout(400);
  const fresh = world.steer('publish');
  await expect.poll(() => title(page), { timeout: 15_000 }).toBe(fresh.title);
  world.steer('withdraw', { id: fresh.id });
  await expect(page.locator(shown)).toHaveCount(0, { timeout: 5_000 });
  await expect(page.locator('.card')).toHaveAttribute('aria-hidden', 'false');
  expect(watched.faults).toEqual([]);
});

test('an untrusted clock is not shown', async ({ page, world, watched }) => {
  world.steer('library', { name: 'empty' });
  world.steer('set', { trusted: false });
  await page.goto(`${world.url}/screen/`);
  await expect(page.locator('.card')).toContainText('Tỉnh Thanh Giang');
  await expect(page.locator('.card .hour')).toHaveCount(0);
  expect(watched.faults).toEqual([]);
});

for (const [name, size] of sizesOf('screen')) {
  test(`nothing is cut on a panel of ${name}, whatever the article`, async ({ page, world, watched }) => {
    test.slow();
    await page.setViewportSize(size);
    world.steer('library', { name: 'both' });
    const all = world.state.articles
      .filter((one) => (one.photo?.sizes.length ?? 0) > 0 && one.photo?.colour !== '#7a5a3c')
      .slice(0, 20);
    for (const one of all) {
      world.steer('set', { articles: [one], seconds: 100 });
      await page.goto(`${world.url}/screen/`);
      await page.waitForSelector(shown);
      const faults = await page.evaluate(() => {
        const box = (selector: string): DOMRect | undefined =>
          document.querySelector(`.layer.shown ${selector}`)?.getBoundingClientRect();
        const label = box('.label');
        const list: string[] = [];
        if (label === undefined) return ['no label'];
        if (
          label.bottom > innerHeight + 1 ||
          label.top < -1 ||
          label.right > innerWidth + 1 ||
          label.left < -1
        )
          list.push('label off the panel');
        for (const part of ['h1', '.category', '.meta', 'svg', '.lead', '.caption']) {
          const at = box(part);
          if (at === undefined || at.height === 0) continue;
          if (at.bottom > label.bottom + 1 || at.top < label.top - 1 || at.right > label.right + 1)
            list.push(`${part} out of its label`);
        }
        const [title, foot] = [box('h1'), box('.foot')];
        if (title && foot && title.bottom > foot.top + 12) list.push('headline over the foot');
        if (document.querySelector('main')?.getBoundingClientRect().width !== innerWidth)
          list.push('the panel is not covered');
        for (const part of ['.lead', '.caption']) {
          const text = document.querySelector(`.layer.shown ${part}`);
          const one = text?.textContent?.trim().split(/\s+/u).length === 1;
          if (text && !one && text.scrollHeight > text.clientHeight + 1)
            list.push(`${part} cut inside a word`);
        }
        const photo = box('img');
        if (photo && (photo.width > innerWidth + 1 || photo.height > innerHeight + 1))
          list.push('photo off the panel');
        return list;
      });
      expect(faults, one.title.slice(0, 40)).toEqual([]);
    }
    expect(watched.faults).toEqual([]);
  });
}

test('the cursor is hidden, and it beats', async ({ page, world, watched }) => {
  await start(page, world, 8, [0, 1]);
  expect(await page.evaluate(() => getComputedStyle(document.documentElement).cursor)).toBe('none');
  expect(
    await page.evaluate(
      () => getComputedStyle(document.querySelector('.layer.shown h1') ?? document.body).cursor,
    ),
  ).toBe('none');
  await expect.poll(() => world.state.beats.length, { timeout: 20_000 }).toBeGreaterThan(3);
  expect(world.state.beats.at(-1)).toMatchObject({ route: '/screen/', painted: '1', visible: true });
  expect(watched.faults).toEqual([]);
});
