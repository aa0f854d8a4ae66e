/** The programme's table at the desk, by keyboard and by paste, and what every open page makes of it. */
import { expect, test } from '@playwright/test';
import { binary, Office, signIn, takeCharge } from './office';

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

test('what cannot be read waits for whoever typed it, and two desks at once are told of each other', async ({
  browser,
}) => {
  const office = new Office();
  await office.start();
  try {
    const page = await office.sit(browser);
    await takeCharge(page, true);
    await page.getByRole('link', { name: 'Hội nghị' }).click();
    await page.getByRole('button', { name: 'Thêm dòng' }).click();
    await page.getByLabel('Nội dung, dòng 1', { exact: true }).fill('Khai mạc');
    await page.getByLabel('Ngày, dòng 1', { exact: true }).fill('26/11/2026');
    await page.getByLabel('Bắt đầu, dòng 1', { exact: true }).fill('8h');
    await page.keyboard.press('Tab');
    await expect(page.getByText('Đã lưu, đang hiện trên mọi màn hình')).toBeVisible();
    await page.getByLabel('Bắt đầu, dòng 1', { exact: true }).fill('25h');
    await page.getByRole('link', { name: 'Sơ đồ và thông tin' }).click();
    await page.getByRole('button', { name: 'Thêm thẻ' }).click();
    await page.getByLabel('Tiêu đề', { exact: true }).fill('Mạng của hội nghị');
    await page.keyboard.press('Tab');

    // Another window of the same account finds both, and writes the title while it is being typed here.
    const other = await office.sit(browser, '/desk/so-do');
    await signIn(other);
    await expect(other.getByLabel('Tiêu đề', { exact: true })).toHaveValue('Mạng của hội nghị');
    const ours = page.getByLabel('Tiêu đề', { exact: true });
    await ours.focus();
    await page.keyboard.type('Wi-Fi');
    await other.getByLabel('Tiêu đề', { exact: true }).fill('Wi-Fi của trung tâm');
    await other.keyboard.press('Tab');
    await other.getByLabel('Tiêu đề (tiếng Anh)', { exact: true }).fill('Wi-Fi');
    await other.keyboard.press('Tab');
    await expect(page.getByLabel('Tiêu đề (tiếng Anh)', { exact: true })).toHaveValue('Wi-Fi');
    const typed = await ours.inputValue();
    await page.keyboard.press('Tab');
    for (const desk of [page, other]) {
      await expect(desk.getByRole('alert')).toContainText('một máy khác cũng ghi “Wi-Fi của trung tâm”');
      await expect(desk.getByRole('alert')).toContainText(`“${typed}”`);
    }
    await other.getByRole('button', { name: 'Lấy', exact: true }).click();
    await expect(page.getByRole('alert')).toHaveCount(0);
    await expect(ours).toHaveValue('Wi-Fi của trung tâm');

    await other.getByRole('link', { name: 'Chương trình', exact: true }).click();
    await expect(other.getByText('1 dòng còn giữ chữ chưa vào chương trình')).toBeVisible();
    await expect(other.getByLabel('Bắt đầu, dòng 1', { exact: true })).toHaveValue('25h');
    await other.getByLabel('Bắt đầu, dòng 1', { exact: true }).fill('9h');
    await other.keyboard.press('Tab');
    await expect(other.getByText('Đã lưu, đang hiện trên mọi màn hình')).toBeVisible();
    await page.getByRole('link', { name: 'Chương trình', exact: true }).click();
    await expect(page.getByLabel('Bắt đầu, dòng 1', { exact: true })).toHaveValue('09:00');
    await expect(page.getByText('còn giữ chữ')).toHaveCount(0);
  } finally {
    await office.close();
  }
});
