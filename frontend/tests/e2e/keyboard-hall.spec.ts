/**
 * A conference, the directory of units, search in drafts and translations, each by keys alone in the built program
 * (build/keyboard.md), and axe on their pages.
 */
import type { Page } from '@playwright/test';
import { landscape, png } from '../fixture/paint.mjs';
import { act, ask, binary, document, Office, takeCharge, writeArticle } from './office';
import { button, looks, reach } from './walk';
import { expect, overflows, test } from './world';

test.describe('without a mouse', () => {
  test.skip(binary === '', 'needs the built program: BANGTIN_BIN');
  test.describe.configure({ mode: 'serial' });
  test.use({ viewport: { width: 1366, height: 768 } });

  const office = new Office();
  let page: Page;
  let category = '';
  const go = async (path: string): Promise<void> => {
    await page.goto(new URL(path, page.url()).href);
    await page.locator('main h1').first().waitFor({ state: 'attached' });
  };

  const publish = async (id: string): Promise<void> => {
    for (const what of ['submit', 'approve', 'publish']) await act(page, id, what);
  };

  test.beforeAll(async ({ browser }) => {
    await office.start();
    page = await office.sit(browser);
    await takeCharge(page, true);
    await page.getByRole('navigation', { name: 'Bàn biên tập' }).waitFor();
    const made = await ask<{ id: string }>(page, 'POST', '/api/desk/categories', {
      name: { vi: 'Triển lãm', en: 'Exhibition' },
      parent: '',
    });
    category = made.id;
  });
  test.afterAll(async () => office.close());

  test('the programme', async () => {
    await go('/desk/chuong-trinh');
    await reach(page, button(page, 'Thêm dòng'));
    await page.keyboard.press('Enter');
    await expect(page.getByLabel('Bắt đầu, dòng 1', { exact: true })).toBeFocused();
    await page.keyboard.type('8h');
    await page.keyboard.press('Shift+Tab');
    await page.keyboard.type('26/11/2026');
    for (let cell = 0; cell < 4; cell++) await page.keyboard.press('Tab');
    await page.keyboard.type('Khai mạc');
    await page.keyboard.press('Control+d');
    await expect(page.getByLabel('Nội dung, dòng 2', { exact: true })).toBeFocused();
    await page.keyboard.type('Bế mạc');
    for (let cell = 0; cell < 3; cell++) await page.keyboard.press('Shift+Tab');
    await page.keyboard.type('25h');
    await page.keyboard.press('Enter');
    await expect(page.getByText('Giờ viết như 8:30')).toBeVisible();
    await looks(page, 'programme');
    await reach(page, button(page, 'Trở lại như trong chương trình').first(), 'Shift+Tab');
    await page.keyboard.press('Enter');
    await expect(page.getByLabel('Bắt đầu, dòng 2', { exact: true })).toHaveValue('08:00');
    await expect(page.getByText('Đã lưu, đang hiện trên mọi màn hình')).toBeVisible();
  });

  test('plans, points and cards', async () => {
    await reach(page, page.getByRole('link', { name: 'Sơ đồ và thông tin' }), 'Shift+Tab');
    await page.keyboard.press('Enter');
    await reach(page, button(page, 'Thêm sơ đồ'));
    await page.keyboard.press('Enter');
    await expect(page.getByLabel('Tên tầng', { exact: true })).toHaveValue('Tầng 1');
    // The picture is chosen in a window of the system; what it leads to is asked for here.
    const media = await page.evaluate(
      async (text) => {
        const body = Uint8Array.from(atob(text), (sign) => sign.charCodeAt(0));
        const answer = await fetch('/api/desk/pictures', { method: 'POST', body });
        return ((await answer.json()) as { media: string }).media;
      },
      png(landscape(1), 600, 400).toString('base64'),
    );
    const { parts } = await ask<{ parts: { id: string; type: string }[] }>(
      page,
      'GET',
      '/api/desk/conference',
    );
    const plan = parts.find(({ type }) => type === 'plan');
    await ask(page, 'POST', '/api/desk/conference', {
      edits: [{ id: plan?.id, type: 'plan', set: { image: { media } }, was: {} }],
    });
    const place = page.getByRole('button', { name: 'Sơ đồ Tầng 1: đặt điểm' });
    await place.waitFor();
    await reach(page, place, 'Shift+Tab');
    for (let step = 0; step < 3; step++) await page.keyboard.press('Shift+ArrowLeft');
    await expect(page.getByText('Từ trái, % 35, Từ trên, % 50')).toBeAttached();
    await page.keyboard.press('Enter');
    await expect(page.getByLabel('Tên điểm', { exact: true })).toBeFocused();
    await page.keyboard.type('Sảnh lớn');
    await page.keyboard.press('Tab');
    await page.keyboard.type('Foyer');
    await reach(page, page.getByRole('combobox', { name: /máy này/ }));
    await page.keyboard.press('ArrowDown');
    await expect(page.getByRole('combobox', { name: /máy này/ }).locator(':checked')).toHaveText('Sảnh lớn');
    await reach(page, button(page, 'Thêm thẻ'));
    await page.keyboard.press('Enter');
    await reach(page, page.getByLabel('Tên mạng (SSID)'), 'Shift+Tab');
    await page.keyboard.type('Hoi nghi');
    await page.keyboard.press('Tab');
    await expect(page.getByRole('group', { name: 'Wi-Fi' })).toBeVisible();
    await looks(page, 'plans');
    expect(await overflows(page)).toEqual([]);
  });

  test('labels of exhibits', async () => {
    const { id } = await ask<{ id: string }>(page, 'POST', '/api/desk/articles');
    const doc = { ...document('Chum rượu cần', category, 'Ba trăm tuổi.'), exhibit: '12' };
    await ask(page, 'POST', `/api/desk/articles/${id}/revisions`, { doc, base: [] });
    await publish(id);
    await go('/desk/nhan-hien-vat');
    const label = page.getByRole('checkbox', { name: /Chum rượu cần/ });
    await reach(page, label);
    await looks(page, 'labels');
    await page.keyboard.press('Space');
    await expect(button(page, 'In 0 nhãn')).toBeDisabled();
    await page.keyboard.press('Space');
    await reach(page, button(page, 'In 1 nhãn'), 'Shift+Tab');
  });

  test('units', async () => {
    await go('/desk/don-vi');
    for (const name of ['Sở Y tế', 'Sở Tư pháp']) {
      await reach(page, button(page, 'Thêm đơn vị'));
      await page.keyboard.press('Enter');
      await reach(page, page.getByLabel('Tên', { exact: true }));
      await page.keyboard.type(name);
      await page.keyboard.press('Enter');
      await expect(page.getByRole('dialog')).toHaveCount(0);
      await expect(page.getByText(`Đã lưu ${name}`)).toBeVisible();
    }
    await reach(page, button(page, 'Đưa Sở Tư pháp lên một bậc'));
    await page.keyboard.press('Enter');
    await expect(page.locator('main li').first()).toContainText('Sở Tư pháp');
    await looks(page, 'units');
    await reach(page, page.getByRole('searchbox'), 'Shift+Tab');
    await page.keyboard.type('y te');
    await expect(page.locator('main li')).toHaveCount(1);
    await reach(page, button(page, 'Nhập danh sách'), 'Shift+Tab');
    await page.keyboard.press('Enter');
    await looks(page, 'import of units');
    await page.keyboard.press('Escape');
    await expect(page.getByRole('dialog')).toHaveCount(0);
  });

  test('a draft is found by its words, and translated', async () => {
    const id = await writeArticle(page, 'Lễ hội mùa nước nổi', category);
    await writeArticle(page, 'Chợ phiên vùng cao', category);
    await go('/desk/bai-viet');
    await reach(page, page.getByRole('searchbox'));
    await page.keyboard.type('nuoc noi: noi dung');
    await expect(page.getByRole('status').filter({ hasText: '1 bài' })).toBeVisible();
    await expect(page.locator('.rows mark').first()).toHaveText(/nước\snổi/);
    await looks(page, 'search');
    // Readers find nothing of it.
    expect((await ask<{ hits: unknown[] }>(page, 'GET', '/api/search?q=nuoc+noi')).hits).toEqual([]);

    const english = await writeArticle(page, 'Floating season festival', category);
    await go(`/desk/bai/${english}`);
    await page.getByLabel('Tít', { exact: true }).waitFor();
    const lang = page.getByRole('combobox', { name: /^Ngôn ngữ/ });
    await reach(page, page.locator('.editor .text'));
    await reach(page, lang);
    await page.keyboard.press('ArrowDown');
    await expect(lang).toHaveValue('en');
    await reach(page, button(page, 'Chọn bài gốc'));
    await page.keyboard.press('Enter');
    const dialog = page.getByRole('dialog');
    await reach(page, dialog.getByRole('searchbox'));
    await page.keyboard.type('nuoc noi');
    const original = dialog.getByRole('button', { name: /Lễ hội mùa nước nổi/ });
    await original.waitFor();
    await looks(page, 'choosing the original');
    await reach(page, original);
    await page.keyboard.press('Enter');
    await expect(page.getByRole('link', { name: 'Xem bài gốc' })).toHaveAttribute('href', `/desk/bai/${id}`);
    await page.keyboard.press('Control+s');
    await expect(page.getByText(/Đã lưu phiên bản lúc/)).toBeVisible();
    for (const one of [id, english]) await publish(one);
    const { versions } = await ask<{ versions: { lang: string }[] }>(page, 'GET', `/api/articles/${id}`);
    expect(versions.map((version) => version.lang)).toEqual(['en']);

    await go('/desk/bai-viet');
    const lacks = page.getByLabel('Bản dịch', { exact: true });
    await reach(page, lacks);
    await page.keyboard.press('ArrowDown');
    await expect(lacks).toHaveValue('en');
    await expect(page.getByRole('link', { name: 'Chum rượu cần' })).toBeVisible();
    await expect(page.getByRole('link', { name: 'Lễ hội mùa nước nổi' })).toHaveCount(0);
  });

  test('what readers say, and what was counted', async () => {
    const id = await writeArticle(page, 'Bài nhận ý kiến', category);
    const { doc, heads } = await ask<{ doc: object; heads: string[] }>(
      page,
      'GET',
      `/api/desk/articles/${id}`,
    );
    await ask(page, 'POST', `/api/desk/articles/${id}/revisions`, {
      doc: { ...doc, comments: true },
      base: heads,
    });
    await publish(id);
    const visit = 'khong dung chuot'.replaceAll(' ', '0');
    await ask(page, 'POST', `/api/articles/${id}/comments`, {
      ...{ visit, name: 'Lan', email: '', text: 'Bài hay', parent: '', consent: true },
    });
    const { number } = await ask<{ number: string }>(page, 'POST', '/api/feedback', {
      ...{
        visit,
        department: 'UBND tỉnh',
        topic: 'Phản ánh',
        article: '',
        passage: '',
        name: '',
        answer: false,
      },
      ...{ phone: '', email: '', text: 'Đèn đường hỏng', consent: true },
    });
    const dialog = page.getByRole('dialog');
    const confirm = async (name: string): Promise<void> => {
      await reach(page, dialog.getByRole('button', { name, exact: true }));
      await page.keyboard.press('Enter');
    };

    await go('/desk/y-kien');
    await reach(page, button(page, 'Ẩn'));
    await page.keyboard.press('Enter');
    await expect(page.getByLabel(/^Lý do/)).toBeFocused();
    await page.keyboard.type('thử');
    await confirm('Ẩn');
    await expect(page.getByText('Không có ý kiến nào chờ duyệt.')).toBeVisible();
    await looks(page, 'comments');

    await go('/desk/gop-y');
    await looks(page, 'feedback');
    await reach(page, page.getByRole('link', { name: number }));
    await page.keyboard.press('Enter');
    await reach(page, button(page, 'Tiếp nhận'));
    await page.keyboard.press('Enter');
    await confirm('Tiếp nhận');
    await expect(page.locator('main .tag').first()).toHaveText('Đã tiếp nhận');
    await looks(page, 'a ticket');
    await reach(page, button(page, 'Xóa hẳn'), 'Shift+Tab');
    await page.keyboard.press('Enter');
    await expect(page.getByLabel('Lý do')).toBeFocused();
    await page.keyboard.type('thử');
    await confirm('Xóa hẳn');
    await expect(page.getByText('Nội dung đã được xóa.')).toBeVisible();

    await go('/desk/thong-ke');
    await reach(page, button(page, 'Năm nay'));
    await page.keyboard.press('Enter');
    await expect(button(page, 'Năm nay')).toHaveAttribute('aria-pressed', 'true');
    await reach(page, button(page, 'Xem bảng số').first());
    await page.keyboard.press('Enter');
    await expect(page.getByRole('table').first()).toBeVisible();
    await looks(page, 'statistics');
  });
});
