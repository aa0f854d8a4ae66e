/**
 * A clerk comes back with forty photos: from her phone over a link that is cut twice, then captioned by keyboard
 * alone; and from a folder, while the decoder dies. The real program (BANGTIN_BIN) and real photos
 * (BANGTIN_SAMPLES). With BANGTIN_SHOTS, pictures of the desk are left in that folder.
 */
import type { APIRequestContext, Page } from '@playwright/test';
import type { components } from '../../src/api/schema';
import { expect, test } from '@playwright/test';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { landscape, png } from '../fixture/paint.mjs';
import { judge } from './judge';
import { Cost, Link, workersOf } from './link';
import { binary, Office, takeCharge } from './office';

type Schemas = components['schemas'];

const samples = join(process.env['BANGTIN_SAMPLES'] ?? '../../shared/data', 'photos');
const shots = process.env['BANGTIN_SHOTS'] ?? '';

const bench = [
  'phone_galaxyS7_422_12mp.jpg',
  'phone_iphone13pro_p3_o6_420_12mp.jpg',
  'phone_oppoR7_420_13mp.jpg',
  'phone_oppoR7_progressive_13mp.jpg',
  'iphone13_12mp.heic',
  'cam_canon1000D_o6_10mp.jpg',
  'cam_nikonD90_422_12mp.jpg',
  'cam_canon5D3_444_22mp.jpg',
].map((name) => `bench/${name}`);
const camera = [
  'HMD_Nokia_8.3_5G.jpg',
  'canon_hdr_NO.jpg',
  'hochuferweg.jpg',
  'iphone_hdr_YES.jpg',
  'train.jpg',
  'craft-beer.jpg',
  'japanese-shop.jpg',
  'without_exif.jpg',
  'DSCN0012.jpg',
  'DSCN0040.jpg',
  'mongolels.jpg',
  'prairie_falcon.jpg',
  'canon-ixus.jpg',
].map((name) => `camera/${name}`);
const others = ['formats/IMG_2682.heic', 'formats/classic-car.heic'];
/** The same shots with other bytes. */
const again = [...bench.slice(0, 3), ...camera.slice(0, 5), 'camera/DSCN0012.jpg', 'formats/IMG_2682.heic'];
const twice = ['bench/phone_galaxyS7_422_12mp.jpg', 'camera/train.jpg', 'formats/classic-car.heic'];
/** Two that say so themselves, and two of which only a decoder finds out: one ends in the middle. */
const bad = ['bad/zero.jpg', 'bad/html_named.jpg', 'bad/trunc_half.jpg', 'bad/corrupted_real.jpg'];

const nameOf = (path: string): string => path.split('/').at(-1) ?? '';

/** Bytes behind the end of a picture: of JPEG nobody reads them, of HEIC they are an empty box. */
function varied(bytes: Buffer, heic: boolean): Buffer {
  const box = Buffer.from('\0\0\0\x10freebangtin ');
  return Buffer.concat([bytes, heic ? box : Buffer.from('bản khác')]);
}

function forty(folder: string): string[] {
  const put = (name: string, bytes: Buffer): string => {
    writeFileSync(join(folder, name), bytes);
    return join(folder, name);
  };
  const read = (path: string): Buffer => readFileSync(join(samples, path));
  return [
    ...[...bench, ...camera, ...others, ...bad].map((path) => put(nameOf(path), read(path))),
    ...again.map((path) => put(`khác-${nameOf(path)}`, varied(read(path), path.endsWith('heic')))),
    ...twice.map((path) => put(nameOf(path).replace('.', ' (1).'), read(path))),
  ];
}

/** A new article in an office with one administrator, and its API. */
class Bench {
  constructor(
    readonly page: Page,
    readonly path: string,
  ) {}

  get request(): APIRequestContext {
    return this.page.request;
  }

  async tray(): Promise<Schemas['Tray']> {
    return (await (await this.request.get(`${this.path}/tray`)).json()) as Schemas['Tray'];
  }

  async ready(limit: number): Promise<void> {
    await expect
      .poll(async () => (await this.tray()).items.filter((item) => item.waits).length, { timeout: limit })
      .toBe(0);
  }
}

async function newArticle(page: Page): Promise<Bench> {
  const { origin } = new URL(page.url());
  const made = (await (await page.request.post(`${origin}/api/desk/articles`)).json()) as { id: string };
  await page.goto(`${origin}/desk/bai/${made.id}`);
  await expect(page.getByRole('heading', { name: 'Khay ảnh' })).toBeVisible();
  return new Bench(page, `${origin}/api/desk/articles/${made.id}`);
}

/** A picture of the page, at the desk with the tray in sight, by day and by night. */
async function shoot(page: Page, name: string): Promise<void> {
  if (shots === '') return;
  mkdirSync(shots, { recursive: true });
  const tray = page.getByRole('heading', { name: 'Khay ảnh' });
  if ((await tray.count()) > 0) await tray.evaluate((title) => title.scrollIntoView());
  const theme = (to: string): Promise<string> =>
    page.evaluate((value) => (document.documentElement.dataset['theme'] = value), to);
  for (const look of ['paper', 'dark']) {
    await theme(look);
    await page.screenshot({ path: join(shots, `forty-${name}-${look}.png`) });
  }
  await theme('paper');
}

const options = (page: Page) => page.getByRole('listbox', { name: 'Khay ảnh' }).getByRole('option');

const enginePid = (office: Office): number =>
  (JSON.parse(readFileSync(join(office.folder, 'run', 'engine.json'), 'utf8')) as { pid: number }).pid;

const focused = (page: Page): Promise<string> =>
  page.evaluate(() => {
    const at = document.activeElement;
    return at?.getAttribute('role') ?? at?.getAttribute('aria-label') ?? at?.tagName ?? '';
  });

/** Presses Tab until that is focused. */
async function tabTo(page: Page, what: string): Promise<void> {
  for (let presses = 0; presses < 150; presses += 1) {
    if ((await focused(page)) === what) return;
    await page.keyboard.press('Tab');
  }
  throw new Error(`Tab does not lead to ${what}`);
}

test.describe('forty photos', () => {
  test.skip(
    binary === '' || !existsSync(join(samples, 'bench')),
    'needs BANGTIN_BIN and real photos, BANGTIN_SAMPLES',
  );
  test.describe.configure({ mode: 'serial' });
  test.use({ viewport: { width: 1366, height: 768 } });

  const office = new Office();
  const photos = mkdtempSync(join(tmpdir(), 'bangtin-forty-'));
  let page: Page;

  test.beforeAll(async ({ browser }) => {
    await office.start();
    page = await office.sit(browser);
    await takeCharge(page, true);
    await page.getByRole('navigation', { name: 'Bàn biên tập' }).waitFor();
  });
  test.afterAll(async () => {
    rmSync(photos, { recursive: true, force: true });
    await office.close();
  });

  test('come from the phone though the link is cut twice, and ten are captioned by keys alone', async ({
    browser,
  }) => {
    test.setTimeout(300_000);
    const files = forty(photos);
    expect(files).toHaveLength(40);
    const desk = await newArticle(page);
    const offer = (await (await desk.request.post(`${desk.path}/phone`)).json()) as Schemas['PhoneOffer'];
    const link = new Link(9 << 20, 31 << 20);
    await link.up();
    const phone = await browser.newContext({
      viewport: { width: 390, height: 844 },
      hasTouch: true,
      isMobile: true,
      proxy: { server: link.address },
    });
    const sender = await phone.newPage();
    await sender.goto(offer.url);

    const cost = new Cost(enginePid(office));
    await sender.locator('input[type=file]').setInputFiles(files);
    for (const cuts of [1, 2]) {
      await expect.poll(() => link.cuts.length, { timeout: 90_000 }).toBe(cuts);
      await expect(sender.getByText('Mất kết nối với máy tính')).toBeVisible();
      await link.up();
    }
    // Those of which only a decoder finds out are taken, and named at the desk.
    await expect(sender.getByText('Đã nhận 38 trên 40 ảnh')).toBeVisible({ timeout: 120_000 });
    const sent = cost.end();
    const after = new Cost(enginePid(office));
    await page.bringToFront();
    await page.evaluate(() => window.dispatchEvent(new Event('focus')));
    await expect(options(page)).not.toHaveCount(0);
    await desk.ready(180_000);
    const ready = after.end();
    expect(link.cuts).toHaveLength(2);

    const report = [
      `40 files, ${(link.bytes / (1 << 20)).toFixed(0)} MB, link cut after ${link.cuts.map((n) => `${(n / (1 << 20)).toFixed(0)} MB`).join(' and ')}`,
      `sent: ${sent.line}`,
      `until the last preview: ${ready.line}`,
    ];
    for (const line of report) console.log(line);
    test.info().annotations.push({ type: 'cost', description: report.join('; ') });

    const { items, faults } = await desk.tray();
    const good = [...bench, ...camera, ...others]
      .map(nameOf)
      .concat(again.map((path) => `khác-${nameOf(path)}`));
    expect(items.map((item) => item.names[0]).sort()).toEqual(good.sort());
    expect(new Set(items.map((item) => item.media)).size).toBe(good.length);
    for (const path of twice) {
      const folded = items.find((item) => item.names.includes(nameOf(path)));
      expect([...(folded?.names ?? [])].sort()).toEqual(
        [nameOf(path), nameOf(path).replace('.', ' (1).')].sort(),
      );
    }
    const times = items.map((item) => (item.taken === '' ? Infinity : Date.parse(item.taken)));
    expect(times).toEqual([...times].sort((a, b) => a - b));
    expect(items.filter((item) => item.takenBy === 'camera').length).toBeGreaterThan(25);
    for (const name of ['iphone13_12mp.heic', 'IMG_2682.heic', 'classic-car.heic'])
      expect(items.find((item) => item.names.includes(name))?.takenBy, name).toBe('camera');
    expect(items.every((item) => item.picture.sizes.length >= 2)).toBe(true);
    expect(faults.map((fault) => fault.name).sort()).toEqual(bad.map(nameOf).sort());
    for (const fault of faults) expect(fault.message.vi).toMatch(/Xin /);
    for (const part of [sent, ready]) {
      expect(part.peak('engine')).toBeLessThan(300);
      expect(part.peak('worker')).toBeLessThan(576);
    }
    // The phone has heard of it too.
    await expect(sender.getByText('Đã nhận 36 trên 40 ảnh')).toBeVisible();
    for (const why of ['Tệp ảnh bị hỏng', 'Tệp ảnh bị thiếu phần cuối'])
      await expect(sender.getByText(`không nhận được: ${why}`)).toBeVisible();
    await shoot(sender, 'phone');
    await phone.close();

    // At the desk nobody touches the mouse from here on.
    await desk.request.delete(`${desk.path}/phone`);
    await page.reload();
    await expect(options(page)).toHaveCount(good.length);
    await shoot(page, 'ready');
    await tabTo(page, 'option');
    const picked: string[] = [];
    for (let n = 0; n < 10; n += 1) {
      await page.keyboard.press('Enter');
      picked.push(items[2 * n]?.media ?? '');
      await page.keyboard.press('ArrowRight');
      await page.keyboard.press('ArrowRight');
    }
    await expect(page.getByText('Đã chọn 10 ảnh', { exact: true })).toBeVisible();
    await tabTo(page, 'Chú thích ảnh 1');
    for (let n = 1; n <= 10; n += 1) {
      await page.keyboard.type(`Ảnh số ${String(n)} của hội nghị`);
      await page.keyboard.press('Tab');
    }
    await page.keyboard.press('Control+A');
    await page.keyboard.type('Minh Khuê');
    await page.keyboard.press('Tab');
    await page.keyboard.type('Thanh Giang');
    expect(await judge(page)).toEqual([]);
    await shoot(page, 'captions');
    await page.keyboard.press('Enter');
    await expect(page.locator('.editor figure')).toHaveCount(10);
    await page.keyboard.press('Control+S');
    const saved = async (): Promise<Schemas['DeskArticle']> =>
      (await (await desk.request.get(desk.path)).json()) as Schemas['DeskArticle'];
    await expect.poll(async () => (await saved()).row?.id ?? '').not.toBe('');
    const doc = (await saved()).doc as {
      body: { content: { type: string; attrs: Record<string, string> }[] };
    };
    const figures = doc.body.content.filter(({ type }) => type === 'figure').map(({ attrs }) => attrs);
    expect(figures.map(({ media }) => media)).toEqual(picked);
    expect(figures.map(({ caption }) => caption)).toEqual(
      picked.map((_, n) => `Ảnh số ${String(n + 1)} của hội nghị (Thanh Giang)`),
    );
    expect(new Set(figures.map(({ credit }) => credit))).toEqual(new Set(['Minh Khuê']));
    await shoot(page, 'article');
  });

  test('come from a folder, though the decoder dies', async () => {
    const card = join(photos, 'DCIM');
    for (const [folder, paths] of [
      ['100CANON', camera.slice(0, 5)],
      ['101CANON', [...camera.slice(8, 12), 'bad/trunc_half.jpg']],
    ] as const) {
      mkdirSync(join(card, folder), { recursive: true });
      for (const path of paths) copyFileSync(join(samples, path), join(card, folder, nameOf(path)));
    }
    // One that nobody has sent before, whose worker is killed.
    for (let n = 0; n < 3; n += 1) {
      const bytes = png(landscape(n), 1600, 1200);
      writeFileSync(join(card, `vẽ-${String(n)}.png`), bytes);
    }
    writeFileSync(join(card, '100CANON', 'MVI_0001.MOV'), 'phim');
    const desk = await newArticle(page);
    const engine = enginePid(office);
    let killed = 0;
    const killer = setInterval(() => {
      const [worker] = workersOf(engine);
      if (worker === undefined || killed > 0) return;
      killed += 1;
      process.kill(worker, 'SIGKILL');
    }, 5);
    const chooser = page.waitForEvent('filechooser');
    await page.getByRole('button', { name: 'Cả thư mục' }).click();
    await (await chooser).setFiles(card);
    await expect(page.getByText(/Đang làm ảnh xem trước: \d+ trên \d+/)).toBeVisible();
    await shoot(page, 'waiting');
    await expect(page.getByText('Bỏ qua 1 tệp trong thư mục không phải ảnh')).toBeVisible();
    await expect(page.getByText('trunc_half.jpg: Tệp ảnh bị thiếu phần cuối. Xin chép lại')).toBeVisible({
      timeout: 30_000,
    });
    await expect.poll(async () => (await desk.tray()).items.length, { timeout: 60_000 }).toBeGreaterThan(10);
    await desk.ready(60_000);
    clearInterval(killer);
    const { items, faults } = await desk.tray();
    const lost = faults.filter((fault) => fault.name !== 'trunc_half.jpg');
    expect(killed).toBe(1);
    expect(items.length + lost.length).toBe(12);
    expect(lost.length).toBeLessThan(2);
    for (const fault of lost) expect(fault.message.vi).toContain('Không xử lý được ảnh này');
    await page.reload();
    await expect(options(page)).toHaveCount(items.length);
    await shoot(page, 'folder');
  });
});
