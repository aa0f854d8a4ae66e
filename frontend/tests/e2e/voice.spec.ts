/** What readers say: stars and comments at a kiosk, and the desk that decides what is shown. */
import type { Browser, Page } from '@playwright/test';
import { judge } from './judge';
import { act, ask, binary, Office, takeCharge, writeArticle } from './office';
import { shoot } from './shots';
import { expect, overflows, test } from './world';

/** An article that takes ratings and comments, on show, and the desk it came from. */
async function shownArticle(office: Office, browser: Browser): Promise<{ desk: Page; path: string }> {
  const desk = await office.sit(browser);
  await takeCharge(desk, true);
  await desk.getByRole('navigation', { name: 'Bàn biên tập' }).waitFor();
  const category = await ask<{ id: string }>(desk, 'POST', '/api/desk/categories', {
    name: { vi: 'Thời sự', en: 'News' },
    parent: '',
  });
  const id = await writeArticle(desk, 'Triển lãm mở cửa', category.id);
  const { doc, heads } = await ask<{ doc: object; heads: string[] }>(desk, 'GET', `/api/desk/articles/${id}`);
  await ask(desk, 'POST', `/api/desk/articles/${id}/revisions`, {
    doc: { ...doc, ratings: true, comments: true },
    base: heads,
  });
  for (const what of ['submit', 'approve', 'publish']) await act(desk, id, what);
  const { path } = await ask<{ path: string }>(desk, 'GET', `/api/articles/${id}`);
  return { desk, path };
}

/** Opens an article at a kiosk of its own. */
async function atKiosk(office: Office, browser: Browser, path: string): Promise<Page> {
  const page = await office.sit(browser, '/kiosk/', 'kiosk');
  await page.goto(new URL(`/kiosk${path}`, page.url()).href);
  return page;
}

/** Looks at the page that stands: its picture, what axe says, what sticks out. */
async function look(page: Page, name: string): Promise<void> {
  await shoot(page, `voice-${name}`);
  expect(await judge(page), name).toEqual([]);
  expect(await overflows(page), name).toEqual([]);
}

test.describe('what readers say', () => {
  test.skip(binary === '', 'needs the built program: BANGTIN_BIN');
  test.use({ viewport: { width: 1080, height: 1920 } });

  test('is counted, waits for the desk, and is shown as it decides', async ({ browser }) => {
    const office = new Office();
    try {
      await office.start();
      const { desk, path } = await shownArticle(office, browser);
      const kiosk = await atKiosk(office, browser, path);
      const other = await atKiosk(office, browser, path);

      await expect(kiosk.getByText('Tổng số điểm của bài viết là: 0 trong 0 đánh giá')).toBeVisible();
      await expect(kiosk.getByText('Chạm vào sao để đánh giá bài viết')).toBeVisible();
      await expect(kiosk.getByText(/^Xếp hạng/)).toHaveCount(0);
      await kiosk.getByRole('button', { name: '4 sao: tốt' }).click();
      await expect(kiosk.getByText('Tổng số điểm của bài viết là: 4 trong 1 đánh giá')).toBeVisible();
      await kiosk.getByRole('button', { name: '5 sao: rất tốt' }).click();
      await expect(kiosk.getByText('Tổng số điểm của bài viết là: 5 trong 1 đánh giá')).toBeVisible();
      await expect(kiosk.getByText('Xếp hạng: 5,0')).toBeVisible();
      await kiosk.reload();
      await expect(kiosk.getByText('5 trong 1 đánh giá')).toBeVisible();

      const counted = (n: number) =>
        expect(other.getByRole('button', { name: `${String(n)} ý kiến` })).toBeVisible({ timeout: 5_000 });
      await counted(0);
      await expect(kiosk.getByText('Chưa có ý kiến.')).toBeVisible();
      await kiosk.getByRole('button', { name: 'Viết ý kiến' }).click();
      const send = kiosk.getByRole('button', { name: 'Gửi ý kiến' });
      await kiosk.getByLabel('Tên hiển thị').fill('Lò Thị Mai');
      await kiosk.getByLabel('Ý kiến', { exact: true }).fill('Chợ phiên đẹp lắm');
      await kiosk.getByLabel(/^Thư điện tử/).fill('mai@vidu.example');
      await expect(send).toBeDisabled(); // no consent yet
      await look(kiosk, 'sheet');
      await kiosk.getByLabel('Tôi đồng ý').check();
      await send.click();
      await expect(kiosk.getByText('Ý kiến sẽ hiển thị sau khi được duyệt')).toBeVisible();
      await kiosk.getByRole('button', { name: 'Đóng' }).click();
      await expect(kiosk.getByText('Đang chờ duyệt')).toBeVisible();
      await expect(other.getByText('Chợ phiên đẹp lắm')).toHaveCount(0);

      await desk.goto(new URL('/desk/y-kien', desk.url()).href);
      await expect(desk.getByText('mai@vidu.example')).toBeVisible();
      await look(desk, 'queue');
      await desk.getByRole('button', { name: 'Duyệt', exact: true }).click();
      await expect(desk.getByText('Không có ý kiến nào chờ duyệt.')).toBeVisible();
      await expect(other.getByText('Chợ phiên đẹp lắm')).toBeVisible({ timeout: 5_000 });
      await expect(other.getByRole('heading', { name: 'Ý kiến bạn đọc (1)' })).toBeVisible();
      await counted(1);
      await expect(kiosk.getByText('Đang chờ duyệt')).toHaveCount(0);
      expect(await other.content()).not.toContain('mai@vidu.example');

      await desk.getByRole('button', { name: /^Đang hiển thị/ }).click();
      await desk.getByRole('button', { name: 'Trả lời', exact: true }).click();
      await desk.getByLabel('Câu trả lời').fill('Cảm ơn bạn đọc');
      await desk.getByRole('dialog').getByRole('button', { name: 'Trả lời' }).click();
      await expect(other.getByText('Cảm ơn bạn đọc')).toBeVisible({ timeout: 5_000 });
      await counted(2);

      const mine = desk.getByRole('listitem').filter({ hasText: 'mai@vidu.example' });
      await mine.getByRole('button', { name: 'Ẩn' }).click();
      await desk.getByLabel(/^Lý do/).fill('thử');
      await desk.getByRole('dialog').getByRole('button', { name: 'Ẩn', exact: true }).click();
      await expect(other.getByText('Chưa có ý kiến.')).toBeVisible({ timeout: 5_000 }); // nor the answer under it
      await counted(0);

      await desk.getByRole('button', { name: /^Đã ẩn/ }).click();
      await mine.getByRole('button', { name: 'Xóa hẳn' }).click();
      await desk.getByLabel(/^Lý do/).fill('người viết yêu cầu');
      await look(desk, 'erase');
      await desk.getByRole('dialog').getByRole('button', { name: 'Xóa hẳn', exact: true }).click();
      await expect(desk.getByText('Nội dung đã xóa theo yêu cầu')).toBeVisible();
      await expect(desk.getByText('mai@vidu.example')).toHaveCount(0);
      await desk.getByText('Các bước').first().click();
      await look(desk, 'erased');
      await desk.goto(new URL('/desk/thiet-lap', desk.url()).href);
      await desk.getByLabel('Từ cần xem kỹ').scrollIntoViewIfNeeded();
      await look(desk, 'settings');
    } finally {
      await office.close();
    }
  });
});
