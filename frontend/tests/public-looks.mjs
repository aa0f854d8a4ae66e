/** Pictures of the public pages of the built program, started on its sample. Part of looks.mjs. */
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

const faces = [
  ['kiosk', '/kiosk', 'tall', [1080, 1920]],
  ['kiosk', '/kiosk', 'wide', [1920, 1080]],
  ['reader', '', 'wide', [1920, 1080]],
  ['reader', '', 'phone', [390, 844]],
];
const panels = { wide: [1920, 1080], tall: [1080, 1920], huge: [3840, 2160] };

/** Takes those whose name has `only` in it. */
export async function publicPages(browser, out, only) {
  const binary = process.env['BANGTIN_BIN'];
  const folder = mkdtempSync(join(tmpdir(), 'bangtin-looks-'));
  spawnSync(binary, ['--data', folder, 'import', '--sample']);
  const child = spawn(binary, ['--data', folder, 'serve', '--listen', '127.0.0.1:0']);
  child.stderr.resume();
  const [line] = await once(createInterface(child.stdout), 'line');
  const base = /http:\S+/.exec(line)[0];
  try {
    const pages = await pagesOf(base);
    for (const [face, root, size, box] of faces) {
      for (const lang of ['vi', 'en']) {
        for (const [name, path, how = {}] of pages) {
          const file = `public-${name}-${face}-${size}-${lang}`;
          if (!file.includes(only)) continue;
          await shoot(browser, `${out}${file}.png`, base + root + path, box, face, lang, how);
        }
      }
    }
    for (const [size, box] of Object.entries(panels)) {
      if (`public-screen-${size}`.includes(only))
        await loop(browser, `${out}public-screen-${size}`, base, box);
    }
  } finally {
    const ended = once(child, 'exit');
    child.kill('SIGTERM');
    await ended;
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Every kind of public page: its name, its path, and what is done on it. */
async function pagesOf(base) {
  const ask = async (path) => (await fetch(base + path)).json();
  let front = await ask('/api/front?lang=vi');
  // The sample is shown a moment after the first answers.
  for (let tries = 0; front.lead === null && tries < 100; tries++) {
    await new Promise((later) => setTimeout(later, 100));
    front = await ask('/api/front?lang=vi');
  }
  const { lead, latest } = front;
  const all = await Promise.all([lead, ...latest].map(({ id }) => ask(`/api/articles/${id}`)));
  const versed = all.find(({ versions }) => versions.length > 0);
  const parted = all.find(({ series }) => series !== null);
  const topic = all.find(({ topicPath }) => topicPath !== '');
  // Opened often enough to be among the most read.
  for (const { id } of all) {
    for (let visit = 0; visit < 4; visit++) {
      const body = JSON.stringify({ visit: `looks-${String(visit)}-of-one-reader` });
      await fetch(`${base}/api/articles/${id}/opened`, {
        method: 'POST',
        body,
        headers: { 'content-type': 'application/json' },
      });
    }
  }
  const { items } = await ask('/api/programme');
  const point = items.find((item) => item.point)?.point ?? '';
  return [
    ['front', '/'],
    ['front-end', '/', { bottom: true }],
    ['category', `/chuyen-muc/${lead.category.slug}`],
    ['article', versed.path],
    ['article-largest', versed.path, { largest: true }],
    ['article-end', versed.path, { bottom: true }],
    ...(parted ? [['series', parted.series.path]] : []),
    ...(topic ? [['topic', topic.topicPath]] : []),
    ['search', '/tim?q=thanh+giang'],
    ['search-none', '/tim?q=qwertz'],
    ['programme', '/chuong-trinh'],
    ['plan', `/thong-tin/${point}`],
    ['info', '/thong-tin'],
    ['exhibits', '/hien-vat'],
    ['exhibit', '/hien-vat/12'],
    ['exhibit-none', '/hien-vat/999'],
    ['units', '/don-vi'],
    ['missing', '/khong-co'],
    ['ease', versed.path, { sheet: /^(Dễ đọc|Easy reading)$/ }],
  ];
}

async function shoot(browser, file, address, [width, height], face, lang, how) {
  const page = await browser.newPage({ viewport: { width, height } });
  page.on('pageerror', (error) => console.log(file, error.message));
  const kept = { language: lang, ...(how.largest && { step: 3, plain: true }) };
  await page.addInitScript((text) => localStorage.setItem('bangtin-reader', text), JSON.stringify(kept));
  await page.goto(address);
  await page
    .waitForSelector('main h1', { state: 'attached', timeout: 15_000 })
    .catch(() => console.log(file, 'no heading'));
  await page.evaluate(() => document.fonts.ready);
  if (face === 'kiosk') {
    await page.waitForSelector('footer', { state: 'attached' });
    if (how.largest) {
      await page.getByRole('button', { name: 'Dễ đọc' }).click();
      await page.getByRole('button', { name: 'Cỡ chữ' }).nth(2).click();
      await page.getByRole('button', { name: 'Chữ trơn' }).click();
      await page.keyboard.press('Escape');
    }
    if (lang === 'en') {
      // The sample has articles in a third language, and with it a sheet to choose from.
      await page.getByRole('button', { name: 'English' }).click();
      await page.getByRole('dialog').getByRole('button', { name: 'English', exact: true }).click();
    }
  }
  await page.waitForTimeout(700);
  if (how.sheet) await page.getByRole('button', { name: how.sheet }).first().click();
  if (how.bottom) {
    for (let step = 0; step < 12; step++) {
      await page.mouse.wheel(0, 3_000);
      await page.waitForTimeout(80);
    }
  }
  await page.waitForTimeout(400);
  await page.screenshot({ path: file });
  await page.close();
}

/** What the loop shows one after the other: the programme, and the first articles. */
async function loop(browser, file, base, [width, height]) {
  const page = await browser.newPage({ viewport: { width, height } });
  await page.clock.install();
  await page.goto(`${base}/screen/`);
  for (let turn = 0; turn < 4; turn++) {
    await page.waitForSelector('.layer.shown');
    await page.waitForTimeout(1_000);
    await page.screenshot({ path: `${file}-${String(turn)}.png` });
    await page.clock.fastForward(31_000);
    await page.waitForTimeout(1_500);
  }
  await page.close();
}
