/**
 * Takes pictures of every page at every size with the fixture, into looks-out/; with BANGTIN_BIN also of every
 * public page of the built program and its sample, in both languages. For eyes, not for judging by machine:
 * `npm run build && npm run looks [part of a name]`.
 */
import { chromium } from '@playwright/test';
import { mkdirSync } from 'node:fs';
import { startFixture } from './fixture-server.mjs';
import { launch } from './launch.mjs';
import { hostile, lead, modelPage } from './fixture/articles.mjs';
import { publicPages } from './public-looks.mjs';

const out = new URL('../looks-out/', import.meta.url).pathname;
const only = process.argv[2] ?? '';
const phone = [390, 844];
const laptop = [1366, 768];
const tall = [1080, 1920];
const wide = [1920, 1080];
const all = { phone, laptop, tall, wide };

const shots = [
  ...Object.entries(all).flatMap(([name, size]) => [
    [`reader-front-${name}`, '/', size, {}],
    [`reader-category-${name}`, '/chuyen-muc/doi-ngoai', size, {}],
    [`reader-article-${name}`, lead.path, size, { full: true }],
    [`reader-model-${name}`, modelPage.path, size, { full: true }],
    [`kiosk-front-${name}`, '/kiosk/', size, {}],
    [`kiosk-article-${name}`, `/kiosk${lead.path}`, size, {}],
    [`kiosk-category-${name}`, '/kiosk/chuyen-muc/doi-ngoai', size, {}],
    [`hostile-front-${name}`, '/', size, { library: 'hostile', full: true }],
    [`hostile-article-${name}`, hostile()[0].path, size, { library: 'hostile', full: true }],
    [`empty-desk-${name}`, '/', size, { library: 'empty', set: { face: 'desk' } }],
    [`empty-kiosk-${name}`, '/kiosk/', size, { library: 'empty' }],
    [`screen-title-${name}`, '/screen/', size, { library: 'empty' }],
  ]),
  ['reader-front-laptop-full', '/', laptop, { full: true }],
  ['reader-front-phone-full', '/', phone, { full: true }],
  ['kiosk-front-tall-full', '/kiosk/', tall, { full: true }],
  ['kiosk-article-tall-full', `/kiosk${lead.path}`, tall, { full: true }],
  ['kiosk-idle-tall', '/kiosk/', tall, { idle: true }],
  ['kiosk-idle-wide', '/kiosk/', wide, { idle: true }],
  ['kiosk-english-tall', '/kiosk/', tall, { english: true }],
  ['kiosk-large-tall', '/kiosk/', tall, { step: 2 }],
  ['reader-dark-laptop', '/', laptop, { theme: 'dark' }],
  ['reader-contrast-laptop', '/', laptop, { theme: 'contrast' }],
  ['reader-menu-phone', '/', phone, { menu: true }],
  ['reader-sample-laptop', '/', laptop, { set: { sample: true } }],
  ['screen-sample-wide', '/screen/', wide, { set: { sample: true } }],
  ...['wide', 'tall'].flatMap((name) =>
    Array.from({ length: 13 }, (_, i) => [
      `screen-${name}-${String(i).padStart(2, '0')}`,
      '/screen/',
      all[name],
      { slide: i },
    ]),
  ),
  ...['wide', 'tall'].flatMap((name) =>
    Array.from({ length: 7 }, (_, i) => [
      `screen-hostile-${name}-${i}`,
      '/screen/',
      all[name],
      { slide: i, library: 'hostile' },
    ]),
  ),
];

const fixture = await startFixture();
mkdirSync(out, { recursive: true });
const browser = await chromium.launch(launch);

for (const [name, path, [width, height], how] of shots) {
  if (!name.includes(only)) continue;
  fixture.steer('reset');
  if (how.library) fixture.steer('library', { name: how.library });
  if (how.set) fixture.steer('set', how.set);
  if (how.idle) fixture.steer('set', { idle: 1 });
  if (how.slide !== undefined) {
    const list = fixture.state.articles.filter((one) => one.photo);
    fixture.steer('set', { articles: [list[how.slide % list.length]], seconds: 60 });
  }
  const page = await browser.newPage({ viewport: { width, height } });
  page.on('pageerror', (error) => console.log(name, error.message));
  page.on(
    'console',
    (line) => line.type() === 'error' && !line.text().includes('404') && console.log(name, line.text()),
  );
  if (how.theme)
    await page.addInitScript(
      (theme) => localStorage.setItem('bangtin-reader', JSON.stringify({ theme })),
      how.theme,
    );
  await page.goto(fixture.url + path);
  const sign = path.startsWith('/screen') ? (how.library === 'empty' ? '.card' : '.layer.shown') : 'main h1';
  await page
    .waitForSelector(sign, { timeout: 15_000 })
    .catch(() => console.log(`${name}: nothing but the title card`));
  await page.evaluate(() => document.fonts.ready);
  if (how.idle) {
    await page.mouse.wheel(0, 300);
    await page.waitForSelector('dialog', { timeout: 8000 });
    await page.waitForTimeout(18_000);
  }
  if (how.full) {
    // Pictures further down are fetched when they come near.
    for (let y = 0; y < 20_000; y += height) {
      await page.evaluate((top) => scrollTo(0, top), y);
      await page.waitForTimeout(60);
    }
    await page.evaluate(() => scrollTo(0, 0));
    await page.waitForTimeout(600);
  }
  if (how.english) await page.getByRole('button', { name: 'English' }).click();
  if (how.step) {
    await page.getByRole('button', { name: 'Dễ đọc' }).click();
    await page.getByRole('button', { name: 'Cỡ chữ' }).nth(how.step).click();
    await page.keyboard.press('Escape');
  }
  if (how.menu) await page.getByRole('button', { name: 'Mục lục' }).click();
  await page.waitForTimeout(700);
  await page.screenshot({ path: `${out}${name}.png`, fullPage: how.full === true });
  await page.close();
}
await fixture.close();
if (process.env['BANGTIN_BIN']) await publicPages(browser, out, only);
await browser.close();
