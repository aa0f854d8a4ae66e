/** A machine that stood unused for longer than its clock is believed, in the built program. */
import { execFileSync } from 'node:child_process';
import { resolve } from 'node:path';
import { judge } from './judge';
import { act, addPeople, ask, binary, Office, sitAs, signIn, takeCharge, writeArticle } from './office';
import { shoot } from './shots';
import { expect, overflows, test } from './world';

const root = resolve(import.meta.dirname, '../../..');

test.describe('a clock out of a cupboard', () => {
  test.skip(binary === '', 'needs the built program: BANGTIN_BIN');
  test.use({ viewport: { width: 1366, height: 768 } });
  const office = new Office();
  test.afterAll(async () => office.close());

  test('is believed once somebody who may publish says that it is right', async ({ browser }) => {
    test.setTimeout(180_000);
    await office.start();
    const before = await office.sit(browser);
    await takeCharge(before, true);
    await before.getByRole('navigation', { name: 'Bàn biên tập' }).waitFor();
    await addPeople(before);
    const { id: category } = await ask<{ id: string }>(before, 'POST', '/api/desk/categories', {
      name: { vi: 'Thời sự', en: 'News' },
      parent: '',
    });
    const shown = await writeArticle(before, 'Bài đang hiện', category);
    for (const step of ['submit', 'approve', 'publish']) await act(before, shown, step);
    const scheduled = await writeArticle(before, 'Bài hẹn giờ', category);
    for (const step of ['submit', 'approve']) await act(before, scheduled, step);
    await act(before, scheduled, 'publish', { from: new Date(Date.now() + 5_000).toISOString() });
    await before.context().close();
    await office.end('SIGTERM');
    execFileSync('go', ['run', './build/e2e/cupboard', office.folder, '100'], { cwd: root });

    await office.start();
    const started = Date.now();
    const readers = await (await browser.newContext()).newPage();
    const titles = async (): Promise<string> => {
      await readers.goto(`${office.address}/`);
      await readers.getByRole('main').getByText('Bài đang hiện').first().waitFor();
      return await readers.getByRole('main').innerText();
    };
    const writer = await sitAs(office, browser, 'writer');
    const notice = writer.getByText('Giờ của máy này chưa được tin.');
    await expect(notice).toBeVisible();
    await expect(writer.getByText('Xin nhờ người xuất bản hoặc quản trị xác nhận.')).toBeVisible();
    await expect(writer.getByRole('button', { name: 'Xem và xác nhận giờ' })).toHaveCount(0);
    await writer.waitForTimeout(Math.max(0, 6_000 - (Date.now() - started))); // its time is over
    expect(await titles()).not.toContain('Bài hẹn giờ');

    const page = await office.sit(browser);
    await signIn(page);
    const look = page.getByRole('button', { name: 'Xem và xác nhận giờ' });
    await expect(look).toBeVisible();
    expect(await judge(page), 'today').toEqual([]);
    expect(await overflows(page), 'today').toEqual([]);
    await shoot(page, 'clock-1-notice');
    await look.focus();
    await page.keyboard.press('Enter');
    const dialog = page.getByRole('dialog', { name: 'Giờ của máy đã đúng chưa?' });
    await expect(dialog.getByRole('status')).toContainText(String(new Date().getFullYear()));
    expect(await judge(page), 'asking').toEqual([]);
    await shoot(page, 'clock-2-asking');
    await page.keyboard.press('Escape');
    await expect(dialog).toBeHidden();
    await expect(look).toBeVisible();

    await look.click();
    await dialog.getByRole('button', { name: 'Đúng, dùng giờ này' }).click();
    await expect(page.getByText('Đã xác nhận giờ của máy')).toBeVisible();
    await expect(look).toBeHidden();
    await expect(dialog).toBeHidden();
    await expect.poll(titles).toContain('Bài hẹn giờ');
    // Others at the desk hear of it by themselves.
    await expect(notice).toBeHidden({ timeout: 40_000 });

    // It stays so.
    await office.end('SIGKILL');
    await office.start();
    await page.context().close();
    const again = await office.sit(browser);
    await signIn(again);
    await expect(again.getByRole('link', { name: 'Bài hẹn giờ' }).first()).toBeVisible();
    await expect(again.getByText('Giờ của máy này chưa được tin.')).toHaveCount(0);
  });

  test('of a kiosk is believed once its staff say so by their PIN', async ({ browser }) => {
    test.setTimeout(120_000);
    await office.end('SIGTERM');
    execFileSync(binary, ['--data', office.folder, 'device', 'panel', '--pin'], {
      input: '204816\n204816\n',
    });
    execFileSync('go', ['run', './build/e2e/cupboard', office.folder, '100'], { cwd: root });
    await office.start();
    const page = await office.sit(browser, '/kiosk/', 'kiosk');
    await page.setViewportSize({ width: 1080, height: 1920 });
    await page.getByText('Bài đang hiện').first().waitFor();
    const sheet = page.getByRole('dialog', { name: 'Dành cho nhân viên' });
    await page.keyboard.down('F2');
    await expect(sheet).toBeVisible({ timeout: 10_000 });
    await page.keyboard.up('F2');
    for (const figure of '204816') await sheet.getByRole('button', { name: figure, exact: true }).click();
    await sheet.getByRole('button', { name: 'Mở' }).click();
    await expect(sheet).toContainText('chưa được tin');
    expect(await judge(page), 'staff').toEqual([]);
    expect(await overflows(page), 'staff').toEqual([]);
    await shoot(page, 'clock-3-kiosk');
    await sheet.getByRole('button', { name: 'Giờ này đúng' }).click();
    await expect(sheet).not.toContainText('chưa được tin');
    await expect(sheet.getByRole('button', { name: 'Giờ này đúng' })).toBeHidden();
    await shoot(page, 'clock-4-kiosk-right');
    const { clockTrusted } = await ask<{ clockTrusted: boolean }>(page, 'GET', '/api/site');
    expect(clockTrusted).toBe(true);
  });
});
