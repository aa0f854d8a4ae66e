/** Versions at the desk, in the built program: what they are called, and two that stand beside each other. */
import type { Page } from '@playwright/test';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { judge } from './judge';
import { binary, Office, takeCharge } from './office';
import { expect, overflows, test } from './world';

const shots = process.env['BANGTIN_SHOTS'] ?? '';

async function look(page: Page, name: string): Promise<void> {
  if (shots !== '') {
    mkdirSync(shots, { recursive: true });
    await page.screenshot({ path: join(shots, `versions-${name}.png`) });
  }
  expect.soft(await judge(page), name).toEqual([]);
  expect.soft(await overflows(page), name).toEqual([]);
}

/** Saves a version as a page would, and gives its name. */
async function save(
  page: Page,
  id: string,
  title: string,
  base: string[],
  blocks: string[],
): Promise<string> {
  return page.evaluate(
    async ([article, said, from, lines]) => {
      const content = lines.map((line, i) => ({
        type: 'paragraph',
        attrs: { id: `b${String(i)}` },
        content: [{ type: 'text', text: line }],
      }));
      const answer = await fetch(`/api/desk/articles/${article}/revisions`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({
          doc: { title: said, lang: 'vi', category: '', body: { type: 'doc', content } },
          base: from,
        }),
      });
      const { revision } = (await answer.json()) as { revision: string };
      return revision;
    },
    [id, title, base, blocks] as const,
  );
}

test.describe('versions', () => {
  test.skip(binary === '', 'needs the built program: BANGTIN_BIN');
  test.use({ viewport: { width: 1366, height: 768 } });
  const office = new Office();
  test.afterAll(async () => office.close());

  test('have names, and two that clash are merged by a person', async ({ browser }) => {
    await office.start();
    const page = await office.sit(browser);
    await takeCharge(page, true);
    await page.getByRole('heading', { name: /^(Thứ|Chủ)/ }).waitFor();
    const id = await page.evaluate(async () => {
      const answer = await fetch('/api/desk/articles', { method: 'POST' });
      return ((await answer.json()) as { id: string }).id;
    });
    const first = await save(page, id, 'Khai mạc triển lãm', [], ['Một.', 'Hai.', 'Ba.']);
    await page.goto(new URL(`/desk/bai/${id}/lich-su`, page.url()).href);

    // A name is given, changed, and taken away.
    await page.getByRole('button', { name: /^Đặt tên phiên bản/ }).click();
    await page.getByRole('dialog').getByRole('textbox').fill('Bản gửi Ủy ban');
    await page.keyboard.press('Enter');
    await expect(page.getByRole('cell', { name: /“Bản gửi Ủy ban”/ })).toBeVisible();
    await expect(page.getByRole('row', { name: /Đặt tên phiên bản Bản gửi Ủy ban/ })).toBeVisible();
    await page.getByRole('button', { name: /^Đổi tên “Bản gửi Ủy ban”/ }).click();
    await page.getByRole('dialog').getByRole('textbox').fill('Bản đã gửi');
    await look(page, '1-name');
    await page.getByRole('button', { name: 'Lưu', exact: true }).click();
    await expect(page.getByRole('cell', { name: /“Bản đã gửi”/ })).toBeVisible();

    // Two people go on from the same version.
    await save(page, id, 'Khai mạc triển lãm ảnh', [first], ['Một, sửa ở máy A.', 'Hai.', 'Ba, theo A.']);
    await save(page, id, 'Khai mạc triển lãm', [first], ['Một.', 'Hai, sửa ở máy B.', 'Ba, theo B.']);
    await page.reload();
    await expect(page.getByText('Bài có hai bản sửa khác nhau.')).toBeVisible();
    await page.getByRole('button', { name: 'So hai bản' }).click();
    await page.locator('.marked').waitFor();
    await look(page, '2-history');
    await page.getByRole('link', { name: 'Xem bản gộp' }).click();
    await page.getByRole('link', { name: 'Mở bài' }).click();
    const text = page.locator('.editor .text');
    await expect(text).toContainText('Một, sửa ở máy A.');
    await expect(text).toContainText('Hai, sửa ở máy B.');
    await expect(text).toContainText('Ba, theo A.');
    await expect(text).toContainText('Ba, theo B.');
    await expect(page.getByLabel('Tít', { exact: true })).toHaveValue('Khai mạc triển lãm ảnh');
    await expect(page.getByText('Đây là bản gộp của 2 bản sửa khác nhau')).toBeVisible();
    await expect(page.getByRole('button', { name: /Đoạn này được sửa hai cách/ })).toBeVisible();
    await look(page, '3-merged');

    // Looking at it and leaving saves nothing.
    await page.getByRole('link', { name: 'Bài viết' }).first().click();
    await expect(page.locator('.rows .tag', { hasText: 'Hai bản sửa' })).toBeVisible();
    await page.goto(new URL(`/desk/bai/${id}`, page.url()).href);
    await page.getByRole('button', { name: 'Lưu nguyên bản gộp' }).click();
    await expect(page.getByText('Đây là bản gộp')).toBeHidden();
    await page.goto(new URL(`/desk/bai/${id}/lich-su`, page.url()).href);
    await expect(page.getByText('Bài có hai bản sửa khác nhau.')).toBeHidden();
    await expect(page.getByText('bản mới nhất')).toHaveCount(1);
    await expect(page.getByRole('radio', { name: /^Bản mới/ })).toHaveCount(4);

    // The name stands where versions are compared, and in the trail.
    await page
      .getByRole('radio', { name: /^Bản cũ/ })
      .last()
      .check();
    await page.getByRole('button', { name: 'So hai bản' }).click();
    await expect(page.getByRole('heading', { name: /“Bản đã gửi” · / })).toBeVisible();
    await page.getByRole('button', { name: /^Đổi tên “Bản đã gửi”/ }).click();
    await page.getByRole('button', { name: 'Bỏ tên' }).click();
    await expect(page.getByRole('cell', { name: /“Bản đã gửi”/ })).toBeHidden();
    await page.getByRole('link', { name: 'Nhật ký' }).click();
    await expect(page.getByRole('row', { name: /Đặt tên phiên bản .*Bản đã gửi/ })).toBeVisible();
    await expect(page.getByRole('row', { name: /Bỏ tên phiên bản/ })).toBeVisible();
  });
});
