/** Pictures at the desk of the built program (BANGTIN_BIN): turned and cut, replaced, and found again. */
import type { Locator, Page } from '@playwright/test';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { landscape, png, stones } from '../fixture/paint.mjs';
import { judge } from './judge';
import { binary, Office, takeCharge } from './office';
import { expect, overflows, test } from './world';

const shots = process.env['BANGTIN_SHOTS'] ?? '';

/** Looks at the page that stands: its picture in light and dark, what axe says, what sticks out. */
async function look(page: Page, name: string): Promise<void> {
  if (shots !== '') {
    mkdirSync(shots, { recursive: true });
    for (const theme of ['paper', 'dark'] as const) {
      const before = await page.evaluate((next) => {
        const was = document.documentElement.dataset['theme'] ?? '';
        document.documentElement.dataset['theme'] = next;
        return was;
      }, theme);
      for (const [width, height] of [
        [1366, 768],
        [1920, 1080],
      ] as const) {
        await page.setViewportSize({ width, height });
        await page.screenshot({ path: join(shots, `pictures-${name}-${theme}-${String(width)}.png`) });
      }
      await page.setViewportSize({ width: 1366, height: 768 });
      await page.evaluate((was) => (document.documentElement.dataset['theme'] = was), before);
    }
  }
  expect.soft(await judge(page), name).toEqual([]);
  expect.soft(await overflows(page), name).toEqual([]);
}

const file = (name: string, seed: number, width: number, height: number) => ({
  name,
  mimeType: 'image/png',
  buffer: png(seed > 4 ? stones(seed) : landscape(seed), width, height),
});

/** Width by height of the picture of a figure, as it is drawn. */
async function ratio(page: Page, index = 0): Promise<number> {
  const image = page.locator('.editor figure.media img').nth(index);
  await expect.poll(() => image.evaluate((drawn: HTMLImageElement) => drawn.complete && drawn.naturalWidth > 0)).toBe(true); // prettier-ignore
  return image.evaluate((drawn: HTMLImageElement) => drawn.naturalWidth / drawn.naturalHeight);
}

/** One finger, from the middle of what it touches, down and to the right. */
async function dragByFinger(page: Page, from: Locator, far: number): Promise<void> {
  const box = await from.boundingBox();
  if (box === null) throw new Error('nothing to touch');
  const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
  const session = await page.context().newCDPSession(page);
  await session.send('Input.dispatchTouchEvent', { type: 'touchStart', touchPoints: [{ x, y }] });
  for (const step of [far / 3, (2 * far) / 3, far]) {
    await session.send('Input.dispatchTouchEvent', {
      type: 'touchMove',
      touchPoints: [{ x: x + step, y: y + step }],
    });
  }
  await session.send('Input.dispatchTouchEvent', { type: 'touchEnd', touchPoints: [] });
  await session.detach();
}

const source = (page: Page) => page.locator('.editor figure.media img').first().getAttribute('src');

test.describe('pictures', () => {
  test.skip(binary === '', 'needs the built program: BANGTIN_BIN');
  test.describe.configure({ mode: 'serial' });
  test.use({ viewport: { width: 1366, height: 768 } });

  const office = new Office();
  let page: Page;

  test.beforeAll(async ({ browser }) => {
    await office.start();
    page = await office.sit(browser);
    await takeCharge(page, true);
  });
  test.afterAll(async () => office.close());

  test('a photo is turned and cut by hand and by key, and its original comes back', async () => {
    await page.getByRole('button', { name: 'Viết bài' }).click();
    await page.getByLabel('Tít', { exact: true }).fill('Chợ phiên vùng cao ngày cuối năm');
    await page.locator('aside input[type=file]').setInputFiles(file('cho-phien.png', 3, 1600, 1000));
    await page.getByRole('option', { name: /cho-phien/ }).click({ timeout: 30_000 });
    await page.getByRole('button', { name: 'Đưa ảnh vào bài' }).click();
    await page.locator('.editor figure .caption').fill('Chợ phiên trên đỉnh Khe Vằng');
    await page.keyboard.press('Escape');
    expect(await ratio(page)).toBeCloseTo(1.6, 1);
    const first = await source(page);

    await page.keyboard.press('Control+Alt+r');
    const dialog = page.getByRole('dialog', { name: 'Xoay và cắt ảnh' });
    await expect(dialog.getByRole('group', { name: /^Phần giữ lại/ })).toBeVisible();
    await expect(dialog.getByRole('button', { name: 'Dùng ảnh này' })).toBeDisabled();
    await expect(dialog.getByRole('button', { name: 'Khôi phục ảnh gốc' })).toHaveCount(0);
    await dialog.getByRole('button', { name: 'Xoay phải' }).click();
    await dialog.getByRole('button', { name: '1:1' }).click();
    const cut = dialog.getByRole('group', { name: /^Phần giữ lại/ });
    await expect(cut).toHaveAccessibleName(/rộng 100 %, cao 63 % của ảnh, cách trái 0 %, cách trên 19 %/);
    await cut.focus();
    await page.keyboard.press('Shift+ArrowDown');
    await expect(cut).toHaveAccessibleName(/cách trên 29 %/);
    const corner = dialog.getByRole('button', { name: /^Góc dưới bên phải/ });
    const box = await corner.boundingBox();
    if (box === null) throw new Error('no corner');
    await page.mouse.move(box.x + 22, box.y + 22);
    await page.mouse.down();
    await page.mouse.move(box.x - 80, box.y - 80, { steps: 4 });
    await page.mouse.up();
    await expect(cut).not.toHaveAccessibleName(/rộng 100 %/);
    const byMouse = await cut.getAttribute('aria-label');
    await dragByFinger(page, corner, 30);
    await expect(cut).not.toHaveAccessibleName(byMouse ?? '');
    await look(page, 'edit');
    await dialog.getByRole('button', { name: 'Dùng ảnh này' }).click();
    await expect(dialog).toBeHidden({ timeout: 30_000 });
    expect(await ratio(page)).toBeCloseTo(1, 1);
    const second = await source(page);
    expect(second).not.toBe(first);
    await expect(page.locator('.editor figure .caption')).toHaveValue('Chợ phiên trên đỉnh Khe Vằng');

    // Undo brings the picture before it back, and redo the edited one.
    await page.keyboard.press('Control+z');
    expect(await source(page)).toBe(first);
    await page.keyboard.press('Control+y');
    expect(await source(page)).toBe(second);

    // What was saved is edited again from the first original, which comes back whole.
    await page.keyboard.press('Control+s');
    await expect(page.getByText(/Đã lưu phiên bản lúc/)).toBeVisible();
    await page.reload();
    await page.locator('.editor figure .photo').click();
    await page.getByRole('button', { name: 'Ảnh đang chọn' }).click();
    await look(page, 'menu');
    await page.getByRole('button', { name: /^Xoay, cắt ảnh/ }).click();
    await expect(dialog.getByRole('group', { name: /cách trên 29 %/ })).toBeVisible();
    await dialog.getByRole('button', { name: 'Khôi phục ảnh gốc' }).click();
    await expect(dialog).toBeHidden({ timeout: 30_000 });
    expect(await source(page)).toBe(first);
  });

  test('another photo takes its place and leaves its words', async () => {
    const before = await source(page);
    await page.locator('.editor figure .photo').click();
    await page.keyboard.press('Control+Alt+p');
    await expect(page.getByRole('dialog', { name: 'Chọn ảnh thay vào' })).toBeVisible();
    const asked = page.waitForEvent('filechooser');
    await page.getByRole('button', { name: 'Chọn tệp ảnh…' }).click();
    await (await asked).setFiles(file('da-xep.png', 6, 600, 800));
    await expect.poll(() => source(page)).not.toBe(before);
    expect(await ratio(page)).toBeCloseTo(0.75, 1);
    await expect(page.locator('.editor figure .caption')).toHaveValue('Chợ phiên trên đỉnh Khe Vằng');
  });

  test('the library finds pictures by their words, and leads to where they stand', async () => {
    await page.locator('.editor figure .credit').fill('Ảnh: Mai Lan');
    await page.keyboard.press('Control+s');
    await expect(page.getByText(/Đã lưu phiên bản lúc/)).toBeVisible();
    const article = new URL(page.url()).pathname;
    await page.getByRole('link', { name: 'Thư viện ảnh' }).click();
    await expect(page.getByRole('heading', { level: 1, name: 'Thư viện ảnh' })).toBeVisible();
    const pictures = page.getByRole('option');
    await expect(pictures).toHaveCount(3); // as it came, edited, and what replaced it
    await expect(page.getByText('3 ảnh gốc và tệp trên máy này')).toBeVisible();
    await look(page, 'library');

    // By keyboard alone: walk, look, come back.
    await pictures.first().focus();
    await page.keyboard.press('ArrowRight');
    await expect(pictures.nth(1)).toBeFocused();
    await page.keyboard.press('Space');
    const large = page.getByRole('dialog');
    await expect(large.getByRole('img')).toBeVisible();
    await page.keyboard.press('ArrowLeft');
    await page.keyboard.press('Space');
    await expect(large).toHaveCount(0);
    await expect(pictures.first()).toBeFocused();

    const search = page.getByRole('searchbox');
    await search.fill('cho phien mai lan');
    await expect(pictures).toHaveCount(1);
    await search.fill('chò phiên');
    await expect(page.getByText('Không có ảnh nào như vậy')).toBeVisible();
    await look(page, 'library-none');
    await page.getByRole('button', { name: 'Bỏ lọc' }).click();
    await page.getByRole('button', { name: 'Chưa dùng' }).click();
    await expect(pictures).toHaveCount(2);
    await page.getByRole('button', { name: 'Thiếu mô tả (alt)' }).click();
    await expect(pictures).toHaveCount(1);
    await page.getByRole('link', { name: 'Chợ phiên vùng cao ngày cuối năm' }).click();
    await expect(page).toHaveURL(new RegExp(`${article}#`));
    await expect(page.locator('.editor figure .caption')).toBeFocused();
  });

  test('pictures of the library go into an article, and take the place of another', async () => {
    await page.keyboard.press('Escape');
    await page.keyboard.press('Control+Alt+a');
    const dialog = page.getByRole('dialog', { name: 'Chọn ảnh từ thư viện' });
    await dialog.getByRole('option').first().focus();
    await page.keyboard.press('Enter');
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('Enter');
    await expect(dialog.getByText('Đã chọn 2 ảnh')).toBeVisible();
    await look(page, 'choose');
    await dialog.getByRole('button', { name: 'Hai ảnh cạnh nhau' }).click();
    await expect(dialog).toBeHidden();
    await expect(page.getByRole('group', { name: 'Hai ảnh cạnh nhau' }).locator('img')).toHaveCount(2);
    await look(page, 'pair');

    // As readers will see it: in one row and equally high, on a page and on a kiosk.
    await page.getByRole('button', { name: 'Xem thử' }).click();
    const faces = page.getByRole('dialog').locator('.frame .block.gallery');
    await expect(faces).toHaveCount(2);
    for (const face of await faces.all()) {
      const boxes = await Promise.all(
        (await face.locator('.photo').all()).map((photo) => photo.boundingBox()),
      );
      expect(boxes).toHaveLength(2);
      expect(Math.abs((boxes[0]?.y ?? 0) - (boxes[1]?.y ?? 9))).toBeLessThan(2);
      expect(Math.abs((boxes[0]?.height ?? 0) - (boxes[1]?.height ?? 9))).toBeLessThan(2);
    }
    await faces.first().scrollIntoViewIfNeeded();
    await look(page, 'pair-preview');
    await page.keyboard.press('Escape');

    await page.locator('.editor figure .photo').first().click();
    const before = await source(page);
    await page.keyboard.press('Control+Alt+p');
    await page.getByRole('dialog').getByRole('option').nth(1).click();
    await page.getByRole('button', { name: 'Thay bằng ảnh này' }).click();
    await expect.poll(() => source(page)).not.toBe(before);
    await page.keyboard.press('Control+z');
    expect(await source(page)).toBe(before);
  });
});
