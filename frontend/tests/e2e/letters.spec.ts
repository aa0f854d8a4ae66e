/** The letters on the page are ours, not a system font that happens to look alike. */
import type { CDPSession, Page } from '@playwright/test';
import { lead } from '../fixture/articles.mjs';
import { expect, open, test } from './world';

interface Used {
  familyName: string;
  isCustomFont: boolean;
}

async function fontsOf(page: Page, session: CDPSession, selector: string): Promise<Used[]> {
  await page.waitForSelector(selector, { state: 'attached' });
  const { root } = await session.send('DOM.getDocument', { depth: 0 });
  const { nodeId } = await session.send('DOM.querySelector', { nodeId: root.nodeId, selector });
  const { fonts } = await session.send('CSS.getPlatformFontsForNode', { nodeId });
  return fonts;
}

async function begin(page: Page): Promise<CDPSession> {
  const session = await page.context().newCDPSession(page);
  await session.send('DOM.enable');
  await session.send('CSS.enable');
  return session;
}

test('reading in Lora, the rest in Be Vietnam Pro', async ({ page, world, watched }) => {
  const session = await begin(page);
  await open(page, world.url + lead.path);
  const expected: [string, RegExp][] = [
    ['h1 .title', /Lora/],
    ['.sapo', /Lora/],
    ['.body p', /Lora/],
    ['.body em', /Lora/],
    ['.body strong', /Lora/],
    ['.dateline', /Be Vietnam Pro/],
    ['figcaption b', /Be Vietnam Pro/],
    ['table th', /Be Vietnam Pro/],
    ['.byline', /Be Vietnam Pro/],
  ];
  for (const [selector, family] of expected) {
    const fonts = await fontsOf(page, session, selector);
    expect(fonts.length, selector).toBeGreaterThan(0);
    for (const font of fonts) {
      expect(font.isCustomFont, `${selector}: ${font.familyName}`).toBe(true);
      expect(font.familyName, selector).toMatch(family);
    }
  }
  expect(watched.faults).toEqual([]);
});

test('on the kiosk and the screen too', async ({ page, world, watched }) => {
  const session = await begin(page);
  await open(page, `${world.url}/kiosk/`);
  for (const selector of ['.lead h2 .title', 'nav button span']) {
    for (const font of await fontsOf(page, session, selector)) expect(font.isCustomFont, selector).toBe(true);
  }
  await page.goto(`${world.url}/screen/`);
  await page.waitForSelector('.layer.shown');
  for (const selector of ['.layer.shown h1', '.layer.shown time']) {
    for (const font of await fontsOf(page, session, selector)) expect(font.isCustomFont, selector).toBe(true);
  }
  expect(watched.faults).toEqual([]);
});
