/** Two machines and a folder for a stick: letting one in, exchanging, matching, and ending its rights. */
import type { Page } from '@playwright/test';
import { execFileSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { judge } from './judge';
import { ask, binary, Office, takeCharge } from './office';
import { expect, overflows, test } from './world';

const all = ['paper', 'dark', 'contrast'];
const shots = process.env['BANGTIN_SHOTS'] ?? '';

/** The page as it stands, judged on paper, or at night and in high contrast as well. */
async function look(page: Page, name: string, themes = ['paper']): Promise<void> {
  for (const theme of themes) {
    await page.evaluate((how) => document.documentElement.setAttribute('data-theme', how), theme);
    if (shots !== '') {
      mkdirSync(shots, { recursive: true });
      await page.screenshot({ path: join(shots, `machines-${name}-${theme}.png`) });
    }
    expect.soft(await judge(page), `${name}, ${theme}`).toEqual([]);
  }
  await page.evaluate(() => document.documentElement.setAttribute('data-theme', 'paper'));
  expect.soft(await overflows(page), name).toEqual([]);
}

/** The program as a later version, of which nothing else is new. */
function later(folder: string, version: string): string {
  const name = join(folder, 'bangtin');
  const text = readFileSync(binary);
  const stamp = text.indexOf('bangtin release 0.1.0;');
  expect(stamp).toBeGreaterThan(0);
  text.write(`bangtin release ${version};`, stamp);
  writeFileSync(name, text, { mode: 0o755 });
  return name;
}

test.describe('machines', () => {
  test.skip(binary === '', 'needs the built program: BANGTIN_BIN');
  test.use({ viewport: { width: 1366, height: 768 } });
  const office = new Office();
  const other = mkdtempSync(join(tmpdir(), 'bangtin-other-'));
  const drives = mkdtempSync(join(tmpdir(), 'bangtin-drives-'));
  const stick = join(drives, 'USB CHUONG');
  test.afterAll(async () => {
    await office.close();
    for (const folder of [other, drives]) rmSync(folder, { recursive: true, force: true });
  });
  const there = (...args: string[]): string => execFileSync(binary, ['--data', other, ...args]).toString();

  test('are let in, match over a stick, and are revoked', async ({ browser }) => {
    await office.start({ BANGTIN_DRIVES: stick });
    const page = await office.sit(browser);
    await takeCharge(page, true);
    await page.getByRole('link', { name: 'Máy & trao đổi' }).click();
    await expect(page.getByRole('heading', { name: 'Cắm USB vào máy' })).toBeVisible();
    await look(page, 'no-stick');

    mkdirSync(stick); // somebody plugs it in
    const exchange = page.getByRole('button', { name: /^Trao đổi với USB/ });
    await expect(exchange).toBeVisible();
    await look(page, 'stick');

    await page.getByRole('link', { name: 'Các máy' }).click();
    await page.getByRole('button', { name: 'Ghép máy mới' }).first().click();
    await page.getByText('Máy đăng bài', { exact: true }).click();
    await page.getByLabel('Tên máy').fill('Máy của Ngần');
    await look(page, 'inviting', all);
    await page.getByRole('button', { name: 'Tạo mã' }).click();
    const code = page.getByText(/^[0-9A-Z]{4}(-[0-9A-Z]{4}){3}$/).first();
    await expect(code).toBeVisible();
    await look(page, 'code');
    there('device', 'join', (await code.innerText()).trim(), stick);

    const meet = async (): Promise<void> => {
      await page.getByRole('link', { name: 'Trao đổi', exact: true }).click();
      await page
        .getByRole('button', { name: /^Trao đổi (với USB|lần nữa)/ })
        .first()
        .click();
      await expect(page.getByText('Có thể rút USB an toàn')).toBeVisible();
    };
    await meet();
    await expect(page.getByText(/Đã ghép vào thư viện: Máy của Ngần/)).toBeVisible();
    await look(page, 'admitted', all);
    expect(there('sync', stick)).toContain('Hai máy đã khớp');

    await page.reload();
    await meet();
    await expect(page.getByText(/^Hai máy đã khớp: 0 bài, mã [0-9A-F]{4}/)).toBeVisible();
    await look(page, 'matched');

    // The other machine writes, and what it left is lost on the way: its head tells what it was.
    const articles = join(other, 'bai.jsonl');
    const lines = ['Hội chợ làng nghề mở cửa', 'Lịch cắt điện tuần này'].map((title, i) =>
      JSON.stringify({ id: `m${i}`, title, body: 'Nội dung đầy đủ của bài.' }),
    );
    writeFileSync(articles, lines.join('\n'));
    there('import', '--publish', articles);
    there('sync', stick);
    expect(there('status')).toContain('Hội chợ làng nghề mở cửa (chỉ có ở đây / only here)');
    const left = readdirSync(stick, { recursive: true }).map(String);
    for (const path of left.filter((name) => name.endsWith('.pack'))) rmSync(join(stick, path));
    await meet();
    await page.getByRole('button', { name: /^Khác với Máy của Ngần/ }).click();
    await expect(page.getByText('Hội chợ làng nghề mở cửa')).toBeVisible();
    await look(page, 'differs');

    await page.getByRole('link', { name: 'Các máy' }).click();
    await page.getByRole('button', { name: /^Khác với Máy của Ngần/ }).click();
    await expect(page.getByText('Chỉ có ở máy kia').first()).toBeVisible();
    await look(page, 'differing', all);
    const row = page.getByRole('button', { name: 'Thu hồi Máy của Ngần' });
    await expect(row).toBeVisible();
    await look(page, 'list', all);
    await row.click();
    const dialog = page.getByRole('dialog');
    const end = dialog.getByRole('button', { name: 'Thu hồi', exact: true });
    await dialog.getByLabel('Lý do').fill('mất máy');
    await expect(end).toBeDisabled();
    await dialog.getByLabel(/^Gõ/).fill('Máy của Ngần');
    await look(page, 'revoking');
    await end.click();
    await expect(page.getByText('Đã thu hồi', { exact: true })).toBeVisible();
    interface Machines {
      devices: { name: string; revoked: boolean }[];
    }
    const { devices } = await ask<Machines>(page, 'GET', '/api/desk/devices');
    expect(devices.filter(({ revoked }) => revoked).map(({ name }) => name)).toEqual(['Máy của Ngần']);

    await page.getByRole('button', { name: 'Phát hành bản này' }).click();
    await expect(page.getByText('Bản này đang được mang tới các máy khác mỗi lần trao đổi.')).toBeVisible();
    const here = (...args: string[]): string =>
      execFileSync(binary, ['--data', office.folder, ...args]).toString();
    here('upgrade', 'issue', later(drives, '0.2.0'));
    await page.reload();
    const restart = page.getByRole('button', { name: 'Khởi động lại để dùng' });
    await expect(restart).toBeVisible();
    await restart.scrollIntoViewIfNeeded();
    await look(page, 'upgrade', all);
    await page.getByRole('link', { name: 'Trao đổi', exact: true }).click();
    await expect(page.getByText('Bản mới 0.2.0 đã tới máy này.')).toBeVisible();
    await look(page, 'upgrade-waits');
    await restart.click();
    // It has proved itself; the version that was issued before goes then.
    const kept = (): string[] => readdirSync(join(office.folder, 'bin'));
    const good = (): boolean => kept().some((name) => existsSync(join(office.folder, 'bin', name, 'good')));
    await expect.poll(() => kept().length === 1 && good(), { timeout: 30_000 }).toBe(true);
    expect(here('upgrade')).toContain('Máy này chạy bản 0.2.0');
  });
});
