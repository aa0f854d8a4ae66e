/**
 * What needs no steering of the library: every page that can be reached from the front page, at every size,
 * of a running program (BANGTIN_URL) or else of the fixture.
 */
import type { Page } from '@playwright/test';
import { judge } from './judge';
import { expect, open, overflows, sizesOf, test } from './world';

/** The addresses of the pages that the front page leads to, two of each kind. */
async function reachable(page: Page): Promise<string[]> {
  const all = await page
    .locator('main a[href]')
    .evaluateAll((links) => [...new Set(links.map((link) => (link as HTMLAnchorElement).pathname))]);
  const kind = (part: string): string[] => all.filter((path) => path.includes(part)).slice(0, 2);
  return [...kind('/bai/'), ...kind('/chuyen-muc/')];
}

for (const [face, kind] of [
  ['/', 'reader'],
  ['/kiosk/', 'kiosk'],
] as const) {
  for (const [name, size] of sizesOf(kind)) {
    test(`${face} and what it leads to, at ${name}`, async ({ page, base, watched }) => {
      test.slow();
      await page.setViewportSize(size);
      await open(page, base + face);
      const paths = [face, ...(await reachable(page))];
      for (const path of paths) {
        await open(page, base + path);
        await expect(page.locator('main h1')).not.toHaveText(/Không tìm thấy|Chưa đọc được/);
        expect(await overflows(page), path).toEqual([]);
        expect(await judge(page), path).toEqual([]);
      }
      expect(watched.faults).toEqual([]);
    });
  }
}

for (const [name, size] of sizesOf('screen')) {
  test(`/screen/ at ${name}`, async ({ page, base, watched }) => {
    await page.setViewportSize(size);
    await page.goto(`${base}/screen/`);
    await page.waitForSelector('.layer.shown, .card[aria-hidden="false"]');
    expect(await page.evaluate(() => document.querySelector('main')?.getBoundingClientRect().width)).toBe(
      size.width,
    );
    expect(watched.faults).toEqual([]);
  });
}
