/**
 * What two minutes of typing into an article of 5,000 words with 40 photos leave in memory (EFFORT multiplies the
 * minutes). BANGTIN_FIGURES names a folder for typing.json.
 */
import type { CDPSession } from '@playwright/test';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { openLong, type } from './long';
import { binary, Office } from './office';
import { expect, test } from './world';

const minutes = 2 * (Number(process.env['EFFORT'] ?? '1') || 1);
/** What undoing two minutes of keys may hold, and no more. */
const mostPerKey = 2_500;

async function heap(client: CDPSession): Promise<number> {
  await client.send('HeapProfiler.collectGarbage');
  await client.send('HeapProfiler.collectGarbage');
  return (await client.send('Runtime.getHeapUsage')).usedSize;
}

test('typing into a long article takes no memory', async ({ browser }) => {
  test.skip(binary === '', 'needs the built program: BANGTIN_BIN');
  test.setTimeout(180_000 + minutes * 240_000);
  const office = new Office();
  try {
    const { page } = await openLong(browser, office);
    const client = await page.context().newCDPSession(page);
    await type(page, 3);
    const before = await heap(client);
    let keys = 0;
    let after = before;
    for (let done = 0; done < minutes; done += 2) {
      keys += await type(page, 2 * 60);
      after = await heap(client);
      console.log(`  ${String(done + 2)} minutes: ${String(Math.round(after / 1000))} kB`);
    }
    const figures = { keys, minutes, heapBefore: before, heapAfter: after };
    console.log(JSON.stringify(figures));
    const folder = process.env['BANGTIN_FIGURES'] ?? '';
    if (folder !== '') writeFileSync(join(folder, 'typing.json'), JSON.stringify(figures));
    expect((after - before) / keys, 'bytes of memory that a key leaves').toBeLessThan(mostPerKey);
  } finally {
    await office.close();
  }
});
