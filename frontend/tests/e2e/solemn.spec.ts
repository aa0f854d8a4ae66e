/** Trang nghiêm against the built program: every open face turns within a second, and stays so until it is ended. */
import type { Browser, Page } from '@playwright/test';
import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { judge } from './judge';
import { binary, Office, signIn, takeCharge } from './office';
import { expect, overflows, sizes, test } from './world';

const shots = process.env['BANGTIN_SHOTS'] ?? '';

/** The time at which the root of a page turned, by the clock that all pages of this machine share. */
async function turning(page: Page, on: boolean): Promise<() => Promise<number>> {
  await page.evaluate((wanted) => {
    const root = document.documentElement;
    const watch = new MutationObserver(() => {
      if (root.hasAttribute('data-solemn') === wanted) root.dataset['turned'] = String(Date.now());
    });
    watch.observe(root, { attributeFilter: ['data-solemn'] });
    delete root.dataset['turned'];
  }, on);
  return async () => {
    await expect(page.locator('html')).toHaveAttribute('data-turned', /\d/);
    return Number(await page.locator('html').getAttribute('data-turned'));
  };
}

/** How far the most coloured pixel of what the page shows is from grey, 0 to 255. */
async function colour(page: Page, name: string): Promise<number> {
  if (shots !== '') mkdirSync(shots, { recursive: true });
  const picture = await page.screenshot(shots === '' ? {} : { path: join(shots, `solemn-${name}.png`) });
  const blank = await (await page.context().browser()?.newContext())?.newPage();
  if (blank === undefined) return -1;
  const most = await blank.evaluate(
    async (data) => {
      const image = new Image();
      image.src = data;
      await image.decode();
      const canvas = new OffscreenCanvas(image.width, image.height);
      const draw = canvas.getContext('2d');
      if (draw === null) return -1;
      draw.drawImage(image, 0, 0);
      const { data: pixels } = draw.getImageData(0, 0, image.width, image.height);
      let found = 0;
      for (let i = 0; i < pixels.length; i += 4) {
        const [red = 0, green = 0, blue = 0] = pixels.subarray(i, i + 3);
        found = Math.max(found, Math.abs(red - green), Math.abs(green - blue), Math.abs(red - blue));
      }
      return found;
    },
    `data:image/png;base64,${picture.toString('base64')}`,
  );
  await blank.context().close();
  return most;
}

async function face(
  browser: Browser,
  address: string,
  size: keyof typeof sizes,
  sign: string,
): Promise<Page> {
  const page = await browser.newPage({ viewport: sizes[size] });
  await page.goto(address);
  await page.waitForSelector(sign, { state: 'attached' });
  await page.evaluate(() => document.fonts.ready);
  return page;
}

test.describe('trang nghiêm', () => {
  test.skip(binary === '', 'needs the built program: BANGTIN_BIN');
  const office = new Office();
  test.afterAll(async () => office.close());

  test('turns every open face, holds over a restart, and ends', async ({ browser }) => {
    test.slow();
    await office.start();
    let desk = await office.sit(browser);
    await takeCharge(desk, true);
    await desk.getByRole('link', { name: 'Thiết lập' }).click();
    const handle = desk.getByRole('switch', { name: 'Trang nghiêm' });
    await expect(handle).not.toBeChecked();

    const open: Record<string, Page> = {
      reader: await face(browser, `${office.address}/`, 'laptop', 'main h1'),
      kiosk: await face(browser, `${office.address}/kiosk/`, 'tall', 'main h1'),
      screen: await face(browser, `${office.address}/screen/`, 'wide', '.layer.shown'),
    };
    for (const [name, page] of Object.entries(open))
      await expect.poll(() => colour(page, `${name}-before`), { message: name }).toBeGreaterThan(60);

    const turn = async (on: boolean, press: () => Promise<void>): Promise<void> => {
      const all = Object.entries({ ...open, desk });
      const waiting = await Promise.all(all.map(([, page]) => turning(page, on)));
      const begun = Date.now();
      await press();
      const took = await Promise.all(waiting.map(async (turned) => (await turned()) - begun));
      console.log(
        `  turned ${on ? 'on' : 'off'}: ${all.map(([name], i) => `${name} ${String(took[i])} ms`).join(', ')}`,
      );
      // Five times the second that is promised, for machines with other work to do.
      expect(Math.max(...took)).toBeLessThan(5_000);
    };
    await handle.focus();
    await turn(true, () => desk.keyboard.press('Space'));
    await expect(handle).toBeChecked();

    for (const [name, page] of Object.entries(open)) expect(await colour(page, name), name).toBe(0);
    const { kiosk, screen } = open as { kiosk: Page; screen: Page };
    const moves = (page: Page, selector: string) =>
      page
        .locator(selector)
        .first()
        .evaluate((one) => getComputedStyle(one).transitionDuration);
    expect(await moves(screen, '.layer')).toMatch(/^0s/);

    // What lies above a page is no part of its root.
    await kiosk.locator('main a').first().click();
    await kiosk.locator('figure button').first().click();
    await expect(kiosk.locator('.pswp')).toBeVisible();
    expect(await colour(kiosk, 'kiosk-lightbox'), 'lightbox').toBe(0);

    // The desk works on in colour where pictures are judged, and says what holds.
    await expect(desk.locator('.rail')).toContainText('Trang nghiêm');
    await colour(desk, 'desk-settings');
    expect(await judge(desk)).toEqual([]);
    expect(await overflows(desk)).toEqual([]);

    // So do the first page of a window and the poster, which come before the store is open.
    const mark = join(office.folder, 'solemn');
    await expect.poll(() => existsSync(mark)).toBe(true);

    await office.end('SIGKILL');
    await desk.context().close();
    await office.start();
    for (const page of Object.values(open)) await page.close();
    // Without its scripts a page shows what its first frame shows.
    const still = await browser.newPage({ javaScriptEnabled: false, viewport: sizes.laptop });
    for (const path of ['/', '/kiosk/', '/screen/']) {
      await still.goto(office.address + path);
      await expect(still.locator('html')).toHaveAttribute('data-solemn', '');
    }
    await still.close();
    open['reader'] = await face(browser, `${office.address}/`, 'laptop', 'main h1');
    open['screen'] = await face(browser, `${office.address}/screen/`, 'wide', '.layer.shown');
    delete open['kiosk'];
    for (const [name, page] of Object.entries(open)) expect(await colour(page, `${name}-anew`), name).toBe(0);

    desk = await office.sit(browser);
    await signIn(desk);
    await expect(desk.getByText(/^Trang nghiêm đang bật/)).toBeVisible();
    await colour(desk, 'desk-today');
    expect(await judge(desk)).toEqual([]);
    await turn(false, () => desk.getByRole('button', { name: 'Tắt Trang nghiêm' }).click());
    await expect.poll(() => existsSync(mark)).toBe(false);
    await expect(desk.getByText(/^Trang nghiêm đang bật/)).toBeHidden();
    if (open['reader'] !== undefined)
      expect(await colour(open['reader'], 'reader-after')).toBeGreaterThan(60);

    await desk.getByRole('link', { name: 'Nhật ký' }).click();
    await expect(desk.getByRole('cell', { name: 'Bật Trang nghiêm', exact: true })).toHaveCount(1);
    await expect(desk.getByRole('cell', { name: 'Tắt Trang nghiêm', exact: true })).toHaveCount(1);
  });
});
