/** Two people's versions of an article, in the built program: what each did, and one version made of both. */
import type { Page } from '@playwright/test';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { judge } from './judge';
import { admin, ask, binary, Office, people, sitAs, takeCharge } from './office';
import { expect, overflows, test } from './world';

const shots = process.env['BANGTIN_SHOTS'] ?? '';

async function look(page: Page, name: string, judged = true): Promise<void> {
  if (shots !== '') {
    mkdirSync(shots, { recursive: true });
    await page.screenshot({ path: join(shots, `conflict-${name}.png`) });
  }
  if (judged) expect.soft(await judge(page), name).toEqual([]);
  expect.soft(await overflows(page), name).toEqual([]);
}

const text = (words: string, ...marks: string[]): object => ({
  type: 'text',
  text: words,
  ...(marks.length === 0 ? {} : { marks: marks.map((type) => ({ type })) }),
});
const paragraph = (id: string, ...content: object[]): object => ({
  type: 'paragraph',
  attrs: { id },
  content,
});
const table = (time: string, hall: string): object => {
  const cell = (words: string): object => ({
    type: 'table_cell',
    content: [{ type: 'paragraph', content: [text(words)] }],
  });
  const row = (...words: string[]): object => ({ type: 'table_row', content: words.map(cell) });
  return { type: 'table', attrs: { id: 'b4' }, content: [row('Giờ', 'Nơi'), row(time, hall)] };
};

const lead = 'Sáng 26/11, tại Trung tâm Hội nghị tỉnh.';
const first = 'Hơn 300 đại biểu dự lễ khai mạc triển lãm ảnh về đất nước và con người.';
const second = 'Triển lãm trưng bày 120 bức ảnh của 45 tác giả.';
const third = 'Ban tổ chức phục vụ nước uống miễn phí cho người xem.';
const last = 'Triển lãm mở cửa đến hết ngày 05/12/2026.';

const said = (title: string, tags: string[], content: object[]): object => ({
  title,
  lead,
  lang: 'vi',
  category: '',
  tags,
  body: { type: 'doc', content },
});

test.describe('two versions', () => {
  test.skip(binary === '', 'needs the built program: BANGTIN_BIN');
  test.use({ viewport: { width: 1366, height: 768 } });
  const office = new Office();
  test.afterAll(async () => office.close());

  test('are chosen from place by place, and the badge goes with the person who saves', async ({
    browser,
  }) => {
    await office.start();
    const page = await office.sit(browser);
    await takeCharge(page, true);
    await page.getByRole('heading', { name: /^(Thứ|Chủ)/ }).waitFor();
    const account = { login: 'writer', name: people.writer, post: 'writer', password: admin.password };
    await ask(page, 'POST', '/api/desk/accounts', account);
    const other = await sitAs(office, browser, 'writer');
    const { id } = await ask<{ id: string }>(page, 'POST', '/api/desk/articles');
    const save = async (at: Page, base: string[], doc: object): Promise<string> =>
      (await ask<{ revision: string }>(at, 'POST', `/api/desk/articles/${id}/revisions`, { doc, base }))
        .revision;
    const base = await save(
      page,
      [],
      said('Khai mạc triển lãm ảnh', ['triển lãm'], [
        paragraph('b1', text(first)),
        paragraph('b2', text(second)),
        paragraph('b3', text(third)),
        table('8 giờ', 'Sảnh A'),
        paragraph('b5', text(last)),
      ]), // prettier-ignore
    );
    const one = await save(
      page,
      [base],
      said('Khai mạc triển lãm ảnh “Đất và người”', ['triển lãm', 'ảnh'], [
        paragraph('b1', text(first.replace('Hơn 300', 'Gần 350'))),
        paragraph('b2', text(second)),
        table('8 giờ 30', 'Sảnh A'),
        paragraph('b5', text(last.replace('05/12', '06/12'))),
      ]), // prettier-ignore
    );
    const two = await save(
      other,
      [base],
      said('Khai mạc triển lãm ảnh của tỉnh', ['triển lãm', 'văn hóa'], [
        paragraph('b1', text('Hơn 300 đại biểu', 'bold'), text(first.slice('Hơn 300 đại biểu'.length))),
        paragraph('b2', text(second.replace('45', '47'))),
        paragraph('b3', text(third.replace('nước uống', 'nước và bánh'))),
        table('8 giờ', 'Sảnh B'),
        paragraph('b5', text(last)),
        paragraph('b6', text('Vào cửa tự do.')),
      ]), // prettier-ignore
    );

    // The first page, the rail and the list say that somebody has to choose.
    await page.reload();
    const rail = page.getByRole('navigation', { name: 'Bàn biên tập' });
    await expect(page.getByText(/^1 bài có hai bản sửa/)).toBeVisible();
    await look(page, '1-today', false);
    await rail.getByRole('link', { name: 'Hai bản sửa 1' }).click();
    await expect(page.locator('.rows article')).toHaveCount(1);
    await expect(page.locator('.rows .tag', { hasText: 'Hai bản sửa' })).toBeVisible();
    await look(page, '2-list', false);
    await page.locator('.rows article a').click();
    await page.waitForURL('**/hai-ban');
    await page.getByRole('link', { name: 'Mở bài' }).click();
    await expect(page.getByText('Đây là bản gộp của 2 bản sửa')).toBeVisible();
    await expect(page.getByLabel('Tít', { exact: true })).not.toBeEditable();
    await look(page, '3-article', false);
    await page.getByRole('link', { name: 'Xem và chọn từng chỗ' }).click();

    // Both versions of each place, with whose they are and the words that differ.
    const status = page.locator('main').getByRole('status');
    await expect(status).toHaveText('Còn 4 trong 4 chỗ');
    const places = page.locator('.place');
    await expect(places.getByRole('heading')).toHaveText([/tít/, /đoạn văn/, /một người bỏ/, /bảng/]);
    const title = places.nth(0);
    await expect(title.locator('.column', { hasText: admin.name }).locator('ins')).toHaveText(
      /“Đất và người”/,
    );
    await expect(title.locator('.column', { hasText: people.writer }).locator('ins')).toHaveText(/của tỉnh/);
    await expect(places.nth(1).locator('.column', { hasText: people.writer }).locator('mark')).toHaveText(
      /Hơn 300 đại biểu\s*\[đậm\]/,
    );
    await expect(places.nth(3).locator('.column', { hasText: admin.name }).locator('ins')).toHaveText(/30/);
    const taken = page.locator('section', { has: page.getByRole('heading', { name: 'Phần đã lấy' }) });
    await expect(taken).toContainText(`${people.writer} thêm “văn hóa”`);
    await expect(taken).toContainText(`${admin.name} thêm “ảnh”`);
    await expect(taken.locator('li', { hasText: 'Vào cửa tự do.' })).toContainText(people.writer);
    await look(page, '4-choosing');
    const theme = async (name: string): Promise<void> =>
      page.evaluate((to) => document.documentElement.setAttribute('data-theme', to), name);
    for (const name of ['dark', 'contrast']) {
      await theme(name);
      expect.soft(await judge(page, ['color-contrast']), name).toEqual([]);
    }
    await theme('paper');

    // By keyboard: to the next place, and the first button there.
    const saving = page.getByRole('button', { name: 'Lưu bản chung' });
    await expect(saving).toBeDisabled();
    await page.getByRole('button', { name: 'Chỗ tiếp theo' }).press('Enter');
    await expect(title.getByRole('heading')).toBeFocused();
    const take = (at: number, whose: string): ReturnType<Page['getByRole']> =>
      places.nth(at).getByRole('button', { name: new RegExp(`^Lấy bản này: ., ${whose}`) });
    for (
      let tabs = 0;
      tabs < 2 && !(await take(0, people.writer).evaluate((b) => b === document.activeElement));
      tabs += 1
    )
      await page.keyboard.press('Tab');
    await page.keyboard.press('Space');
    await expect(take(0, people.writer)).toHaveAttribute('aria-pressed', 'true');
    await expect(status).toHaveText('Còn 3 trong 4 chỗ');
    await page.keyboard.press('Control+z');
    await expect(status).toHaveText('Còn 4 trong 4 chỗ');
    await take(0, people.writer).click();
    await places.nth(1).getByRole('button', { name: 'Giữ cả hai' }).click();
    await take(2, admin.name).click();
    await expect(status).toHaveText('Còn 1 trong 4 chỗ');
    await page.getByRole('button', { name: 'Giữ bản gộp ở các chỗ còn lại' }).click();
    await expect(status).toHaveText('Đã chọn xong 4 chỗ');
    await page.getByRole('button', { name: 'Hoàn tác' }).click();
    await take(3, people.writer).click();
    await look(page, '5-chosen', false);
    await saving.click();

    // One version on top of both, and nothing says any more that there are two.
    await page.waitForURL(`**/desk/bai/${id}`);
    await expect(page.getByLabel('Tít', { exact: true })).toHaveValue('Khai mạc triển lãm ảnh của tỉnh');
    const { doc, heads } = await ask<{ doc: { tags: string[]; body: object }; heads: string[] }>(
      page,
      'GET',
      `/api/desk/articles/${id}`,
    );
    const words = JSON.stringify(doc.body);
    for (const [piece, here] of [
      ['Gần 350', true],
      ['Hơn 300', true],
      ['47', true],
      ['miễn phí', false],
      ['Sảnh B', true],
      ['8 giờ 30', false],
      ['06/12', true],
      ['Vào cửa tự do.', true],
    ] as const)
      // prettier-ignore
      expect(words.includes(piece), piece).toBe(here);
    expect([...doc.tags].sort()).toEqual(['triển lãm', 'văn hóa', 'ảnh'].sort());
    const { parents } = await ask<{ parents: string[] }>(
      page,
      'GET',
      `/api/desk/articles/${id}/revisions/${heads[0] ?? ''}`,
    );
    expect([...parents].sort()).toEqual([one, two].sort());
    await rail.getByRole('link', { name: 'Bài viết' }).click();
    await expect(page.locator('.rows article')).toHaveCount(1);
    await expect(page.getByText('Hai bản sửa')).toHaveCount(0);
  });
});
