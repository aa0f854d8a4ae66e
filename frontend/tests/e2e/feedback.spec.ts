/** Feedback: a reader tells the office something, the desk answers, and the reader finds the answer again. */
import { act, ask, binary, Office, takeCharge, writeArticle } from './office';
import { judge } from './judge';
import { expect, test } from './world';

test.describe('feedback', () => {
  test.skip(binary === '', 'needs the built program: BANGTIN_BIN');
  test.use({ viewport: { width: 1080, height: 1920 } });

  test('is told at a kiosk, answered at the desk, and found again by number and key', async ({
    browser,
    page,
    watched,
  }) => {
    const office = new Office();
    try {
      await office.start();
      const desk = await office.sit(browser);
      await takeCharge(desk, true);
      await desk.getByRole('navigation', { name: 'Bàn biên tập' }).waitFor();
      const { id: category } = await ask<{ id: string }>(desk, 'POST', '/api/desk/categories', {
        name: { vi: 'Thời sự', en: 'News' },
        parent: '',
      });
      const id = await writeArticle(desk, 'Triển lãm mở cửa', category);
      for (const what of ['submit', 'approve', 'publish']) await act(desk, id, what);
      await ask(desk, 'POST', '/api/desk/units', {
        ...{ code: '', parent: '', short: '', kind: '', address: '', phones: [], email: '', website: '' },
        ...{ note: '', order: 0, from: '', until: '', next: '', removed: false },
        name: { vi: 'Sở Xây dựng', en: '' },
      });
      const { path } = await ask<{ path: string }>(desk, 'GET', `/api/articles/${id}`);

      const kiosk = await office.sit(browser, '/kiosk/', 'kiosk');
      await kiosk.setViewportSize({ width: 1080, height: 1920 });
      await kiosk.goto(new URL(`/kiosk${path}`, kiosk.url()).href);
      await kiosk.getByRole('button', { name: 'Góp ý về bài này' }).click();
      await expect(kiosk.getByText('Về bài: Triển lãm mở cửa')).toBeVisible();
      const send = kiosk.getByRole('button', { name: 'Gửi góp ý', exact: true });
      await kiosk.getByRole('button', { name: 'Phản ánh' }).click();
      await kiosk.getByRole('textbox', { name: 'Nội dung' }).fill('Đèn đường hỏng');
      await kiosk.getByLabel('Tôi đồng ý').check();
      await expect(send).toBeEnabled();
      await kiosk.getByLabel('Tôi muốn được trả lời').check();
      await expect(send).toBeDisabled(); // no way to answer yet
      await kiosk.getByLabel('Điện thoại').fill('0912 345 678');
      expect(await judge(kiosk)).toEqual([]);
      await send.click();
      await expect(kiosk.getByText('Chụp lại mã này')).toBeVisible();
      expect(await judge(kiosk)).toEqual([]);
      const number = await kiosk.locator('dd.number').innerText();
      const key = await kiosk.locator('dd.key').innerText();
      await kiosk.getByRole('main').getByRole('button', { name: 'Trang đầu' }).click();
      await expect(kiosk.getByText(key)).toHaveCount(0);

      await desk.goto(new URL('/desk/gop-y', desk.url()).href);
      await expect(desk.getByRole('link', { name: 'Góp ý 1' })).toBeVisible(); // the rail counts it
      await desk.getByRole('link', { name: number }).click();
      await expect(desk.getByRole('link', { name: '0912 345 678' })).toBeVisible();
      await desk.getByRole('button', { name: 'Chuyển đơn vị' }).click();
      await desk.getByLabel('Đơn vị nhận').selectOption('Sở Xây dựng');
      await desk.getByLabel(/^Ghi chú/).fill('lời nội bộ');
      await desk.getByRole('dialog').getByRole('button', { name: 'Chuyển đơn vị' }).click();
      await expect(desk.getByText('Chuyển đến: Sở Xây dựng')).toBeVisible();

      // On a phone, with nothing but the number.
      await page.setViewportSize({ width: 390, height: 844 });
      await page.goto(`${office.address}/gop-y/tra-cuu`);
      await page.getByLabel('Số góp ý').fill(number.toLowerCase().replaceAll('-', ' '));
      await page.getByRole('button', { name: 'Tra cứu', exact: true }).click();
      await expect(page.getByRole('heading', { name: 'Đã chuyển đơn vị' })).toBeVisible();

      await desk.getByRole('button', { name: 'Trả lời' }).click();
      await desk.getByLabel('Câu trả lời').fill('Đèn đã được sửa');
      await desk.getByRole('dialog').getByRole('button', { name: 'Trả lời' }).click();
      await expect(desk.getByRole('button', { name: 'Trả lời thêm' })).toBeVisible();
      expect(await judge(desk)).toEqual([]);

      await expect(page.getByRole('heading', { name: 'Đã trả lời' })).toBeVisible(); // by itself
      await expect(page.getByText('Đèn đã được sửa')).toHaveCount(0);
      await page.goto(`${office.address}/gop-y/tra-cuu?so=${number}&ma=${key}`); // as the code on the slip has it
      await expect(page.getByText('Đèn đã được sửa')).toBeVisible();
      await expect(page.getByText('Đơn vị giải quyết: Sở Xây dựng')).toBeVisible();
      expect(page.url()).not.toContain(key);
      expect(await page.content()).not.toContain('lời nội bộ');
      expect(await judge(page)).toEqual([]);

      await desk.getByRole('button', { name: 'Xóa hẳn' }).click();
      await desk.getByLabel('Lý do').fill('người gửi yêu cầu');
      await desk.getByRole('dialog').getByRole('button', { name: 'Xóa hẳn' }).click();
      await expect(desk.getByText('Nội dung đã được xóa.')).toBeVisible();
      await expect(desk.getByText('0912 345 678')).toHaveCount(0);
      expect(watched.faults).toEqual([]);
    } finally {
      await office.close();
    }
  });
});
