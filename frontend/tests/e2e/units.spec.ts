/** The websites of offices: a reader, a kiosk that follows nothing, and the desk that keeps the list. */
import { judge } from './judge';
import { binary, Office, takeCharge } from './office';
import { expect, test } from './world';

test.skip(binary === '', 'needs the program');

test('a reader finds a unit, a kiosk shows it, the desk adds one', async ({ browser, page }) => {
  test.slow();
  const office = new Office();
  try {
    await office.start();
    await page.goto(`${office.address}/don-vi`);
    await expect(page.getByRole('heading', { name: 'Liên kết website' })).toBeVisible();
    await expect(page.getByRole('link', { name: /soyte\.thanhgiang\.example/ })).toHaveAttribute(
      'target',
      '_blank',
    );
    expect(await judge(page)).toEqual([]);
    await page.getByRole('searchbox').fill('truyen thong');
    await page.getByRole('button', { name: /nay là Sở Khoa học và Công nghệ/ }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Sở Khoa học và Công nghệ' }).click();
    await expect(page.getByRole('dialog').getByText('Tên trước đây')).toBeVisible();
    expect(await judge(page), 'sheet').toEqual([]);
    await page.keyboard.press('Escape');
    const jump = page.getByRole('combobox', { name: /Lựa chọn truy cập nhanh/ });
    await jump.fill('y te');
    await expect(page.getByRole('option', { name: 'Sở Y tế' })).toHaveAttribute('aria-selected', 'true');
    expect(await judge(page), 'combobox').toEqual([]);

    const kiosk = await office.sit(browser, '/kiosk/don-vi', 'kiosk');
    await kiosk.getByRole('button', { name: 'Sở Y tế' }).click();
    await expect(kiosk.getByRole('img', { name: /Mã QR/ })).toBeVisible();
    await expect(kiosk.getByRole('button', { name: 'Mở trang web' })).toHaveCount(0);
    const hosts = await kiosk.evaluate(() => [...document.links].map((link) => link.host));
    expect(new Set(hosts)).toEqual(new Set([new URL(kiosk.url()).host]));
    expect(await judge(kiosk), 'kiosk').toEqual([]);
    await kiosk.getByRole('button', { name: 'Báo liên kết hỏng' }).click();
    await expect(kiosk.getByText('Cảm ơn quý vị')).toBeVisible();

    const desk = await office.sit(browser);
    await takeCharge(desk, true);
    await desk.getByRole('link', { name: 'Liên kết, đơn vị' }).click();
    await desk.getByRole('button', { name: 'Thêm đơn vị' }).click();
    await desk.getByLabel('Tên', { exact: true }).fill('Sở Tư pháp');
    await desk.getByLabel('Trang web').fill('sotuphap.example');
    expect(await judge(desk), 'form').toEqual([]);
    await desk.getByRole('button', { name: 'Lưu' }).click();
    await expect(desk.getByText('sotuphap.example')).toBeVisible();
    expect(await judge(desk), 'desk').toEqual([]);
    await desk.getByRole('button', { name: 'Hoàn tác' }).click();
    await expect(desk.getByText('sotuphap.example')).toHaveCount(0);
  } finally {
    await office.close();
  }
});
