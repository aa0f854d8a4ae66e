/** The desk against the built program (BANGTIN_BIN): from the first account to the public page, and what survives. */
import type { Page } from '@playwright/test';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { landscape, png } from '../fixture/paint.mjs';
import { judge } from './judge';
import { admin, binary, Office, signIn, takeCharge, trySignIn, writeAndSignOut } from './office';
import { expect, overflows, test } from './world';

const shots = process.env['BANGTIN_SHOTS'] ?? '';
const title = 'Rừng gặp biển: 48 bức ảnh kể chuyện Thanh Giang';
const lead =
  'Sáng 26/11, triển lãm mở cửa tại Trung tâm Hội nghị tỉnh, đưa người xem từ rừng già xuống vách đá.';
const text = 'Ban Tổ chức nhận được 1.206 tác phẩm của 173 tác giả sau sáu tháng phát động.';

async function shoot(page: Page, name: string): Promise<void> {
  if (shots === '') return;
  mkdirSync(shots, { recursive: true });
  for (const [width, height] of [
    [1366, 768],
    [1920, 1080],
  ] as const) {
    await page.setViewportSize({ width, height });
    await page.waitForTimeout(250);
    await page.screenshot({ path: join(shots, `desk-${name}-${String(width)}.png`) });
  }
  await page.setViewportSize({ width: 1366, height: 768 });
}

/** Looks at the page that stands: its picture, what axe says, what sticks out. */
async function look(page: Page, name: string): Promise<void> {
  await expect(page.locator('h1').first()).toBeAttached();
  await shoot(page, name);
  expect.soft(await judge(page), name).toEqual([]);
  expect.soft(await overflows(page), name).toEqual([]);
}

const kept = (page: Page) => page.getByText(/Đã lưu tạm lúc \d\d:\d\d:\d\d/);
const article = /\/desk\/bai\/[0-9a-z]{26}$/;

test.describe('the desk', () => {
  test.skip(binary === '', 'needs the built program: BANGTIN_BIN');
  test.describe.configure({ mode: 'serial' });
  test.use({ viewport: { width: 1366, height: 768 } });

  const office = new Office();
  let page: Page;
  let address = '';

  test.beforeAll(async ({ browser }) => {
    await office.start();
    page = await office.sit(browser);
  });
  test.afterAll(async () => office.close());

  test('somebody takes charge', async () => {
    await expect(page.getByRole('heading', { name: 'Lập tài khoản quản trị' })).toBeVisible();
    await look(page, '1-first');
    await takeCharge(page, true);
    await expect(page.getByRole('heading', { name: /^(Thứ|Chủ)/ })).toBeVisible();
    await expect(page.getByText('Chưa có bài nào')).toBeVisible();
    await look(page, '2-empty');
  });

  test('an article is written and comes to its readers', async ({ browser }) => {
    test.slow();
    await page.getByRole('button', { name: 'Viết bài' }).click();
    await expect(page).toHaveURL(article);
    address = new URL(page.url()).pathname;
    await expect(page.locator('.editor .text')).toBeVisible();
    await look(page, '3-new');

    await page.getByLabel('Chuyên mục', { exact: true }).first().selectOption({ label: 'Thêm chuyên mục…' });
    await page.getByLabel('Tên tiếng Việt').fill('Triển lãm');
    await page.getByRole('dialog').getByRole('button', { name: 'Thêm' }).click();
    await expect(page.getByRole('dialog')).toBeHidden();
    await page.getByLabel('Tít', { exact: true }).fill(title);
    await page.getByLabel('Sapô', { exact: true }).fill(lead);
    await page.locator('.editor .text').click();
    await page.keyboard.type(text);
    await expect(kept(page)).toBeVisible();

    await page.locator('aside input[type=file]').setInputFiles({
      name: 'vach-da.png',
      mimeType: 'image/png',
      buffer: png(landscape(3), 1600, 1000),
    });
    await page.getByRole('option', { name: /vach-da/ }).click({ timeout: 30_000 });
    await page.getByRole('button', { name: 'Đưa ảnh vào bài' }).click();
    await expect(page.locator('.editor figure.media')).toHaveCount(1);
    await page.locator('.editor figure .caption').fill('Vách đá trắng Mỏm Én nhìn từ rừng phòng hộ');
    await expect(page.getByRole('button', { name: 'Ảnh chưa ghi người chụp' })).toBeVisible();
    await look(page, '4-writing');
    await page.getByRole('button', { name: 'Ảnh chưa ghi người chụp' }).click();
    await expect(page.locator('.editor figure .credit')).toBeFocused();
    await page.keyboard.type('Minh Khuê');
    await expect(page.getByText('Không thiếu gì')).toBeVisible();

    await page.getByRole('button', { name: 'Xem thử' }).click();
    await expect(page.getByRole('dialog').getByText('Kiosk đứng').first()).toBeVisible();
    await look(page, '5-preview');
    await page.keyboard.press('Escape');

    await page.keyboard.press('Control+s');
    await expect(page.getByText(/Đã lưu phiên bản lúc/)).toBeVisible();
    await page.getByRole('button', { name: 'Đăng ngay' }).click();
    await expect(page.locator('.bar .tag')).toHaveText('Đã đăng', { timeout: 30_000 });
    await look(page, '6-published');

    const reader = await (await browser.newContext()).newPage();
    await reader.goto(office.address);
    await expect(reader.getByRole('heading', { name: title })).toBeVisible();
    await reader.close();
  });

  test('every page of the desk', async () => {
    test.slow();
    for (const [path, name, heading] of [
      ['/desk/', '7-today', /^(Thứ|Chủ)/],
      ['/desk/bai-viet', '8-articles', 'Bài viết'],
      ['/desk/cho-duyet', '9-review', 'Chờ duyệt'],
      ['/desk/tai-khoan', '10-accounts', 'Tài khoản'],
      ['/desk/nhat-ky', '11-trail', 'Nhật ký'],
      ['/desk/thiet-lap', '12-settings', 'Thiết lập'],
      ['/desk/sao-luu', '12-backup', 'Sao lưu'],
      [`${address}/lich-su`, '13-history', /^Lịch sử/],
      ['/desk/khong-co', '14-missing', 'Không tìm thấy trang này'],
    ] as const) {
      await page.goto(new URL(path, page.url()).href);
      await expect(page.getByRole('heading', { level: 1, name: heading })).toBeVisible();
      await page.waitForTimeout(400);
      await look(page, name);
    }
    await page.goBack();
    await expect(page.getByRole('heading', { level: 1, name: /^Lịch sử/ })).toBeVisible();
  });

  test('what is written stays when the page is killed, and when the program is', async ({ browser }) => {
    test.slow();
    await page.goto(new URL(address, page.url()).href);
    await page.locator('.editor .text p').first().click();
    await page.keyboard.press('End');
    await page.keyboard.type(' Lời viết thêm trước khi máy tắt.');
    await page.keyboard.press('ArrowLeft');
    await page.keyboard.press('ArrowLeft');
    await page.keyboard.type('MỐC');
    await expect(kept(page)).toBeVisible();
    await page.context().close();

    page = await office.sit(browser);
    await signIn(page);
    await page.goto(new URL(address, page.url()).href);
    await expect(page.getByText(/Đã mở lại phần chưa lưu, viết đến \d\d:\d\d:\d\d/)).toBeVisible();
    await expect(page.locator('.editor .text')).toContainText('trước khi máy tắMỐCt.');
    // A window that was killed may hold the article for a while yet.
    await expect(page.locator('.editor .text')).toBeFocused({ timeout: 30_000 });
    await page.keyboard.type('!'); // at the caret as it was
    await expect(page.locator('.editor .text')).toContainText('tắMỐC!t.');
    await expect(page.getByText('Đang viết…')).toBeHidden();
    await expect(kept(page)).toBeVisible();
    await look(page, '15-restored');

    await office.end('SIGKILL');
    await page.context().close();
    await office.start();
    page = await office.sit(browser);
    await signIn(page);
    await page.goto(new URL(address, page.url()).href);
    await expect(page.locator('.editor .text')).toContainText('tắMỐC!t.');

    await page.getByRole('button', { name: 'Bỏ phần này' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Bỏ phần này' }).click();
    await expect(page.locator('.editor .text')).not.toContainText('MỐC');
    await expect(page.locator('.editor .text')).toContainText(text);
  });

  test('the text stays on the page while the program is away, and is kept once it is back', async () => {
    await page.locator('.editor .text p').first().click();
    await page.keyboard.press('End');
    await page.route('**/journal', (route) => route.abort());
    await page.keyboard.type(' Mất liên lạc.');
    await expect(page.getByText('Chưa lưu được:')).toBeVisible();
    await look(page, '16-failed');
    const file = page.waitForEvent('download');
    await page.getByRole('button', { name: 'Tải về thành tệp' }).click();
    expect((await file).suggestedFilename()).toMatch(/\.json$/);
    await page.unroute('**/journal');
    await expect(kept(page)).toBeVisible({ timeout: 20_000 });
  });

  test('a second window reads until it takes over', async ({ browser }) => {
    const other = await office.sit(browser);
    await signIn(other);
    await other.goto(new URL(address, other.url()).href);
    await expect(other.getByText(/đang viết bài này từ/)).toBeVisible();
    await expect(other.getByLabel('Tít', { exact: true })).not.toBeEditable();
    await look(other, '17-held');
    await other.getByRole('button', { name: 'Tiếp quản' }).click();
    await expect(other.getByLabel('Tít', { exact: true })).toBeEditable();
    await expect(page.getByText(/vừa tiếp quản bài/)).toBeVisible({ timeout: 20_000 });
    await expect(page.getByLabel('Tít', { exact: true })).not.toBeEditable();
    await other.context().close();
  });

  test('signing out and in, a wrong password, and a session that ends at work', async () => {
    await page.goto(new URL('/desk/', page.url()).href);
    await page.getByRole('button', { name: 'Đăng xuất' }).click();
    await expect(page.getByRole('heading', { name: 'Đăng nhập' })).toBeVisible();
    await look(page, '18-sign-in');
    await trySignIn(page, 'không phải mật khẩu này');
    await expect(page.getByRole('alert')).toHaveText('Tên đăng nhập hoặc mật khẩu không đúng');
    await signIn(page);
    await expect(page.getByRole('heading', { name: /^(Thứ|Chủ)/ })).toBeVisible();

    await page.getByRole('button', { name: 'Viết bài' }).click();
    // The first words become a version: refused, it would bring the sign-in before more is typed.
    const version = page.waitForResponse((answer) => answer.url().endsWith('/revisions'));
    await page.getByLabel('Tít', { exact: true }).fill('Bài viết dở');
    await expect(kept(page)).toBeVisible();
    await version;
    await writeAndSignOut(page, page.getByLabel('Tít', { exact: true }), 'Bài viết dở, thêm chữ');
    await look(page, '19-over');
    await page.getByRole('dialog').getByLabel('Mật khẩu').fill(admin.password);
    await page.getByRole('dialog').getByRole('button', { name: 'Đăng nhập' }).click();
    await expect(page.getByLabel('Tít', { exact: true })).toHaveValue('Bài viết dở, thêm chữ');
    await expect(kept(page)).toBeVisible();
  });

  test('many at once, refusals by title, and a way back', async () => {
    await page.goto(new URL('/desk/bai-viet', page.url()).href);
    // Of what was never saved the first words make a draft, so that it can be found again.
    await expect(page.getByRole('link', { name: 'Bài viết dở' })).toBeVisible();
    await page.getByLabel('Chọn cả trang').check();
    await page.getByRole('button', { name: 'Gửi duyệt', exact: true }).click();
    await look(page, '20-bulk-soon');
    await page.getByRole('button', { name: 'Làm ngay' }).click();
    await expect(page.getByRole('alert')).toContainText(title);
    await expect(page.getByRole('alert')).not.toContainText('Bài viết dở');
    await expect(page.locator('li', { hasText: 'Bài viết dở' }).last().locator('.tag')).toHaveText(
      'Chờ duyệt',
    );
    await look(page, '20-bulk');

    await page.getByRole('button', { name: 'Viết bài' }).click();
    await page.getByLabel('Tít', { exact: true }).fill('Bài bỏ đi');
    await expect(kept(page)).toBeVisible();
    await page.getByRole('link', { name: 'Bài viết', exact: false }).first().click();
    await page.getByLabel('Chọn “Bài bỏ đi”').check();
    await page.getByRole('button', { name: 'Bỏ vào thùng rác' }).click();
    await expect(page.getByRole('link', { name: 'Bài bỏ đi' })).toBeHidden();
    await page.getByRole('button', { name: 'Hoàn tác' }).click();
    await expect(page.getByRole('link', { name: 'Bài bỏ đi' })).toBeVisible();
  });
});

test.describe('a desk that nobody uses', () => {
  test.skip(binary === '', 'needs the built program: BANGTIN_BIN');
  test.use({ viewport: { width: 1366, height: 768 } });

  const office = new Office();
  test.afterAll(async () => office.close());

  test('is left, and goes on at the same caret', async ({ browser }) => {
    test.slow();
    await office.start();
    const page = await office.sit(browser);
    await page.clock.install();
    await takeCharge(page, false);
    await page.getByRole('button', { name: 'Viết bài' }).click();
    await page.locator('.editor .text').click();
    await page.keyboard.type('Đang viết thì có việc.');
    await page.keyboard.press('Home');
    await page.clock.runFor(2_000);
    await expect(kept(page)).toBeVisible();
    await page.clock.runFor(30 * 60_000);
    const notice = page.getByRole('dialog');
    await expect(notice).toContainText(
      /Bạn đã không sử dụng Site, Bấm vào đây để duy trì trạng thái đăng nhập\. Thời gian chờ: \d+ giây/,
    );
    await shoot(page, '21-idle');
    // The last seconds pass as they do for people: what is kept on leaving has its time.
    await page.clock.runFor(56_000);
    await expect(page.getByRole('heading', { name: 'Đăng nhập' })).toBeVisible();
    await expect(page.getByLabel('Tên đăng nhập')).toHaveValue(admin.login);
    await page.getByLabel('Mật khẩu').fill(admin.password);
    await page.getByRole('button', { name: 'Đăng nhập' }).click();
    await expect(page.locator('.editor .text')).toContainText('Đang viết thì có việc.');
    await expect(page.locator('.editor .text')).toBeFocused();
    await page.keyboard.type('A ');
    await expect(page.locator('.editor .text')).toContainText('A Đang viết');
  });
});
