/** The kiosk: it comes back by itself, and nothing leads out of it. */
import type { Page } from '@playwright/test';
import { lead, modelPage } from '../fixture/articles.mjs';
import { enlarge, expect, open, test } from './world';

/** Where the page is and how it is set, for "as a new visitor finds it". */
async function setting(page: Page): Promise<unknown> {
  return page.evaluate(() => ({
    path: location.pathname,
    lang: document.documentElement.lang,
    step: document.documentElement.dataset['step'],
    scroll: scrollY,
    dialogs: document.querySelectorAll('dialog[open], .pswp').length,
  }));
}

const fresh = { path: '/kiosk/', lang: 'vi', step: '1', scroll: 0, dialogs: 0 };

async function ready(page: Page, address: string): Promise<void> {
  await open(page, address);
  // The lock and the watch come a moment after the first picture; the footer comes with them.
  await page.waitForSelector('footer', { state: 'attached' });
}

test('idle: a notice counts down from 60, then all is as a new visitor finds it', async ({
  page,
  world,
  watched,
}) => {
  // Read in less time than a kiosk waits anyway.
  world.steer('set', { articles: world.state.articles.map((one) => ({ ...one, words: 20 })) });
  await page.clock.install();
  await ready(page, `${world.url}/kiosk${modelPage.path}`);
  await enlarge(page, '1,2');
  await page.getByRole('button', { name: 'English' }).click();
  await page.evaluate(async () => {
    // The page hears of it a frame later, and counts from then.
    await new Promise((heard) => {
      addEventListener('scroll', heard, { once: true });
      scrollTo(0, 900);
    });
  });
  // From here on time passes only when told to.
  await page.clock.pauseAt((await page.evaluate(() => Date.now())) + 500);
  await page.clock.runFor(88_500);
  await expect(page.locator('dialog')).toHaveCount(0);
  await page.clock.runFor(1_400);
  await expect(page.locator('dialog h2')).toHaveText('Are you still reading?');
  await expect(page.locator('dialog .number')).toHaveText('60');
  await page.clock.runFor(18_000);
  await expect(page.locator('dialog .number')).toHaveText('42');
  await expect(page.locator('dialog i.gone')).toHaveCount(18);
  await page.clock.runFor(43_000);
  await expect.poll(() => setting(page)).toEqual(fresh);
  await expect(page.getByRole('button', { name: 'Quay lại' })).toHaveCount(0);
  expect(watched.faults).toEqual([]);
});

test('idle closes the large view and the dialogs', async ({ page, world, watched }) => {
  world.steer('set', { idle: 1 });
  await ready(page, `${world.url}/kiosk${lead.path}`);
  await page.locator('figure button').first().click();
  await expect(page.locator('.pswp')).toBeVisible();
  await expect(page.locator('dialog')).toBeVisible({ timeout: 20_000 });
  await page.locator('dialog').getByRole('button', { name: 'Trang đầu' }).click();
  await expect.poll(() => setting(page)).toEqual(fresh);
  expect(watched.faults).toEqual([]);
});

test('a touch anywhere continues, and does not press what is beneath', async ({ page, world, watched }) => {
  world.steer('set', { idle: 1 });
  await ready(page, `${world.url}/kiosk/`);
  await page.evaluate(() => scrollTo(0, 1));
  const before = await page.locator('.lead a').boundingBox();
  await expect(page.locator('dialog')).toBeVisible({ timeout: 20_000 });
  await page.mouse.click((before?.x ?? 0) + 300, (before?.y ?? 0) + 200);
  await expect(page.locator('dialog')).toHaveCount(0);
  expect(new URL(page.url()).pathname).toBe('/kiosk/');
  await expect(page.locator('dialog')).toBeVisible({ timeout: 20_000 });
  await page.keyboard.press('Escape');
  await expect(page.locator('dialog')).toHaveCount(0);
  expect(watched.faults).toEqual([]);
});

test('no notice where there is nothing to put back', async ({ page, world, watched }) => {
  await page.clock.install();
  await ready(page, `${world.url}/kiosk/`);
  await page.clock.runFor(300_000);
  await expect(page.locator('dialog')).toHaveCount(0);
  expect(watched.faults).toEqual([]);
});

test('reading, back, text size and language by touch', async ({ page, world, watched }) => {
  await ready(page, `${world.url}/kiosk/`);
  await page.evaluate(() => scrollTo(0, 700));
  const card = page.locator('.latest article a').nth(2);
  const title = (await card.locator('.title').textContent()) ?? '';
  await card.click();
  await expect(page.locator('h1')).toHaveText(title);
  expect(await page.evaluate(() => scrollY)).toBe(0);
  await page.getByRole('button', { name: 'Quay lại' }).click();
  await expect.poll(() => page.evaluate(() => scrollY)).toBe(700);
  const size = async (): Promise<number> =>
    page.locator('.lead .summary').evaluate((element) => parseFloat(getComputedStyle(element).fontSize));
  const small = await size();
  await enlarge(page, '1,2');
  expect(await size()).toBeCloseTo(small * 1.2, 1);
  await enlarge(page, '1,4');
  expect(await size()).toBeCloseTo(small * 1.4, 1);
  expect(watched.faults).toEqual([]);
});

test('nothing leads out: links, keys, buttons, dragging, menus', async ({ page, world, watched }) => {
  const left: string[] = [];
  page.on('framenavigated', (frame) => left.push(frame.url()));
  page.context().on('page', (other) => left.push(other.url()));
  await ready(page, `${world.url}/kiosk${lead.path}`);
  left.length = 0;

  await page.locator('.body .link').click();
  await expect(page.locator('dialog')).toContainText('https://thanhgiang.example/lich');
  await page.getByRole('button', { name: 'Đóng' }).click();
  expect(await page.locator('main a[href^="http"], main a[target]').count()).toBe(0);

  const keys = ['F1', 'F3', 'F5', 'F6', 'F7', 'F11', 'F12', 'Control+r', 'Control+p', 'Control+s', 'Control+f', 'Control+u', 'Control+Shift+i', 'Control+=', 'Control+-', 'Alt+ArrowLeft', 'Alt+Home', 'Backspace', 'BrowserBack']; // prettier-ignore
  const passed = await page.evaluate(() => {
    const list: string[] = [];
    document.addEventListener('keydown', (event) => event.defaultPrevented || list.push(event.key));
    Object.assign(window, { passed: list });
    return list;
  });
  expect(passed).toEqual([]);
  for (const key of keys) await page.keyboard.press(key).catch(() => undefined);
  expect(await page.evaluate(() => (window as unknown as { passed: string[] }).passed)).toEqual([]);

  const link = page.locator('aside a').first();
  await link.click({ button: 'middle' });
  await link.click({ modifiers: ['ControlOrMeta'] });
  await link.click({ modifiers: ['Shift'] });
  const prevented = await page.evaluate(() =>
    ['contextmenu', 'dragstart', 'selectstart', 'drop', 'copy'].filter((name) =>
      document.body.dispatchEvent(new Event(name, { bubbles: true, cancelable: true })),
    ),
  );
  expect(prevented).toEqual([]);
  await page.evaluate(() => {
    for (const button of [3, 4])
      document.body.dispatchEvent(new MouseEvent('mouseup', { button, bubbles: true, cancelable: true }));
  });
  await page.keyboard.down('Control');
  await page.mouse.wheel(0, -400);
  await page.keyboard.up('Control');
  expect(await page.evaluate(() => visualViewport?.scale)).toBe(1);
  expect(new URL(page.url()).pathname).toBe(`/kiosk${lead.path}`);
  expect(left).toEqual([]);
  expect(await page.evaluate(() => history.length)).toBeLessThanOrEqual(2);
  expect(watched.faults).toEqual([]);
});

test('nothing of a visitor stays in the browser', async ({ page, world, watched }) => {
  await ready(page, `${world.url}/kiosk/`);
  await enlarge(page, '1,2');
  await page.getByRole('button', { name: 'English' }).click();
  await page.locator('.lead a').click();
  await page.waitForSelector('main h1');
  expect(await page.evaluate(() => [localStorage.length, sessionStorage.length, document.cookie])).toEqual([
    0,
    0,
    '',
  ]);
  expect(watched.faults).toEqual([]);
});

test('everything can be reached by keyboard, with a ring', async ({ page, world, watched }) => {
  await ready(page, `${world.url}/kiosk/`);
  const reached = new Set<string>();
  for (let i = 0; i < 66; i++) {
    await page.keyboard.press('Tab');
    reached.add(
      await page.evaluate(() => {
        const element = document.activeElement;
        const ringed = element !== null && getComputedStyle(element).outlineStyle !== 'none';
        if (element === document.body) return '';
        return `${ringed ? '' : 'no ring: '}${element?.textContent?.trim().replace(/\s+/gu, ' ').slice(0, 30) ?? ''}`;
      }),
    );
  }
  const all = [...reached].join('|');
  for (const word of ['Trang đầu', 'Dễ đọc', 'English', 'Rừng gặp', 'Thời sự', 'Tất cả']) expect(all.replaceAll('\u00a0', ' ')).toContain(word); // prettier-ignore
  expect(all).not.toContain('no ring');
  expect(watched.faults).toEqual([]);
});

test('it beats once a second with what is painted', async ({ page, world, watched }) => {
  await ready(page, `${world.url}/kiosk/`);
  await expect.poll(() => world.state.beats.length, { timeout: 30_000 }).toBeGreaterThan(4);
  const beats = world.state.beats.slice(1);
  const gaps = beats.slice(1).map((beat, i) => beat.at - (beats[i]?.at ?? 0));
  for (const gap of gaps) expect(gap).toBeGreaterThan(800);
  expect(beats.at(-1)).toMatchObject({ route: '/kiosk/', painted: '1', visible: true });
  world.steer('publish');
  await expect.poll(() => world.state.beats.at(-1)?.painted, { timeout: 15_000 }).toBe('2');
  expect(watched.faults).toEqual([]);
});

test('the row of categories is whole in every frame, however late its letters come', async ({
  page,
  world,
  watched,
}) => {
  await page.route('**/*.woff2', async (route) => {
    await new Promise((resolve) => setTimeout(resolve, 700));
    await route.continue();
  });
  await page.addInitScript(() => {
    const seen = { cut: new Array<string>(), frames: 0 };
    Object.assign(window, { seen });
    const look = (): void => {
      const row = document.querySelector<HTMLElement>('nav ul');
      if (row !== null && getComputedStyle(row).visibility === 'visible') {
        const last = row.lastElementChild?.getBoundingClientRect().right ?? 0;
        if (last > row.getBoundingClientRect().right + 1) seen.cut.push(row.innerText);
        seen.frames += 1;
      }
      // After layout, which is when a frame is what people will see.
      requestAnimationFrame(() => {
        const channel = new MessageChannel();
        channel.port1.onmessage = look;
        channel.port2.postMessage(null);
      });
    };
    look();
  });
  await ready(page, `${world.url}/kiosk/`);
  await page.getByRole('button', { name: 'English' }).click();
  await page.setViewportSize({ width: 900, height: 1600 });
  const seen = (): Promise<{ cut: string[]; frames: number }> =>
    page.evaluate(() => (window as unknown as { seen: { cut: string[]; frames: number } }).seen);
  await expect.poll(async () => (await seen()).frames, { timeout: 15_000 }).toBeGreaterThan(30);
  expect((await seen()).cut).toEqual([]);
  expect(watched.faults).toEqual([]);
});
