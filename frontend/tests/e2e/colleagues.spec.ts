/** Two people on two machines against the built program: one in its window, one in a browser over TLS. */
import type { Page } from '@playwright/test';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { judge } from './judge';
import { binary, Office, takeCharge } from './office';
import { expect, overflows, test } from './world';

const shots = process.env['BANGTIN_SHOTS'] ?? '';
const password = 'mat khau rat dai';
const kept = (page: Page) => page.getByText(/Đã lưu tạm lúc \d\d:\d\d:\d\d/);

test.describe('colleagues', () => {
  test.skip(binary === '', 'needs the built program: BANGTIN_BIN');

  test('write on two machines', async ({ browser }) => {
    test.slow();
    const office = new Office();
    await office.start({}, ['--staff=127.0.0.1:0']);
    try {
      const here = await office.sit(browser);
      await takeCharge(here, false);
      await expect(here.getByText('Chưa có bài nào')).toBeVisible();
      const origin = new URL(here.url()).origin;
      const added = await here.request.post(`${origin}/api/desk/accounts`, {
        data: { login: 'bien.tap', name: 'Lê Thị Hoa', post: 'editor', password },
        headers: { origin },
      });
      expect(added.status()).toBe(200);

      // The settings say where to come in.
      await here.goto(`${origin}/desk/thiet-lap`);
      await expect(here.getByText(office.staff, { exact: true })).toBeVisible();
      expect.soft(await judge(here), 'settings').toEqual([]);
      expect.soft(await overflows(here), 'settings').toEqual([]);
      if (shots !== '') {
        mkdirSync(shots, { recursive: true });
        await here.getByRole('heading', { name: 'Làm việc từ máy khác' }).scrollIntoViewIfNeeded();
        await here.screenshot({ path: join(shots, 'desk-colleagues.png') });
      }

      const context = await browser.newContext({
        ignoreHTTPSErrors: true,
        viewport: { width: 1366, height: 768 },
      });
      const away = await context.newPage();
      await away.goto(`${office.staff}/desk/`);
      await away.getByLabel('Tên đăng nhập').fill('bien.tap');
      await away.getByLabel('Mật khẩu').fill(password);
      await away.getByRole('button', { name: 'Đăng nhập' }).click();
      await expect(away.getByText('Chưa có bài nào')).toBeVisible();

      // The editor writes on the other machine; here the article can be read meanwhile.
      await away.getByRole('button', { name: 'Viết bài' }).click();
      await away.getByLabel('Tít', { exact: true }).fill('Bài viết từ máy khác');
      await expect(kept(away)).toBeVisible();
      const path = new URL(away.url()).pathname;
      await here.goto(`${origin}${path}`);
      await expect(here.getByText(/Lê Thị Hoa đang viết bài này/)).toBeVisible();

      // So it is in a second tab of the same browser, which shares the sign-in.
      const tab = await context.newPage();
      await tab.goto(`${office.staff}${path}`);
      await expect(tab.getByText(/Lê Thị Hoa đang viết bài này/)).toBeVisible();
      await tab.close();

      // The administrator takes over; the editor is told, and the words stay.
      await here.getByRole('button', { name: 'Tiếp quản' }).click();
      await expect(away.getByText(/Phạm Minh Khuê vừa tiếp quản bài/)).toBeVisible({ timeout: 15_000 });

      // Signing out ends the session on that machine.
      await away.goto(`${office.staff}/desk/`);
      await away.getByRole('button', { name: 'Đăng xuất' }).click();
      await expect(away.getByRole('heading', { name: 'Đăng nhập' })).toBeVisible();
      expect((await context.request.get(`${office.staff}/api/desk/articles`)).status()).toBe(403);

      // Readers at the public address learn nothing of it.
      expect((await here.request.get(`${office.address}/api/desk/me`)).status()).toBe(404);
    } finally {
      await office.close();
    }
  });
});
