/** For everyone: hurried fingers, two fingers, one language after the other, and what is read out. */
import type { CDPSession, Page } from '@playwright/test';
import { lead } from '../fixture/articles.mjs';
import { expect, open, overflows, sizes, test, withSample } from './world';

type Point = readonly [x: number, y: number];

/** Fingers as the panel reports them. */
class Fingers {
  readonly #cdp: CDPSession;

  constructor(cdp: CDPSession) {
    this.#cdp = cdp;
  }

  async tap(...points: readonly Point[]): Promise<void> {
    await this.#send('touchStart', points);
    await this.#send('touchEnd', []);
  }

  /** Two fingers moving apart. */
  async pinch(x: number, y: number): Promise<void> {
    await this.#send('touchStart', [[x - 20, y], [x + 20, y]]); // prettier-ignore
    for (let far = 40; far <= 200; far += 40)
      await this.#send('touchMove', [[x - far, y - far], [x + far, y + far]]); // prettier-ignore
    await this.#send('touchEnd', []);
  }

  async #send(type: 'touchStart' | 'touchMove' | 'touchEnd', points: readonly Point[]): Promise<void> {
    const touchPoints = points.map(([x, y], id) => ({ x, y, id }));
    await this.#cdp.send('Input.dispatchTouchEvent', { type, touchPoints });
  }
}

async function fingersOn(page: Page): Promise<Fingers> {
  const cdp = await page.context().newCDPSession(page);
  await cdp.send('Emulation.setTouchEmulationEnabled', { enabled: true, maxTouchPoints: 5 });
  return new Fingers(cdp);
}

async function middleOf(page: Page, selector: string): Promise<Point> {
  const box = await page.locator(selector).first().boundingBox();
  if (box === null) throw new Error(`no ${selector}`);
  return [box.x + box.width / 2, box.y + box.height / 2];
}

/** What a tap could have changed. */
async function standing(page: Page): Promise<unknown> {
  return page.evaluate(() => ({
    path: location.pathname,
    lang: document.documentElement.lang,
    dialogs: document.querySelectorAll('dialog[open], .pswp').length,
    scale: visualViewport?.scale,
    scroll: scrollY,
  }));
}

/** The same, and how far it has led. */
async function outcome(page: Page): Promise<unknown> {
  const back = await page.getByRole('button', { name: /^(Quay lại|Back)$/ }).count();
  return { ...((await standing(page)) as object), back };
}

async function kiosk(page: Page, address: string): Promise<Fingers> {
  await open(page, address);
  await page.waitForSelector('footer', { state: 'attached' });
  return fingersOn(page);
}

type Controls = Readonly<Record<string, readonly [path: string, selector: string]>>;

const controls: Controls = {
  'an article of a list': ['/kiosk/', '.latest .card a'],
  'a category': ['/kiosk/', '.bottom nav ul a'],
  'easy reading': ['/kiosk/', '.bottom > nav:last-of-type button:nth-of-type(3)'],
  'the language': ['/kiosk/', '.bottom > nav:last-of-type button:nth-of-type(4)'],
};

const hallControls: Controls = {
  'the way to a room': ['/kiosk/chuong-trinh', 'main a[href*="/thong-tin/"]'],
  'an exhibit': ['/kiosk/hien-vat', 'main ol a'],
  'a unit': ['/kiosk/don-vi', 'main button.one'],
};

async function tapsFiveTimes(page: Page, base: string, all: Controls): Promise<void> {
  for (const [name, [path, selector]] of Object.entries(all)) {
    let once: unknown = null;
    for (const taps of [1, 5]) {
      const fingers = await kiosk(page, base + path);
      // A programme opens at what goes on now, which may lie behind its first room.
      await page.locator(selector).first().scrollIntoViewIfNeeded();
      const before = await outcome(page);
      const place = await middleOf(page, selector);
      for (let tap = 0; tap < taps; tap++) await fingers.tap(place);
      if (taps === 1) {
        await expect.poll(() => outcome(page), { message: name }).not.toEqual(before);
        // An article has its own heading only once it has come.
        await page.waitForSelector('main h1', { state: 'attached' });
        once = await outcome(page);
      } else await expect.poll(() => outcome(page), { message: name }).toEqual(once);
    }
  }
}

test('five taps in a second do what one does', async ({ page, world, watched }) => {
  await tapsFiveTimes(page, world.url, controls);
  expect(watched.faults).toEqual([]);
});

test('so do they in the hall, but for the keys of its number pad', async ({
  page,
  base,
  program,
  watched,
}) => {
  test.skip(program === '', 'needs the built program, BANGTIN_BIN');
  await withSample(page, base);
  await tapsFiveTimes(page, base, hallControls);
  const fingers = await kiosk(page, `${base}/kiosk/hien-vat`);
  await page.locator('main .key').first().waitFor();
  for (let tap = 0; tap < 3; tap++) await fingers.tap(await middleOf(page, 'main .key'));
  await expect(page.locator('main output')).toHaveText('111');
  await page.locator('main .open').scrollIntoViewIfNeeded();
  for (let tap = 0; tap < 5; tap++) await fingers.tap(await middleOf(page, 'main .open'));
  await expect(page.locator('.answer', { hasText: '111' })).toBeVisible();
  expect(watched.faults).toEqual([]);
});

test('two fingers do nothing', async ({ page, world, watched }) => {
  const fingers = await kiosk(page, `${world.url}/kiosk/`);
  const before = await standing(page);
  const [x, y] = await middleOf(page, '.latest .card a');
  await fingers.tap([x, y], [x + 60, y + 10]);
  await fingers.pinch(x, y);
  await fingers.tap([x, y], [x, y + 120]);
  expect(await standing(page)).toEqual(before);
  // Once both are away a single one counts again.
  await expect
    .poll(async () => {
      await fingers.tap([x, y]);
      return page.locator('.body').count();
    })
    .toBe(1);
  expect(watched.faults).toEqual([]);
});

test('a slow reader of a long article is not thrown out', async ({ page, world, watched }) => {
  await page.clock.install();
  world.steer('edit', { id: lead.id, words: 650 });
  await open(page, `${world.url}/kiosk${lead.path}`);
  await page.waitForSelector('footer', { state: 'attached' });
  await page.clock.runFor(440_000);
  await expect(page.locator('dialog')).toHaveCount(0);
  await page.clock.runFor(12_000);
  await expect(page.locator('dialog .number')).toBeVisible();
  expect(watched.faults).toEqual([]);
});

test('who chooses a language reads on at the same place', async ({ page, world, watched }) => {
  await kiosk(page, `${world.url}/kiosk${lead.path}`);
  await page.evaluate(() => document.querySelector('.body [data-anchor]')?.scrollIntoView());
  await page.getByRole('button', { name: 'English' }).click();
  await expect(page.locator('h1')).toContainText('Forest meets sea');
  await expect(page.locator('main article').first()).toHaveAttribute('lang', 'en');
  expect(await page.evaluate(() => scrollY)).toBeGreaterThan(100);
  // Pressed at once after the first it would be a hurried finger's second tap.
  await expect(async () => {
    await page.getByRole('button', { name: 'Tiếng Việt' }).click();
    await expect(page.locator('h1')).toContainText('Rừng gặp biển', { timeout: 1_000 });
  }).toPass();
  expect(await page.evaluate(() => scrollY)).toBeGreaterThan(100);
  expect(watched.faults).toEqual([]);
});

test('languages beyond the two of the interface are a touch away', async ({ page, world, watched }) => {
  world.steer('set', { languages: ['vi', 'en', 'lo'] });
  await kiosk(page, `${world.url}/kiosk/`);
  await page.getByRole('button', { name: 'English' }).click();
  const lao = page.getByRole('link', { name: 'ລາວ' });
  await expect(lao).toHaveAttribute('lang', 'lo');
  expect(await lao.getAttribute('href')).toBe('/kiosk/tim?lang=lo');
  await page.getByRole('button', { name: 'English', exact: true }).click();
  await expect(page.locator('html')).toHaveAttribute('lang', 'en');
  await expect(page.locator('dialog')).toHaveCount(0);
  expect(watched.faults).toEqual([]);
});

for (const size of [sizes.tall, sizes.wide, sizes.phone]) {
  test(`the largest plain text is cut nowhere at ${String(size.width)}`, async ({ page, world, watched }) => {
    await page.setViewportSize(size);
    await page.addInitScript(
      (kept) => localStorage.setItem('bangtin-reader', kept),
      JSON.stringify({ step: 3, plain: true, theme: 'contrast' }),
    );
    for (const path of ['/', lead.path]) {
      await open(page, world.url + path);
      expect(await overflows(page), path).toEqual([]);
      await page.getByRole('button', { name: 'Dễ đọc' }).click();
      await expect(page.getByRole('dialog')).toBeVisible();
      expect(await overflows(page), `${path} with the sheet`).toEqual([]);
    }
    expect(watched.faults).toEqual([]);
  });
}
