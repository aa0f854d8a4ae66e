/** Exchange, machines and backup, each by keys alone in the built program (build/keyboard.md), and axe on their pages. */
import type { Locator, Page } from '@playwright/test';
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { binary, Office, takeCharge } from './office';
import { button, looks, reach } from './walk';
import { expect, overflows, test } from './world';

test.describe('without a mouse', () => {
  test.skip(binary === '', 'needs the built program: BANGTIN_BIN');
  test.use({ viewport: { width: 1366, height: 768 } });

  const office = new Office();
  const drives = mkdtempSync(join(tmpdir(), 'bangtin-drives-'));
  const stick = join(drives, 'USB CHUONG');
  test.afterAll(async () => {
    await office.close();
    rmSync(drives, { recursive: true, force: true });
  });

  const go = async (page: Page, path: string): Promise<void> => {
    await page.goto(new URL(path, page.url()).href);
    await page.locator('main h1').first().waitFor({ state: 'attached' });
  };

  /** What is reached stands there first: the page may still be asking for it. */
  const to = async (page: Page, target: Locator): Promise<void> => {
    await target.first().waitFor();
    await reach(page, target);
  };

  test('machines, exchange and backup', async ({ browser }) => {
    mkdirSync(stick);
    await office.start({ BANGTIN_DRIVES: stick });
    const page = await office.sit(browser);
    await takeCharge(page, true);
    await page.getByRole('navigation', { name: 'Bàn biên tập' }).waitFor();
    const press = (key: string): Promise<void> => page.keyboard.press(key);

    await go(page, '/desk/cac-may');
    await to(page, button(page, 'Bộ cài cho nhiều ki-ốt'));
    await press('Enter');
    await expect(page.getByRole('heading', { name: 'Bộ cài cho nhiều ki-ốt' })).toBeFocused();
    await to(page, page.getByLabel('Số máy', { exact: true }));
    await page.keyboard.type('2');
    await to(page, button(page, 'Theo giờ'));
    await press('Space');
    await to(page, page.getByLabel('Đến', { exact: true }));
    await page.keyboard.type('16:30');
    await to(page, button(page, 'Thứ bảy'));
    await press('Space');
    await to(page, page.getByLabel(/^Hướng màn hình/));
    await press('ArrowDown');
    await to(page, page.getByLabel('Mã PIN của nhân viên'));
    await page.keyboard.type('204816');
    await to(page, page.getByText('Từng máy', { exact: true }));
    await press('Enter');
    await to(page, page.getByLabel(/^Vai trò của Ki-ốt 02/));
    await press('ArrowDown');
    await looks(page, 'kit');
    expect.soft(await overflows(page), 'kit').toEqual([]);
    await to(page, button(page, 'Ghi bộ cài'));
    await press('Enter');
    await expect(page.getByText('Bộ cài cho 2 máy đã ở trên USB')).toBeVisible();
    const kits = join(stick, 'BangTin', 'kits');
    const text = readFileSync(join(kits, readdirSync(kits)[0] ?? ''), 'utf8');
    expect(JSON.parse(text)).toMatchObject({
      names: ['Ki-ốt 01', 'Ki-ốt 02'],
      places: [
        { role: 'kiosk', turn: 'portrait' },
        { role: 'screen', turn: 'portrait' },
      ],
      hours: { from: 450, until: 990, days: [1, 2, 3, 4, 5, 6] },
    });
    expect(text).not.toContain('204816');
    await to(page, button(page, 'Xong'));
    await press('Enter');
    await to(page, button(page, /^Nhấp nháy số máy/));
    await press('Enter');
    await expect(page.getByText('Máy này không mở ki-ốt hay màn hình nào')).toBeVisible();
    await to(page, button(page, 'Vào thư viện có sẵn'));
    await press('Enter');
    await page.keyboard.type('AAAA-BBBB');
    await to(page, button(page, 'Qua mạng'));
    await press('Space');
    await to(page, page.getByLabel(/^Địa chỉ máy quản trị/));
    await page.keyboard.type('192.168.1.20:8443');
    await press('Enter');
    await expect(page.getByText('Mã ghép máy không đúng')).toBeVisible();

    await go(page, '/desk/trao-doi');
    await to(page, button(page, /^Trao đổi (với USB|lần nữa)/).first());
    await press('Enter');
    await expect(page.getByText('Có thể rút USB an toàn')).toBeVisible();
    await to(page, button(page, 'Thư mục khác…'));
    await press('Enter');
    await page.keyboard.type(stick);
    await press('Enter');
    await expect(page.getByText('Có thể rút USB an toàn')).toBeVisible();

    await go(page, '/desk/sao-luu');
    await to(page, page.getByRole('radio').first());
    await press('ArrowDown');
    await to(page, page.getByLabel(/^Đường dẫn đầy đủ/));
    await page.keyboard.type(drives);
    await to(page, button(page, 'Sao lưu ngay'));
    await press('Enter');
    await expect(page.getByText('Bản sao lưu đã được đọc lại và đúng')).toBeVisible();
    await looks(page, 'backup');
  });
});
