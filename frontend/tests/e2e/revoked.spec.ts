/** A desk whose machine was revoked elsewhere: what its people are told when the stick comes by, and what they keep. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inflateRawSync } from 'node:zlib';
import { judge } from './judge';
import { ask, binary, Office, signIn, takeCharge, writeArticle } from './office';
import { shoot } from './shots';
import { expect, overflows, test } from './world';

/** The text that stands first in a ZIP file. */
function only(zip: Buffer): string {
  const begins = 30 + zip.readUInt16LE(26) + zip.readUInt16LE(28); // behind the name and what else is told of it
  return inflateRawSync(zip.subarray(begins)).toString('utf8');
}

test.describe('a machine that was revoked', () => {
  test.skip(binary === '', 'needs the built program: BANGTIN_BIN');
  test.use({ viewport: { width: 1366, height: 768 } });
  const place = mkdtempSync(join(tmpdir(), 'bangtin-revoked-'));
  const stick = join(place, 'USB');
  const a = new Office(join(place, 'a'));
  const b = new Office(join(place, 'b'));
  test.afterAll(async () => {
    await a.close();
    await b.close();
    rmSync(place, { recursive: true, force: true });
  });

  test('tells its people so on every page, and gives them what they wrote', async ({ browser }) => {
    test.setTimeout(120_000);
    mkdirSync(stick);
    await a.start();
    const founder = await a.sit(browser);
    await takeCharge(founder, true);
    await founder.getByRole('navigation', { name: 'Bàn biên tập' }).waitFor();
    const { id: category } = await ask<{ id: string }>(founder, 'POST', '/api/desk/categories', {
      name: { vi: 'Thời sự', en: 'News' },
      parent: '',
    });
    b.run('device', 'join', a.invite('publisher', 'Máy B'), stick);
    for (const o of [a, b, a, b]) o.run('sync', stick);
    a.run('device', 'revoke', 'Máy B');

    // Not knowing of it, somebody writes on; then the stick comes by.
    await b.start();
    const page = await b.sit(browser);
    await signIn(page);
    await writeArticle(page, 'Viết khi chưa biết', category);
    a.run('sync', stick);
    expect(() => b.run('sync', stick)).toThrow(/Máy này đã bị thu hồi.*This machine was revoked/);

    const notice = page.getByText('Máy này đã bị thu hồi khỏi thư viện.');
    await expect(notice).toBeVisible();
    for (const path of ['/desk/', '/desk/bai-viet', '/desk/trao-doi', '/desk/cac-may']) {
      await page.goto(new URL(path, page.url()).href);
      await expect(notice, path).toBeVisible();
      expect.soft(await judge(page), path).toEqual([]);
      expect.soft(await overflows(page), path).toEqual([]);
    }
    await page.goto(new URL('/desk/', page.url()).href);
    await expect(notice).toBeVisible();
    await shoot(page, 'revoked-1-today');
    await page.setViewportSize({ width: 390, height: 844 });
    expect.soft(await overflows(page), 'small').toEqual([]);
    await shoot(page, 'revoked-2-small', ['paper']);
    await page.setViewportSize({ width: 1366, height: 768 });

    const download = page.waitForEvent('download');
    await page.getByRole('link', { name: 'Tải bài viết sau lúc đó' }).click();
    const file = await download;
    expect(file.suggestedFilename()).toMatch(/^bai-chua-duoc-nhan-\d{4}-\d{2}-\d{2}\.zip$/);
    const kept = only(readFileSync(await file.path()));
    expect(kept).toContain('Viết khi chưa biết\r\n');
    expect(kept).toContain('Viết khi chưa biết: nội dung.');

    // Whoever tries to go on hears why.
    await expect(writeArticle(page, 'Viết tiếp', category)).rejects.toThrow(/Máy này đã bị thu hồi/);
    expect(b.run('status')).toContain('Máy này đã bị thu hồi');
    expect(b.run('device', 'list')).toContain('máy này, đã thu hồi');
  });
});
