/** The reader in a browser and in the desk's window. */
import { lead, modelPage } from '../fixture/articles.mjs';
import { expect, open, sizes, test } from './world';

test.use({ viewport: sizes.laptop });

test('the model page, line by line', async ({ page, world, watched }) => {
  await open(page, world.url + modelPage.path);
  await expect(page.locator('h1')).toHaveText(/^Thanh.Giang: Tổ.chức/u);
  await expect(page.locator('.dateline time')).toHaveText('Thứ tư - 03/07/2024 17:59');
  expect(await page.locator('.sapo').evaluate((element) => getComputedStyle(element).fontWeight)).toBe('700');
  await expect(page.locator('figcaption')).toHaveText([
    'Quang cảnh Hội nghị',
    'Chủ tọa phát biểu khai mạc',
    'Đại biểu trao đổi chuyên đề',
  ]);
  await expect(page.locator('.byline')).toHaveText('Hồng Ngân');
  expect(await page.locator('.byline').evaluate((element) => getComputedStyle(element).textAlign)).toBe(
    'end',
  );
  await expect(page.getByRole('heading', { name: 'Tin mới hơn' })).toBeVisible();
  // It is the oldest: a list without articles has no heading.
  await expect(page.getByRole('heading', { name: 'Tin cũ hơn' })).toHaveCount(0);
  expect(watched.faults).toEqual([]);
});

test('outside links open a tab of their own in a browser, and only show in the window', async ({
  page,
  world,
  watched,
}) => {
  await open(page, world.url + lead.path);
  const link = page.locator('.body .link');
  await expect(link).toHaveAttribute('target', '_blank');
  await expect(link).toHaveAttribute('rel', /noopener/);
  world.steer('set', { face: 'desk' });
  await open(page, world.url + lead.path);
  await expect(page.locator('main a[target="_blank"]')).toHaveCount(0);
  await page.locator('.body .link').click();
  await expect(page.locator('dialog')).toContainText('https://thanhgiang.example/lich');
  await page.keyboard.press('Escape');
  await expect(page.locator('dialog')).toHaveCount(0);
  expect(watched.faults).toEqual([]);
});

test('photos open large, with caption and credit, in our words', async ({ page, world, watched }) => {
  await open(page, world.url + lead.path);
  await page.locator('figure button').first().click();
  await expect(page.locator('.pswp__label')).toContainText('Vách đá trắng Mỏm Én');
  await expect(page.locator('.pswp__label')).toContainText('Ảnh: Lê Thu Hạnh');
  await expect(page.locator('.pswp__button--close')).toHaveAttribute('title', 'Đóng');
  // The keys are taken once the view has opened.
  await expect(page.locator('.pswp--ui-visible')).toBeVisible();
  await page.waitForTimeout(400);
  await page.keyboard.press('ArrowRight');
  await expect(page.locator('.pswp__label')).toContainText('Hồ Tà Lương');
  await page.keyboard.press('Escape');
  await expect(page.locator('.pswp')).toHaveCount(0);
  expect(watched.faults).toEqual([]);
});

test('the language changes everything that is ours, and only that', async ({ page, world, watched }) => {
  for (const path of ['/', lead.path, '/chuyen-muc/doi-ngoai', '/khong-co']) {
    world.steer('reset');
    await open(page, world.url + path);
    const ours = async (): Promise<string> =>
      page.evaluate(() => {
        const copy = document.body.cloneNode(true) as HTMLElement;
        // What the office wrote stays in the office's language.
        for (const one of copy.querySelectorAll(
          'h1.sr, .title, .body, .sapo, .lead, .summary, .agency, footer, .byline, dd, .correction, figcaption, .emblem, .home, .address, .said, noscript, [lang="en"] .none',
        ))
          one.remove();
        return copy.textContent ?? '';
      });
    const english =
      /\b(Home|Latest|Menu|Older|Newer|Show more|articles?|Keywords|Whole category|Easy reading|Vietnamese only|Skip|not found|Read in|Source|Topic|Thursday|November)\b/;
    const other = async (): Promise<string> => (await ours()).replaceAll(/English|Tiếng Việt/g, '');
    expect(await other(), path).not.toMatch(english);
    await page.getByRole('button', { name: 'English' }).click();
    await expect(page.locator('html')).toHaveAttribute('lang', 'en');
    // Pressed again within half a second it would be a hurried finger's second tap.
    await page.waitForTimeout(600);
    expect(await other(), path).not.toMatch(/[ăâđêôơưàảãạằẳẵặầẩẫậèẻẽẹềểễệìỉĩịòỏõọồổỗộờởỡợùủũụừửữựỳỷỹỵ]/iu);
    const names = await page
      .locator('button, [aria-label], nav a')
      .evaluateAll((all) =>
        all
          .filter((one) => one.closest('dialog, figure, .said') === null)
          .map((one) => one.getAttribute('aria-label') ?? ''),
      );
    expect(names.join(' ').replace('Bảng Tin', ''), path).not.toMatch(/[ăâđêôơưạảấầẩẫậắằẳẵặ]/iu);
    await page.getByRole('button', { name: 'Tiếng Việt' }).click();
    await page.waitForTimeout(200);
    expect(await other(), path).not.toMatch(english);
  }
  expect(watched.faults).toEqual([]);
});

test('English shows each article once, in English where it is there in it', async ({
  page,
  world,
  watched,
}) => {
  await open(page, `${world.url}/`);
  await page.getByRole('button', { name: 'English' }).click();
  await expect(page.locator('main')).not.toContainText('Rừng gặp biển');
  await expect(page.locator('.latest .card').first()).toContainText('Vietnamese only');
  await page.goto(`${world.url}/chuyen-muc/trien-lam`);
  await expect(page.locator('.cards')).toContainText('Forest meets sea');
  await expect(page.locator('.cards')).not.toContainText('Rừng gặp biển');
  await page.goto(`${world.url}/chuyen-muc/kinh-te`);
  await expect(page.locator('.cards li').first()).toBeVisible();
  await expect(page.locator('.cards .title').first()).toHaveAttribute('lang', 'vi');
  await expect(page.locator('.cards li').first()).toContainText('Vietnamese only');
  expect(watched.faults).toEqual([]);
});

test('a reader returns to where they were, by the browser and by the header', async ({
  page,
  world,
  watched,
}) => {
  await open(page, `${world.url}/`);
  await page.evaluate(() => scrollTo(0, 600));
  await page.locator('.latest a').nth(7).click();
  await expect(page.locator('.body')).toBeVisible();
  expect(await page.evaluate(() => scrollY)).toBe(0);
  await page.goBack();
  await expect.poll(() => page.evaluate(() => scrollY)).toBe(600);
  await page.goForward();
  await expect(page.locator('.body')).toBeVisible();
  await page.reload();
  await expect(page.locator('.body')).toBeVisible();
  await page.locator('.home').click();
  await expect(page.locator('.lead')).toBeVisible();
  expect(watched.faults).toEqual([]);
});

test('old addresses of an article lead to it; others say that there is nothing', async ({
  page,
  world,
  watched,
}) => {
  await open(page, `${world.url}/bai/ten-cu-${lead.id}`);
  await expect(page.locator('h1')).toContainText('Rừng gặp biển');
  await open(page, `${world.url}/bai/x-${'0'.repeat(26)}`);
  await expect(page.locator('h1')).toHaveText('Không tìm thấy trang này');
  const answer = await page.goto(`${world.url}/khong/co`);
  expect(answer?.status()).toBe(404);
  await expect(page.locator('h1')).toHaveText('Không tìm thấy trang này');
  expect(watched.faults).toEqual([]);
});

test('the choices of a browser are remembered', async ({ page, world, watched }) => {
  await open(page, `${world.url}/`);
  await page.getByRole('button', { name: 'Dễ đọc' }).click();
  await page.getByRole('button', { name: 'Tối' }).click();
  await page.getByRole('button', { name: 'Cỡ chữ × 1,4' }).click();
  await page.getByRole('button', { name: 'Chữ trơn' }).click();
  await page.reload();
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark');
  await expect(page.locator('html')).toHaveAttribute('data-step', '3');
  await expect(page.locator('html')).toHaveAttribute('data-plain', 'true');
  expect(watched.faults).toEqual([]);
});

test('without the engine a page says so and comes by itself; without a session it says what to do', async ({
  page,
  world,
}) => {
  await page.goto(`${world.url}/`);
  await page.waitForTimeout(2_500);
  world.steer('down');
  await page.locator('.latest a').nth(1).click();
  await expect(page.getByText('Chưa đọc được dữ liệu')).toBeVisible();
  world.steer('up');
  await expect(page.locator('.body')).toBeVisible({ timeout: 10_000 });
  world.steer('set', { gone: true });
  await page.goto(`${world.url}/`);
  await expect(page.getByText('Phiên xem đã kết thúc')).toBeVisible();
});

test('the desk beats, and says when it is hidden', async ({ page, world, watched }) => {
  world.steer('set', { face: 'desk' });
  await open(page, `${world.url}/`);
  await expect.poll(() => world.state.beats.length, { timeout: 20_000 }).toBeGreaterThan(1);
  await page.evaluate(() => {
    Object.defineProperty(document, 'visibilityState', { value: 'hidden', configurable: true });
    document.dispatchEvent(new Event('visibilitychange'));
  });
  await expect.poll(() => world.state.beats.some((beat) => !beat.visible)).toBe(true);
  await page.goto('about:blank');
  world.steer('reset');
  await open(page, `${world.url}/`);
  await page.waitForTimeout(2_500);
  expect(world.state.beats).toEqual([]);
  expect(watched.faults).toEqual([]);
});

test.describe('our own faults', () => {
  for (const base of ['/kiosk/', '/screen/']) {
    test(`${base} shows a calm page and opens again once the engine answers`, async ({ page, world }) => {
      await page.goto(world.url + base);
      await page.waitForSelector(base === '/kiosk/' ? 'footer' : '.layer.shown');
      world.steer('down');
      await page.evaluate(() => void Promise.reject(new Error('made by the test')));
      await expect(page.getByText('Xin quý vị chờ trong giây lát')).toBeVisible();
      await expect(page.getByText('Please wait a moment')).toBeVisible();
      await page.waitForTimeout(6_000);
      await expect(page.getByText('Xin quý vị chờ trong giây lát')).toBeVisible();
      world.steer('up');
      await page.waitForSelector(base === '/kiosk/' ? '.lead' : '.layer.shown', { timeout: 20_000 });
    });
  }
});

test('categories keep to one row, and a button leads to all of them', async ({ page, world, watched }) => {
  for (const width of [760, 1366, 1920]) {
    await page.setViewportSize({ width, height: 768 });
    await open(page, `${world.url}/`);
    const row = page.locator('header nav ul');
    await expect(row).toBeVisible();
    expect((await row.boundingBox())?.height, String(width)).toBeLessThan(60);
    const shown = await row.getByRole('link').count();
    expect(shown, String(width)).toBeGreaterThan(2);
    const all = row.getByRole('button', { name: 'Tất cả chuyên mục' });
    if ((await all.count()) === 0) continue;
    await all.click();
    const menu = page.getByRole('dialog');
    await expect(menu.getByRole('link', { name: 'Thời sự' })).toBeVisible();
    expect(await menu.getByRole('link').count()).toBeGreaterThan(shown);
    await page.keyboard.press('Escape');
  }
  expect(watched.faults).toEqual([]);
});
