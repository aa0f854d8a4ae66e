/** Every page at every size: nothing sticks out, nothing is cut, whatever the library holds. */
import { hostile, lead, modelPage } from '../fixture/articles.mjs';
import { expect, open, overflows, sizes, sizesOf, test } from './world';

const pages = {
  front: '/',
  category: '/chuyen-muc/doi-ngoai',
  article: lead.path,
  'model page': modelPage.path,
  'not found': '/khong-co',
};

for (const [base, face] of [
  ['', 'reader'],
  ['/kiosk', 'kiosk'],
] as const) {
  for (const [sizeName, size] of sizesOf(face)) {
    test(`pages of ${base || 'the reader'} at ${sizeName}`, async ({ page, world, watched }) => {
      await page.setViewportSize(size);
      for (const [name, path] of Object.entries(pages)) {
        await open(page, world.url + base + path);
        expect(await overflows(page), name).toEqual([]);
      }
      expect(watched.faults).toEqual([]);
    });

    test(`hostile library in ${base || 'the reader'} at ${sizeName}`, async ({ page, world, watched }) => {
      await page.setViewportSize(size);
      world.steer('library', { name: 'both' });
      await open(page, `${world.url}${base}/`);
      expect(await overflows(page), 'front').toEqual([]);
      for (const article of hostile()) {
        await open(page, world.url + base + article.path);
        expect(await overflows(page), article.title.slice(0, 30)).toEqual([]);
      }
      expect(await page.evaluate(() => 'hacked' in window)).toBe(false);
      expect(watched.faults).toEqual([]);
    });
  }
}

for (const [sizeName, size] of Object.entries(sizes)) {
  test(`largest text, dark and high contrast at ${sizeName}`, async ({ page, world, watched }) => {
    await page.setViewportSize(size);
    for (const theme of ['paper', 'dark', 'contrast']) {
      await page.addInitScript(
        (kept) => localStorage.setItem('bangtin-reader', kept),
        JSON.stringify({ theme, step: 3 }),
      );
      for (const path of ['/', lead.path, '/chuyen-muc/doi-ngoai']) {
        await open(page, world.url + path);
        expect(await overflows(page), `${theme} ${path}`).toEqual([]);
        expect(await page.locator('html').getAttribute('data-theme')).toBe(theme);
      }
    }
    expect(watched.faults).toEqual([]);
  });

  test(`empty library at ${sizeName}`, async ({ page, world, watched }) => {
    await page.setViewportSize(size);
    world.steer('library', { name: 'empty' });
    world.steer('set', { face: 'desk' });
    await open(page, `${world.url}/`);
    await expect(page.getByText('bangtin import TỆP --publish')).toBeVisible();
    await expect(page.getByText('bangtin import --sample')).toBeVisible();
    expect(await overflows(page)).toEqual([]);
    await open(page, `${world.url}/kiosk/`);
    await expect(page.getByText('Nội dung đang được chuẩn bị')).toBeVisible();
    await expect(page.getByText('bangtin import')).toHaveCount(0);
    expect(await overflows(page)).toEqual([]);
    expect(watched.faults).toEqual([]);
  });
}

test('the sample says so', async ({ page, world, watched }) => {
  world.steer('set', { sample: true });
  for (const path of ['/', '/kiosk/', '/screen/']) {
    await page.goto(world.url + path);
    await expect(page.getByText('Đây là dữ liệu mẫu')).toBeVisible();
  }
  expect(watched.faults).toEqual([]);
});

test('a picture that cannot be read leaves its place and its caption', async ({ page, world, watched }) => {
  await open(page, world.url + lead.path);
  const figure = page.locator('figure', { hasText: 'Ảnh này chưa về tới máy.' });
  await figure.scrollIntoViewIfNeeded();
  await expect(figure.getByText('Chưa xem được ảnh này')).toBeVisible();
  expect((await figure.locator('.photo').boundingBox())?.height).toBeGreaterThan(100);
  expect(watched.faults).toEqual([]);
});

test('photos have their place before they come', async ({ page, world, watched }) => {
  await page.route('**/media/**', () => undefined);
  await open(page, world.url + lead.path);
  const before = await page.evaluate(() => document.documentElement.scrollHeight);
  await page.unroute('**/media/**');
  await open(page, world.url + lead.path);
  for (let y = 0; y < before; y += 500) {
    await page.evaluate((top) => scrollTo(0, top), y);
    await expect
      .poll(() =>
        page.evaluate(() =>
          [...document.images].every((image) => {
            const { top, bottom } = image.getBoundingClientRect();
            return bottom < 0 || top > innerHeight || image.complete;
          }),
        ),
      )
      .toBe(true);
  }
  expect(await page.evaluate(() => document.documentElement.scrollHeight)).toBe(before);
  expect(watched.faults).toEqual([]);
});

/** Millimetres a pixel of a 43 inch panel of 1920 pixels, and how far its readers stand (looks: "Type"). */
const pixel = 0.5;
const distance = 5_000;

for (const [name, size] of [
  ['wide', sizes.wide],
  ['tall', sizes.tall],
] as const) {
  test(`letters of the ${name} screen are read at five metres`, async ({ page, world, watched }) => {
    await page.setViewportSize(size);
    await page.goto(`${world.url}/screen/`);
    await page.waitForSelector('.layer.shown');
    await page.evaluate(() => document.fonts.ready);
    // The capitals as they are drawn: from the baseline to the top of an H, in the font of each text.
    const heights = await page.locator('.layer.shown .label').evaluate((label) => {
      const pen = document.createElement('canvas').getContext('2d');
      const texts = [...label.querySelectorAll<HTMLElement>('h1, p, time, span')];
      return texts
        .filter((text) => text.checkVisibility() && (text.textContent ?? '').trim() !== '')
        .map((text) => {
          const { fontWeight, fontSize, fontFamily } = getComputedStyle(text);
          if (pen === null) throw new Error('no canvas');
          pen.font = `${fontWeight} ${fontSize} ${fontFamily}`;
          const cap = pen.measureText('H').actualBoundingBoxAscent;
          return { cap, headline: text.tagName === 'H1', words: (text.textContent ?? '').slice(0, 30) };
        });
    });
    expect(heights.some(({ headline }) => headline)).toBe(true);
    expect(heights.length).toBeGreaterThan(2);
    for (const { cap, headline, words } of heights) {
      expect(cap * pixel, words).toBeGreaterThanOrEqual(distance / (headline ? 200 : 300));
    }
    expect(watched.faults).toEqual([]);
  });
}
