/**
 * The paths of build/keyboard.md, each walked without a mouse in the built program, and axe on every page of the
 * desk, on paper, in the dark and in high contrast. Those of a conference, of units, of search and of translations
 * are in keyboard-hall.spec.ts.
 */
import type { Page } from '@playwright/test';
import { readFileSync } from 'node:fs';
import { act, admin, ask, binary, Office, writeArticle } from './office';
import { button, looks, reach } from './walk';
import { expect, test } from './world';

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

  test.beforeAll(async ({ browser }) => {
    await office.start();
    page = await office.sit(browser);
  });
  test.afterAll(async () => office.close());

  test('the first account', async () => {
    await page.getByRole('heading', { name: 'Lập tài khoản quản trị' }).waitFor();
    await looks(page, 'first');
    await reach(page, page.getByLabel('Họ và tên'));
    await page.keyboard.type(admin.name);
    await page.keyboard.press('Tab');
    await page.keyboard.type(admin.login);
    await page.keyboard.press('Tab');
    await page.keyboard.type(admin.password);
    await page.keyboard.press('Tab');
    await page.keyboard.type(admin.password);
    await reach(page, page.getByLabel('Tôi làm việc một mình'));
    await page.keyboard.press('Space');
    await reach(page, button(page, 'Bắt đầu'));
    await page.keyboard.press('Enter');
    await page.getByRole('navigation', { name: 'Bàn biên tập' }).waitFor();
    const made = await ask<{ id: string }>(page, 'POST', '/api/desk/categories', {
      name: { vi: 'Thời sự', en: 'News' },
      parent: '',
    });
    category = made.id;
  });

  test('today, and an article from the first word to the readers', async () => {
    await go('/desk/');
    await looks(page, 'today');
    await page.keyboard.press('Tab');
    await expect(page.getByRole('link', { name: 'Đến nội dung' })).toBeFocused();
    await page.keyboard.press('Enter');
    await page.keyboard.press('Tab');
    await expect(button(page, 'Viết bài')).toBeFocused();
    await page.keyboard.press('Enter');
    const title = page.getByLabel('Tít', { exact: true });
    await title.waitFor();
    await reach(page, page.getByLabel('Chuyên mục', { exact: true }).first());
    await page.keyboard.press('ArrowDown');
    await expect(page.getByLabel('Chuyên mục', { exact: true }).first()).toHaveValue(category);
    await reach(page, title);
    await page.keyboard.type('Bài viết bằng bàn phím');
    await page.keyboard.press('Tab');
    await page.keyboard.type('Không chạm vào chuột.');
    await page.keyboard.press('Tab');
    await expect(page.locator('.editor .text')).toBeFocused();
    await page.keyboard.type('Đoạn đầu.');
    await page.keyboard.press('Control+s');
    await expect(page.getByText(/Đã lưu phiên bản lúc/)).toBeVisible();
    await looks(page, 'article');
    await reach(page, button(page, 'Đăng ngay'), 'Shift+Tab');
    await page.keyboard.press('Enter');
    await expect(page.locator('.bar .tag')).toHaveText('Đã đăng');
  });

  test('the list, several at once', async () => {
    for (const name of ['Một', 'Hai']) await writeArticle(page, `Bài số ${name}`, category);
    await go('/desk/bai-viet');
    await page.getByRole('link', { name: 'Bài số Hai' }).waitFor();
    await looks(page, 'articles');
    await reach(page, page.getByRole('searchbox'));
    await page.keyboard.type('bai so');
    await expect(page.locator('.rows li')).toHaveCount(2);
    await reach(page, page.getByLabel('Chọn cả trang'));
    await page.keyboard.press('Space');
    await reach(page, button(page, 'Gửi duyệt'));
    await page.keyboard.press('Enter');
    await reach(page, button(page, 'Làm ngay'), 'Shift+Tab');
    await page.keyboard.press('Enter');
    await expect(page.locator('.rows .tag').first()).toHaveText('Chờ duyệt');
    await reach(page, button(page, 'Bỏ hết điều kiện'), 'Shift+Tab');
    await page.keyboard.press('Enter');
    await expect(page.locator('.rows li')).toHaveCount(3);
  });

  test('in review: one is read and sent back with a reason', async () => {
    await go('/desk/cho-duyet');
    await page.getByRole('link', { name: 'Bài số Một' }).waitFor();
    await looks(page, 'review');
    await reach(page, page.getByRole('link', { name: 'Bài số Một' }));
    await page.keyboard.press('Enter');
    await page.getByLabel('Tít', { exact: true }).waitFor();
    await reach(page, button(page, 'Trả lại'));
    await page.keyboard.press('Enter');
    await page.keyboard.type('Thiếu tên đại biểu');
    await reach(page, page.getByRole('dialog').getByRole('button', { name: 'Trả lại' }));
    await page.keyboard.press('Enter');
    await expect(page.locator('.bar .tag')).toHaveText('Trả lại');
  });

  test('the history: a name, and two versions compared', async () => {
    const id = await writeArticle(page, 'Bài có lịch sử', category);
    const { doc, heads } = await ask<{ doc: Record<string, unknown>; heads: string[] }>(
      page,
      'GET',
      `/api/desk/articles/${id}`,
    );
    await ask(page, 'POST', `/api/desk/articles/${id}/revisions`, {
      doc: { ...doc, title: 'Bài có lịch sử dài' },
      base: heads,
    });
    await go(`/desk/bai/${id}/lich-su`);
    await page.getByRole('radio').first().waitFor();
    await reach(page, page.getByRole('radio', { name: /^Bản cũ/ }).last());
    await page.keyboard.press('ArrowUp');
    await page.keyboard.press('ArrowDown');
    await expect(page.getByRole('radio', { name: /^Bản cũ/ }).last()).toBeChecked();
    await reach(page, button(page, /^Đặt tên/).first());
    await page.keyboard.press('Enter');
    await page.keyboard.type('Bản gửi đi');
    await page.keyboard.press('Enter');
    await expect(page.getByRole('cell', { name: /“Bản gửi đi”/ })).toBeVisible();
    await reach(page, button(page, 'So hai bản'));
    await page.keyboard.press('Enter');
    await page.locator('.marked').waitFor();
    await looks(page, 'history');
  });

  test('people and accounts', async () => {
    await go('/desk/nhan-vat');
    await looks(page, 'people');
    await reach(page, button(page, 'Thêm nhân vật').first());
    await page.keyboard.press('Enter');
    await reach(page, page.getByLabel('Họ và tên'));
    await page.keyboard.type('Nông Đức Tài');
    await reach(page, button(page, 'Lưu'));
    await page.keyboard.press('Enter');
    await expect(page.getByText('Nông Đức Tài').first()).toBeVisible();

    await go('/desk/tai-khoan');
    await page.getByRole('table').waitFor();
    await looks(page, 'accounts');
    await reach(page, button(page, 'Thêm tài khoản'));
    await page.keyboard.press('Enter');
    const dialog = page.getByRole('dialog');
    await reach(page, dialog.getByRole('textbox').first());
    await page.keyboard.type('Lò Văn Tính');
    await page.keyboard.press('Tab');
    await page.keyboard.type('lo.tinh');
    await reach(page, dialog.locator('input[type=password]').first());
    await page.keyboard.type(admin.password);
    await page.keyboard.press('Enter');
    await expect(page.getByRole('cell', { name: /Lò Văn Tính/ })).toBeVisible();

    const row = page.getByRole('row', { name: /Lò Văn Tính/ });
    await reach(page, row.getByRole('button', { name: 'Đổi tên' }));
    await page.keyboard.press('Enter');
    await expect(dialog.getByLabel('Họ và tên')).toBeFocused();
    await page.keyboard.press('End');
    await page.keyboard.type('h');
    await page.keyboard.press('Enter');
    await expect(page.getByRole('cell', { name: /Lò Văn Tínhh/ })).toBeVisible();
  });

  test('settings and the trail, whole in a file', async () => {
    await go('/desk/thiet-lap');
    await page.getByLabel('Tên cơ quan').waitFor();
    await looks(page, 'settings');
    await reach(page, page.getByLabel('Tên cơ quan'));
    await page.keyboard.type('Sở Ngoại vụ');
    await page.keyboard.press('Enter');
    await expect(page.getByText('Đã lưu thiết lập')).toBeVisible();
    const handle = page.getByRole('switch', { name: 'Trang nghiêm' });
    await reach(page, handle);
    await page.keyboard.press('Space');
    await expect(handle).toBeChecked();
    await page.keyboard.press('Space');
    await expect(handle).not.toBeChecked();

    await go('/desk/nhat-ky');
    await page.getByRole('table').waitFor();
    await looks(page, 'trail');
    for (let i = 0; i < 50; i++)
      for (const solemn of [true, false]) await ask(page, 'PUT', '/api/desk/solemn', { solemn });
    await go('/desk/nhat-ky');
    await page.getByRole('table').waitFor();
    await expect(page.locator('tbody tr')).toHaveCount(100);
    const file = page.waitForEvent('download');
    await reach(page, button(page, 'Tải CSV'));
    await page.keyboard.press('Enter');
    const lines = readFileSync(await (await file).path(), 'utf8')
      .trimEnd()
      .split('\r\n');
    expect(lines.length).toBeGreaterThan(101);
    expect(lines.at(-1)).toContain('Lập thư viện');
    await reach(page, button(page, 'Cũ hơn'));
    await page.keyboard.press('Enter');
    await expect(page.locator('tbody tr')).toHaveCount(lines.length - 1);
  });

  test('out and in again', async () => {
    await go('/desk/');
    await reach(page, button(page, 'Đăng xuất'));
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Đăng nhập' }).waitFor();
    await looks(page, 'sign-in');
    await reach(page, page.getByLabel('Mật khẩu'));
    await page.keyboard.type(admin.password);
    await page.keyboard.press('Enter');
    await page.getByRole('navigation', { name: 'Bàn biên tập' }).waitFor();
    await act(page, await writeArticle(page, 'Còn làm việc được', category), 'submit');
  });
});
