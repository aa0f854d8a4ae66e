/**
 * How long a key takes to the paint, in an article of 5,000 words with 40 photos, and by turns in a bare field with
 * the same words: what else the machine does slows both. BANGTIN_FIGURES names a folder for keys.json.
 */
import type { Page } from '@playwright/test';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { openLong, type } from './long';
import { binary, Office } from './office';
import { expect, test } from './world';

/** Five times of what is aimed at, the next frame: tests run beside other work. */
const deadline = 5 * 16;
/** As many times as long as the bare field's, where that one is late too. */
const slower = 4;

const folder = process.env['BANGTIN_FIGURES'] ?? '';
/** Enough keys to judge the slowest of twenty by; for a figure, of a hundred. */
const turns = folder === '' ? 3 : 12;

/** Has a page measure the milliseconds from each key to the paint after it. */
async function measure(page: Page): Promise<void> {
  await page.evaluate(() => {
    const times: number[] = [];
    Object.assign(window, { times });
    addEventListener(
      'keydown',
      ({ timeStamp }) => {
        requestAnimationFrame(() => {
          const { port1, port2 } = new MessageChannel();
          port1.onmessage = () => times.push(performance.now() - timeStamp);
          port2.postMessage(null);
        });
      },
      { capture: true },
    );
  });
}

/** Types, waits for the paint of the last key, and gives what was measured. */
async function timed(page: Page, seconds: number): Promise<number[]> {
  await page.bringToFront();
  const count = await type(page, seconds);
  await page.waitForFunction(
    (most) => (window as unknown as { times: number[] }).times.length >= most,
    count,
  );
  const times = await page.evaluate(() => (window as unknown as { times: number[] }).times.splice(0));
  expect(times).toHaveLength(count);
  return times;
}

function summary(times: number[]): { p50: number; p95: number; p99: number } {
  const sorted = [...times].sort((a, b) => a - b);
  const at = (share: number): number =>
    Math.round((sorted[Math.floor(share * sorted.length)] ?? 0) * 10) / 10;
  return { p50: at(0.5), p95: at(0.95), p99: at(0.99) };
}

test('keys are painted at once in a long article', async ({ browser }) => {
  test.skip(binary === '', 'needs the built program: BANGTIN_BIN');
  test.setTimeout(240_000);
  const office = new Office();
  try {
    const { page, content, words } = await openLong(browser, office);
    const bare = await (await browser.newContext({ viewport: { width: 1366, height: 768 } })).newPage();
    await bare.setContent(
      `<div contenteditable style="width: 680px; font: 20px/1.6 serif">${content.map((block) => `<p>${block.content?.[0]?.text ?? ''}</p>`).join('')}</div>`,
    );
    await bare.locator('p').nth(60).click();
    await measure(bare);
    await measure(page);
    await timed(bare, 1);
    await timed(page, 3);
    const [ours, plain]: [number[], number[]] = [[], []];
    for (let turn = 0; turn < turns; turn += 1) {
      plain.push(...(await timed(bare, 2)));
      ours.push(...(await timed(page, 4)));
    }
    const figures = { words, ours: summary(ours), plain: summary(plain), keys: ours.length };
    console.log(JSON.stringify(figures));
    if (folder !== '') writeFileSync(join(folder, 'keys.json'), JSON.stringify(figures));
    expect(figures.ours.p95).toBeLessThan(Math.max(deadline, slower * figures.plain.p95));
  } finally {
    await office.close();
  }
});
