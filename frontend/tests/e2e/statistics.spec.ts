/** Visits and what is read: as readers are told of them, and at the desk. */
import { act, ask, binary, Office, takeCharge, writeArticle } from './office';
import { judge } from './judge';
import { expect, test } from './world';

test.describe('statistics', () => {
  test.skip(binary === '', 'needs the built program: BANGTIN_BIN');
  test.use({ viewport: { width: 1366, height: 768 } });

  test('a visit is counted once, told at the foot, and drawn at the desk', async ({ browser }, info) => {
    const office = new Office();
    try {
      await office.start();
      const desk = await office.sit(browser);
      await takeCharge(desk, true);
      await desk.getByRole('navigation', { name: 'Bàn biên tập' }).waitFor();
      const category = await ask<{ id: string }>(desk, 'POST', '/api/desk/categories', {
        name: { vi: 'Thời sự', en: 'News' },
        parent: '',
      });
      const id = await writeArticle(desk, 'Triển lãm mở cửa', category.id);
      for (const what of ['submit', 'approve', 'publish']) await act(desk, id, what);
      const { path } = await ask<{ path: string }>(desk, 'GET', `/api/articles/${id}`);

      const reader = await (await browser.newContext()).newPage();
      await reader.goto(`${office.address}${path}`);
      const foot = reader.getByRole('region', { name: 'Thống kê truy cập' });
      await expect(foot).toBeVisible();
      await reader.reload(); // the page goes on: no new visit
      const row = (word: string) => foot.locator('div').filter({ hasText: word }).locator('dd');
      await expect(row('Hôm nay')).toHaveText('1');
      await expect(row('Tổng lượt truy cập')).toHaveText('1');
      await expect(foot).toContainText('Tính trên máy này.');
      await expect(reader.getByText('lượt xem')).toHaveCount(0);
      expect(await judge(reader)).toEqual([]);
      await foot.screenshot({ path: info.outputPath('foot.png') });

      const kiosk = await office.sit(browser, '/kiosk/', 'kiosk');
      await kiosk.locator('footer').waitFor();
      await expect(kiosk.getByText('Thống kê truy cập')).toHaveCount(0);

      await desk.goto(new URL('/desk/thiet-lap', desk.url()).href);
      await desk.getByLabel('Hiện lượt xem cạnh ngày đăng').check();
      await desk.getByLabel('Thống kê truy cập ở chân trang').selectOption({ label: 'Cả trên ki-ốt' });
      await desk.getByRole('button', { name: 'Lưu', exact: true }).click();
      await expect(kiosk.getByText('Thống kê truy cập')).toBeVisible({ timeout: 5_000 });
      await expect(reader.getByText('1 lượt xem')).toBeAttached({ timeout: 5_000 });

      await desk.getByRole('link', { name: 'Thống kê' }).click();
      await expect(desk.getByRole('heading', { name: 'Thống kê', exact: true })).toBeFocused();
      await expect(desk.locator('.sums dd').first()).toHaveText('1');
      await expect(desk.getByRole('link', { name: 'Triển lãm mở cửa' })).toBeVisible();
      const table = desk.getByRole('table', { name: 'Bảng số: Theo ngày' });
      await expect(table.getByRole('row')).toHaveCount(31); // heard also while it is not seen
      await desk.getByRole('button', { name: 'Xem bảng số' }).first().press('Enter');
      await expect(desk.getByRole('button', { name: 'Ẩn bảng số' })).toBeVisible();
      expect(await judge(desk)).toEqual([]);
      await desk.screenshot({ path: info.outputPath('desk.png'), fullPage: true });
      const [file] = await Promise.all([
        desk.waitForEvent('download'),
        desk.getByRole('link', { name: 'Tải XLSX (Excel)' }).click(),
      ]);
      expect(file.suggestedFilename()).toMatch(/^bai-viet-.*\.xlsx$/);
    } finally {
      await office.close();
    }
  });
});
