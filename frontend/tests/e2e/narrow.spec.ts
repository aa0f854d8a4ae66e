/** The desk's pages on a phone: a colleague who comes in by the network may hold nothing larger. */
import { binary, Office, takeCharge } from './office';
import { shoot } from './shots';
import { expect, overflows, test } from './world';

const pages = [
  ...['', 'bai-viet', 'cho-duyet', 'y-kien', 'gop-y', 'anh', 'nhan-vat', 'hoi-nghi', 'don-vi'],
  ...['thong-ke', 'trao-doi', 'cac-may', 'tai-khoan', 'nhat-ky', 'thiet-lap', 'sao-luu'],
];

test.describe('the desk at 390 by 844', () => {
  test.skip(binary === '', 'needs the built program: BANGTIN_BIN');
  test.use({ viewport: { width: 1366, height: 768 } });
  const office = new Office();
  test.afterAll(async () => office.close());

  test('has nothing that sticks out', async ({ browser }) => {
    test.setTimeout(120_000);
    await office.start();
    const page = await office.sit(browser);
    await takeCharge(page, true);
    await page.getByRole('navigation', { name: 'Bàn biên tập' }).waitFor();
    await page.setViewportSize({ width: 390, height: 844 });
    for (const path of pages) {
      await page.goto(new URL(`/desk/${path}`, page.url()).href);
      await page.getByRole('heading', { level: 1 }).waitFor();
      await expect.soft.poll(async () => await overflows(page), { message: path }).toEqual([]);
      expect.soft(await page.evaluate(() => document.documentElement.scrollWidth), path).toBe(390);
      if (path === 'cac-may' || path === '') await shoot(page, `narrow-${path || 'today'}`, ['paper']);
    }
  });
});
