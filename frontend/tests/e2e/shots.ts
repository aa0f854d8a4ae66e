/** Pictures for people to look at, in the folder BANGTIN_SHOTS; none without it. */
import type { Page } from '@playwright/test';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';

const folder = process.env['BANGTIN_SHOTS'] ?? '';

/** Takes a picture of the page that stands, on each ground. */
export async function shoot(
  page: Page,
  name: string,
  themes: readonly string[] = ['paper', 'dark'],
): Promise<void> {
  if (folder === '') return;
  mkdirSync(folder, { recursive: true });
  for (const theme of themes) {
    const was = await page.evaluate((next) => {
      const before = document.documentElement.dataset['theme'] ?? '';
      document.documentElement.dataset['theme'] = next;
      return before;
    }, theme);
    await page.screenshot({ path: join(folder, `${name}-${theme}.png`) });
    await page.evaluate((before) => (document.documentElement.dataset['theme'] = before), was);
  }
}
