/** The programme's table at the desk, by keyboard and by paste, and what every open page makes of it. */
import { expect, test } from '@playwright/test';
import { binary, Office, takeCharge } from './office';

test.skip(binary === '', 'BANGTIN_BIN names no program');

const rows = [
  ['26/11/2026', '8h00', '9h30', 'Hội trường lớn', 'Khai mạc', 'Opening', 'Nguyễn Văn An; Trần Bình'],
  ['26/11/2026', '2200', '0h30', 'Sân khấu A', 'Đêm nhạc', 'Night concert', '', 'hủy', 'Trời mưa'],
];

test('a programme is pasted, mended by keyboard and seen at once', async ({ browser }) => {
  const office = new Office();
  await office.start();
  try {
    const page = await office.sit(browser);
    await takeCharge(page, true);
    await page.getByRole('link', { name: 'Hội nghị' }).click();
    const reader = await browser.newPage();
    await reader.goto(`${office.address}/chuong-trinh`);
    await expect(reader.getByRole('heading', { name: 'Chương trình' })).toBeVisible();

    await page.getByRole('button', { name: 'Thêm dòng' }).click();
    await expect(page.getByLabel('Bắt đầu, dòng 1', { exact: true })).toBeFocused();
    await page.keyboard.press('ArrowLeft');
    await expect(page.getByLabel('Ngày, dòng 1', { exact: true })).toBeFocused();
    await page.evaluate(
      (text) => {
        const clipboardData = new DataTransfer();
        clipboardData.setData('text/plain', text);
        const paste = new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true });
        document.activeElement?.dispatchEvent(paste);
      },
      rows.map((row) => row.join('\t')).join('\n'),
    );
    await expect(reader.getByRole('heading', { name: 'Đêm nhạc' })).toBeVisible();
    await expect(reader.getByText('Đã hủy: Trời mưa')).toBeVisible();
    await expect(reader.locator('article', { hasText: 'Đêm nhạc' }).locator('.time')).toHaveText(
      '22:00–00:30',
    );

    // A fault is told and stays here; the cells beside it are kept.
    const start = page.getByLabel('Bắt đầu, dòng 1', { exact: true });
    await start.fill('25h');
    await page.keyboard.press('Tab');
    await page.getByLabel('Nội dung, dòng 1', { exact: true }).fill('Lễ khai mạc');
    await page.keyboard.press('Enter');
    await expect(start).toHaveAttribute('aria-invalid', 'true');
    await expect(page.getByText('Giờ viết như 8:30, 8h30 hoặc 0830')).toBeVisible();
    await expect(page.getByLabel('Nội dung, dòng 2', { exact: true })).toBeFocused();
    await expect(reader.getByRole('heading', { name: 'Lễ khai mạc' })).toBeVisible();
    await expect(reader.locator('article', { hasText: 'Lễ khai mạc' }).locator('.time')).toHaveText(
      '08:00–09:30',
    );

    // Back, step by step; and a row that was taken away comes back.
    await page.keyboard.press('Control+z');
    await expect(reader.getByRole('heading', { name: 'Khai mạc', exact: true })).toBeVisible();
    await page.keyboard.press('Control+z');
    await expect(start).toHaveValue('08:00');
    await page.keyboard.press('Control+Delete');
    await expect(reader.getByRole('heading', { name: 'Đêm nhạc' })).toHaveCount(0);
    await page.keyboard.press('Control+z');
    await expect(reader.getByRole('heading', { name: 'Đêm nhạc' })).toBeVisible();
  } finally {
    await office.close();
  }
});
