/** A backup comes back in the window of the built program: on a new machine, and where somebody is in charge. */
import type { Page } from '@playwright/test';
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { judge } from './judge';
import { admin, binary, Office, signIn, takeCharge } from './office';
import { shoot } from './shots';
import { expect, overflows, test, toEnglish } from './world';

test.describe('a backup comes back', () => {
  test.skip(binary === '', 'needs the built program: BANGTIN_BIN');
  test.describe.configure({ mode: 'serial' });

  const place = mkdtempSync(join(tmpdir(), 'bangtin-restore-'));
  const stick = join(place, 'USB SAO LUU');
  const env = { BANGTIN_DRIVES: stick, HOME: join(place, 'home') };
  const old = new Office(join(place, 'old'));
  const fresh = new Office(join(place, 'fresh'));
  let words: string[] = [];
  test.afterAll(async () => {
    await old.close();
    await fresh.close();
    rmSync(place, { recursive: true, force: true });
  });

  const look = async (page: Page, name: string): Promise<void> => {
    await page.evaluate(() => document.fonts.ready);
    expect(await overflows(page)).toEqual([]);
    await shoot(page, `restore-${name}`);
  };
  const beside = (office: Office): string[] =>
    readdirSync(dirname(office.folder)).filter((name) => name.startsWith(`${basename(office.folder)}.`));
  const backups = async (page: Page): Promise<void> => {
    await page.goto(new URL('/desk/sao-luu', page.url()).href);
    await page.getByRole('heading', { name: 'Đưa bản sao lưu về' }).waitFor();
  };

  test('it is made, and the words are written down', async ({ browser }) => {
    mkdirSync(stick);
    mkdirSync(env.HOME);
    const news = join(place, 'news.jsonl');
    writeFileSync(
      news,
      '{"id": "1", "title": "Cầu An Phú thông xe", "body": "Dài 42 m.", "source": "thử"}\n',
    );
    execFileSync(binary, ['import', news, '--publish', '--data', old.folder]);
    await old.start(env);
    const page = await old.sit(browser);
    await takeCharge(page, true);
    await page.getByRole('navigation', { name: 'Bàn biên tập' }).waitFor();
    await backups(page);
    await look(page, '1-page');
    await page.getByRole('button', { name: 'Sao lưu ngay' }).click();
    await expect(page.getByText('Bản sao lưu đã được đọc lại và đúng')).toBeVisible();
    await page.getByRole('button', { name: 'Xem 24 từ' }).click();
    await page.getByRole('dialog').getByLabel('Mật khẩu').fill(admin.password);
    await page.getByRole('dialog').getByRole('button', { name: 'Xem 24 từ' }).click();
    await expect(page.getByRole('listitem').filter({ hasText: /^\p{L}+$/u })).toHaveCount(24);
    words = await page.locator('ol li').allInnerTexts();
    await page.context().close();
  });

  test('on a machine that nobody has taken charge of', async ({ browser }) => {
    await fresh.start(env);
    const page = await fresh.sit(browser);
    await page.getByRole('button', { name: 'Đã có bản sao lưu? Đưa về máy này' }).click();
    await expect(page.getByRole('radio').first()).toBeChecked();
    await look(page, '2-fresh');
    expect(await judge(page)).toEqual([]);

    const typed = page.getByLabel(/^24 từ khôi phục/);
    await typed.fill([...words.slice(0, 23), 'xyz'].join(' ')); // no word of the list
    await page.getByRole('button', { name: 'Đọc bản sao lưu' }).click();
    await expect(page.getByText('Từ thứ 24')).toBeVisible();
    await typed.fill(words.join('\n'));
    await expect(page.getByText('Đã gõ 24 trên 24 từ')).toBeVisible();
    await page.getByRole('button', { name: 'Đọc bản sao lưu' }).click();
    await expect(page.getByText('Bản sao lưu đọc được và đúng')).toBeVisible();
    await expect(page.getByText('1 bài đã đăng')).toBeVisible();
    await expect(page.getByText('Máy này sẽ là máy quản trị')).toBeVisible();
    await look(page, '3-ready');
    await toEnglish(page);
    await look(page, '3-ready-en');
    await page.getByRole('button', { name: 'Tiếng Việt' }).click();

    await page.getByRole('button', { name: 'Dùng bản sao lưu này' }).click();
    await expect(page.getByText('Đang đổi dữ liệu')).toBeVisible();
    await page.context().close();
    await fresh.ended();
    expect(beside(fresh)).toHaveLength(1);

    await fresh.start(env);
    const back = await fresh.sit(browser);
    await signIn(back);
    await back.goto(new URL('/', back.url()).href);
    await expect(back.getByRole('heading', { name: 'Cầu An Phú thông xe' }).first()).toBeVisible();
    await back.context().close();
  });

  test('where somebody is in charge they say their password', async ({ browser }) => {
    const page = await old.sit(browser);
    await signIn(page);
    await backups(page);
    await page.getByRole('button', { name: 'Chọn bản sao lưu' }).click();
    await look(page, '6-choose');
    await page.getByRole('button', { name: 'Đọc bản sao lưu' }).click(); // by the key on this machine
    await expect(page.getByText('Bản sao lưu đọc được và đúng')).toBeVisible();
    await look(page, '4-in-charge');
    await page.getByRole('button', { name: 'Bỏ', exact: true }).click();
    await expect(page.getByRole('button', { name: 'Đọc bản sao lưu' })).toBeVisible();
    expect(beside(old)).toEqual([]);

    await page.getByRole('button', { name: 'Đọc bản sao lưu' }).click();
    await page.getByRole('button', { name: 'Dùng bản sao lưu này' }).click();
    const dialog = page.getByRole('dialog');
    await expect(dialog.getByText('Ai đang viết dở xin lưu trước')).toBeVisible();
    await dialog.getByLabel('Mật khẩu').fill('mat khau khac');
    await dialog.getByRole('button', { name: 'Dùng bản sao lưu này' }).click();
    await expect(dialog.getByText('Mật khẩu không đúng')).toBeVisible();
    expect(await judge(page)).toEqual([]);
    await look(page, '5-password');
    await dialog.getByLabel('Mật khẩu').fill(admin.password);
    await dialog.getByRole('button', { name: 'Dùng bản sao lưu này' }).click();
    await expect(page.getByText('Đang đổi dữ liệu')).toBeVisible();
    await old.ended();
    expect(beside(old)).toHaveLength(1);
    expect(existsSync(join(old.folder, 'bangtin.db'))).toBe(true);
  });
});
