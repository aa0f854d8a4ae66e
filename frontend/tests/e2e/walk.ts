/** Ways about the desk for somebody without a mouse, and what its pages look like to axe. */
import type { Locator, Page } from '@playwright/test';
import { judge } from './judge';
import { expect } from './world';

const most = 90;

/** Presses Tab, or Shift+Tab, until the target has the focus. */
export async function reach(page: Page, target: Locator, key = 'Tab'): Promise<void> {
  for (let i = 0; i < most; i++) {
    await page.keyboard.press(key);
    if (
      (await target.count()) > 0 &&
      (await target.first().evaluate((one) => one === document.activeElement))
    )
      return;
  }
  throw new Error(`not reached in ${String(most)} steps: ${String(target)}`);
}

/** The page as axe sees it, and its colours in the other themes. */
export async function looks(page: Page, name: string): Promise<void> {
  expect.soft(await judge(page), name).toEqual([]);
  for (const theme of ['dark', 'contrast']) {
    await page.evaluate((to) => (document.documentElement.dataset['theme'] = to), theme);
    expect.soft(await judge(page, ['color-contrast']), `${name} ${theme}`).toEqual([]);
  }
  await page.evaluate(() => (document.documentElement.dataset['theme'] = 'paper'));
}

export const button = (page: Page, name: string | RegExp) =>
  page.getByRole('button', typeof name === 'string' ? { name, exact: true } : { name });
