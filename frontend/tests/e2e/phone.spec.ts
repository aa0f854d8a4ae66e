/**
 * A phone sends pictures into the tray of an article: the real program (BANGTIN_BIN), a desk's window, and a
 * second browser as the phone. With BANGTIN_SHOTS, pictures of the page are left in that folder.
 */
import type { APIRequestContext, Browser, BrowserContext } from '@playwright/test';
import type { components } from '../../src/api/schema';
import type {} from '../harness/tray';
import { svelte } from '@sveltejs/vite-plugin-svelte';
import { test as base, expect } from '@playwright/test';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';
import { landscape, png, stones } from '../fixture/paint.mjs';
import { judge } from './judge';

type Schemas = components['schemas'];

const binary = process.env['BANGTIN_BIN'] ?? '';
const shots = process.env['BANGTIN_SHOTS'] ?? '';
const samples = join(process.env['BANGTIN_SAMPLES'] ?? '', 'photos', 'camera');
const size = { width: 390, height: 844 };

/** A desk of the program, signed in, and what a test needs of its article. */
class Desk {
  constructor(
    readonly context: BrowserContext,
    readonly url: string,
    readonly article: string,
  ) {}

  get request(): APIRequestContext {
    return this.context.request;
  }

  get path(): string {
    return `${this.url}/api/desk/articles/${this.article}`;
  }

  async link(): Promise<Schemas['PhoneOffer']> {
    const answer = await this.request.post(`${this.path}/phone`);
    expect(answer.status()).toBe(200);
    return (await answer.json()) as Schemas['PhoneOffer'];
  }

  async tray(): Promise<Schemas['Tray']> {
    return (await (await this.request.get(`${this.path}/tray`)).json()) as Schemas['Tray'];
  }
}

async function program(
  folder: string,
): Promise<{ address: string; token: string; stop: () => Promise<void> }> {
  const child = spawn(binary, ['--data', folder, 'serve', '--listen', '127.0.0.1:0']);
  child.stderr.resume();
  await once(child.stdout, 'data');
  const run = JSON.parse(readFileSync(join(folder, 'run', 'engine.json'), 'utf8')) as {
    address: string;
    token: string;
  };
  const stop = async (): Promise<void> => {
    const ended = once(child, 'exit');
    child.kill('SIGTERM');
    await ended;
  };
  return { ...run, stop };
}

async function sitDown(browser: Browser, address: string, token: string): Promise<[BrowserContext, Desk]> {
  const url = `http://${address}`;
  const context = await browser.newContext();
  const invited = await context.request.post(`${url}/api/control/invite`, {
    headers: { Authorization: `Bearer ${token}` },
    data: { face: 'desk' },
  });
  await context.request.get(url + ((await invited.json()) as Schemas['Invitation']).path);
  const first = { login: 'khue', name: 'Phạm Minh Khuê', password: 'một mật khẩu dài', alone: true };
  expect((await context.request.post(`${url}/api/desk/first`, { data: first })).status()).toBe(200);
  const made = (await (await context.request.post(`${url}/api/desk/articles`)).json()) as { id: string };
  return [context, new Desk(context, url, made.id)];
}

const test = base.extend<{ desk: Desk; files: { name: string; path: string }[] }, { harness: string }>({
  // A page with the tray alone, which the program's own address then answers for.
  harness: [
    // eslint-disable-next-line no-empty-pattern -- Playwright wants the pattern
    async ({}, use) => {
      const root = fileURLToPath(new URL('../../', import.meta.url));
      const outDir = mkdtempSync(join(tmpdir(), 'bangtin-tray-'));
      await build({
        configFile: false,
        root,
        base: '/harness/',
        logLevel: 'error',
        plugins: [svelte()],
        build: {
          outDir,
          emptyOutDir: true,
          minify: false,
          rolldownOptions: { input: join(root, 'tests/harness/tray.html') },
        },
      });
      await use(outDir);
      rmSync(outDir, { recursive: true, force: true });
    },
    { scope: 'worker', timeout: 60_000 },
  ],
  desk: async ({ browser }, use) => {
    test.skip(binary === '', 'needs the built program (BANGTIN_BIN)');
    const folder = mkdtempSync(join(tmpdir(), 'bangtin-phone-'));
    const { address, token, stop } = await program(folder);
    const [context, desk] = await sitDown(browser, address, token);
    await use(desk);
    await context.close();
    await stop();
    rmSync(folder, { recursive: true, force: true });
  },
  // Three pictures, the first of several megabytes, and one that is none.
  // eslint-disable-next-line no-empty-pattern -- Playwright wants the pattern
  files: async ({}, use) => {
    const folder = mkdtempSync(join(tmpdir(), 'bangtin-photos-'));
    const file = (name: string, bytes: Buffer): { name: string; path: string } => {
      const path = join(folder, name);
      writeFileSync(path, bytes);
      return { name, path };
    };
    const real = existsSync(samples)
      ? readdirSync(samples)
          .filter((name) => /\.(jpe?g|heic)$/i.test(name))
          .slice(0, 2)
          .map((name) => ({ name, path: join(samples, name) }))
      : [];
    await use([
      ...real,
      file('IMG_20240703_175908.png', png(noisy(landscape(3)), 1400, 1000)),
      file('IMG_20240703_175906.png', png(stones(2), 600, 800)),
      file('Ảnh chụp quang cảnh lễ khai mạc trên quảng trường trung tâm.png', png(landscape(5), 640, 480)),
      file('không phải ảnh.jpg', Buffer.from('đây là chữ')),
    ]);
    rmSync(folder, { recursive: true, force: true });
  },
});

/** The scene with a grain that hardly compresses, as a camera's. */
function noisy(scene: ReturnType<typeof landscape>): ReturnType<typeof landscape> {
  let seed = 7;
  const grain = (): number => {
    seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648;
    return (seed / 2_147_483_648 - 0.5) * 40;
  };
  return (u, v) =>
    scene(u, v).map((c) => Math.max(0, Math.min(255, c + grain()))) as ReturnType<typeof scene>;
}

test('pictures come into the tray, though the connection is cut', async ({ browser, desk, files }) => {
  const offer = await desk.link();
  expect(offer.qr?.size).toBeGreaterThan(20);
  const phone = await browser.newContext({
    viewport: size,
    hasTouch: true,
    isMobile: true,
    deviceScaleFactor: 2,
  });
  const page = await phone.newPage();
  const faults: string[] = [];
  page.on('pageerror', (error) => faults.push(error.message));
  page.on('console', (line) => {
    if (line.type() === 'error' && !/ERR_|status of 4/.test(line.text())) faults.push(line.text());
  });
  let parts = 0;
  let cut = 0;
  await page.route('**/files/*', async (route) => {
    if (route.request().method() !== 'PUT') return route.continue();
    parts += 1;
    if (parts === 2 || parts === 4) {
      cut += 1;
      return route.abort('connectionreset');
    }
    // Slow enough to be seen on its way.
    await new Promise((resolve) => setTimeout(resolve, 150));
    return route.continue();
  });

  await page.goto(offer.url);
  await expect(page.locator('h1')).toHaveText('Gửi ảnh về máy tính');
  await expect(page.getByText(/Mã còn dùng được 1[45] phút/)).toBeVisible();
  expect(await judge(page)).toEqual([]);
  if (shots !== '') await page.screenshot({ path: join(shots, 'phone-start.png') });
  await page.locator('input[type=file]').setInputFiles(files.map((file) => file.path));
  await expect(page.getByText(/đang gửi \d+ %/).first()).toBeVisible();
  if (shots !== '') await page.screenshot({ path: join(shots, 'phone-sending.png'), fullPage: true });
  const good = String(files.length - 1);
  await expect(page.getByText(`Đã nhận ${good} trên ${String(files.length)} ảnh`)).toBeVisible({
    timeout: 60_000,
  });
  await expect(page.getByText('không nhận được: Không đọc được loại tệp này')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Gửi lại' })).toBeVisible();
  expect(cut).toBe(2);
  expect(await judge(page)).toEqual([]);
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(size.width);
  if (shots !== '') await page.screenshot({ path: join(shots, 'phone-done.png'), fullPage: true });

  const tray = await desk.tray();
  const names = tray.items.flatMap((item) => item.names);
  expect([...names].sort()).toEqual(
    files
      .slice(0, -1)
      .map((file) => file.name)
      .sort(),
  );
  expect(names.indexOf('IMG_20240703_175906.png')).toBeLessThan(names.indexOf('IMG_20240703_175908.png'));
  const burst = tray.items.filter((item) => item.burst === 1).flatMap((item) => item.names);
  expect(burst).toEqual(['IMG_20240703_175906.png', 'IMG_20240703_175908.png']);
  expect(tray.faults.map((fault) => fault.name)).toEqual(['không phải ảnh.jpg']);

  // The page opened again tells what it sent; chosen again, nothing is sent twice.
  await page.reload();
  await expect(page.getByText(`Đã nhận ${good} trên`)).toBeVisible();
  const before = parts;
  await page.locator('input[type=file]').setInputFiles(files.slice(0, 2).map((file) => file.path));
  await expect(page.getByText(`Đã nhận ${good} trên`)).toBeVisible();
  expect(parts).toBe(before);
  await page.getByRole('button', { name: 'English' }).click();
  await expect(page.locator('h1')).toHaveText('Send pictures to the computer');
  expect(faults).toEqual([]);

  const second = await browser.newContext({ viewport: size });
  const other = await second.newPage();
  await other.goto(offer.url);
  await expect(other.locator('h1')).toHaveText('Mã đang dùng ở điện thoại khác');
  await second.close();

  // Whoever closes the link closes the door.
  await desk.request.delete(`${desk.path}/phone`);
  await expect(page.evaluate(() => fetch('/').then(() => 'answers')).catch(() => 'gone')).resolves.toBe(
    'gone',
  );
  await phone.close();
});

test('a phone that loses its page goes on where it stopped', async ({ browser, desk, files }) => {
  const offer = await desk.link();
  const phone = await browser.newContext({ viewport: size });
  const page = await phone.newPage();
  const large = files.find((file) => file.name === 'IMG_20240703_175908.png');
  const offsets: number[] = [];
  await page.route('**/files/*', (route) => {
    if (route.request().method() === 'PUT') {
      offsets.push(Number(new URL(route.request().url()).searchParams.get('offset')));
      if (offsets.length === 2) return route.abort('connectionreset');
    }
    return route.continue();
  });
  await page.goto(offer.url);
  await page.locator('input[type=file]').setInputFiles(large?.path ?? '');
  await expect.poll(() => offsets.length).toBeGreaterThan(1);
  await page.reload({ waitUntil: 'commit' });
  await expect(page.getByText('chưa gửi hết. Xin chọn lại ảnh này để gửi tiếp')).toBeVisible();
  const before = offsets.length;
  await page.locator('input[type=file]').setInputFiles(large?.path ?? '');
  await expect(page.getByText('Đã nhận 1 trên 1 ảnh')).toBeVisible({ timeout: 30_000 });
  expect(offsets[before]).toBeGreaterThanOrEqual(1 << 20);
  expect((await desk.tray()).items).toHaveLength(1);
  await phone.close();
});

test('pictures are chosen at the desk, by keys alone, while a phone sends', async ({
  browser,
  desk,
  files,
  harness,
}) => {
  await desk.context.route(`${desk.url}/harness/**`, (route) =>
    route.fulfill({ path: join(harness, new URL(route.request().url()).pathname.slice('/harness/'.length)) }),
  );
  const page = await desk.context.newPage();
  const faults: string[] = [];
  page.on('pageerror', (error) => faults.push(error.message));
  await page.setViewportSize({ width: 720, height: 768 });
  await page.goto(`${desk.url}/harness/tests/harness/tray.html?article=${desk.article}`);
  await expect(page.getByText('Khay chưa có ảnh')).toBeVisible();

  // One link, a phone that sends, and the desk that sees it come.
  await page.getByRole('button', { name: 'Nhận ảnh từ điện thoại' }).click();
  await expect(page.getByRole('img', { name: 'Mã QR' })).toBeVisible();
  await expect(page.getByText('Đang chờ điện thoại')).toBeVisible();
  expect(await judge(page)).toEqual([]);
  if (shots !== '') await page.screenshot({ path: join(shots, 'tray-phone.png') });
  const url = (await page.locator('.address').textContent()) ?? '';
  const phone = await browser.newContext({ viewport: size });
  const sender = await phone.newPage();
  await sender.goto(url);
  await sender.locator('input[type=file]').setInputFiles(files.map((file) => file.path));
  await expect(page.getByText('Điện thoại đã kết nối')).toBeVisible();
  await expect(
    page.getByText(`Đã nhận ${String(files.length - 1)} trên ${String(files.length)} ảnh`),
  ).toBeVisible({
    timeout: 30_000,
  });
  if (shots !== '') await page.screenshot({ path: join(shots, 'tray-phone-came.png') });
  await page.getByRole('button', { name: 'Kết thúc nhận ảnh' }).click();
  const options = page.getByRole('option');
  await expect(options).toHaveCount(files.length - 1);
  await expect(page.getByText('không phải ảnh.jpg: Không đọc được loại tệp này')).toBeVisible();

  // Files dropped on it come too, each once, and what is wrong is named.
  const drop = await page.evaluateHandle(
    (given) => {
      const data = new DataTransfer();
      for (const { name, bytes } of given)
        data.items.add(new File([Uint8Array.from(atob(bytes), (c) => c.charCodeAt(0))], name));
      return data;
    },
    [
      { name: 'thả.png', bytes: png(stones(9), 400, 300).toString('base64') },
      { name: 'thư.docx', bytes: Buffer.from('PK thư').toString('base64') },
    ],
  );
  await page.dispatchEvent('section', 'drop', { dataTransfer: drop });
  await expect(options).toHaveCount(files.length);
  await expect(page.getByText('thư.docx: Không đọc được loại tệp này')).toBeVisible();

  // Keys: to the second, pick; to the first, look closer and pick there; captions by Tab.
  await options.first().focus();
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('Enter');
  await page.keyboard.press('Home');
  await page.keyboard.press(' ');
  await expect(page.locator('dialog[open] img')).toBeVisible();
  await page.keyboard.press('Enter');
  await page.keyboard.press(' ');
  await expect(page.locator('dialog[open]')).toHaveCount(0);
  await expect(options.first()).toBeFocused();
  await expect(options.first()).toHaveAttribute('aria-selected', 'true');
  await expect(page.getByText('Đã chọn 2 ảnh', { exact: true })).toBeVisible();
  await page.getByLabel('Chú thích ảnh 1').focus();
  await page.keyboard.type('Quang cảnh lễ khai mạc');
  await page.keyboard.press('Tab');
  await expect(page.getByLabel('Chú thích ảnh 2')).toBeFocused();
  await page.keyboard.press('Tab');
  await page.keyboard.type('Minh Khuê');
  await page.keyboard.press('Tab');
  await page.keyboard.type('Quảng trường 10-10');
  expect(await judge(page)).toEqual([]);
  if (shots !== '') await page.screenshot({ path: join(shots, 'tray.png'), fullPage: true });
  await page.keyboard.press('Enter');
  const chosen = await page.evaluate(() => window.chosen);
  const order = (await desk.tray()).items.map((item) => item.media);
  expect(chosen).toEqual([
    [
      {
        media: order[1],
        alt: '',
        caption: 'Quang cảnh lễ khai mạc (Quảng trường 10-10)',
        credit: 'Minh Khuê',
      },
      { media: order[0], alt: '', caption: 'Quảng trường 10-10', credit: 'Minh Khuê' },
    ],
  ]);

  // The rest stays until the article is published; then it is asked about.
  await page.goto(
    `${desk.url}/harness/tests/harness/tray.html?article=${desk.article}&published&used=${order[0] ?? ''}&used=${order[1] ?? ''}`,
  );
  await expect(page.getByText(`Trong khay còn ${String(files.length - 2)} ảnh chưa dùng`)).toBeVisible();
  await options.first().focus();
  await page.keyboard.press('Delete');
  await expect(options).toHaveCount(files.length - 1);
  await page.getByRole('button', { name: 'Bỏ hết khỏi khay' }).click();
  await expect(page.getByText('Khay chưa có ảnh')).toBeVisible();
  expect((await desk.tray()).items).toEqual([]);
  expect(faults).toEqual([]);
  await phone.close();
});
