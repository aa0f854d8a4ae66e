/** A second laptop of an office: from its first page it becomes one of the library, without an account of its own. */
import { mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { judge } from './judge';
import { binary, Office, signIn, takeCharge } from './office';
import { shoot } from './shots';
import { expect, overflows, test } from './world';

test.describe('a second laptop', () => {
  test.skip(binary === '', 'needs the built program: BANGTIN_BIN');
  test.use({ viewport: { width: 1366, height: 768 } });
  const place = mkdtempSync(join(tmpdir(), 'bangtin-second-'));
  const stick = join(place, 'USB');
  const pocket = join(place, 'pocket');
  const a = new Office(join(place, 'a'));
  const b = new Office(join(place, 'b'));
  test.afterAll(async () => {
    await a.close();
    await b.close();
    rmSync(place, { recursive: true, force: true });
  });

  test('joins from its first page', async ({ browser }) => {
    test.setTimeout(150_000);
    mkdirSync(stick);
    await a.start();
    const founder = await a.sit(browser);
    await takeCharge(founder, true);
    await founder.getByRole('navigation', { name: 'Bàn biên tập' }).waitFor();
    const code = a.invite('desk', 'Máy của Ngần');

    await b.start({ BANGTIN_DRIVES: stick });
    let page = await b.sit(browser);
    await page.getByRole('button', { name: 'Bắt đầu' }).waitFor();
    await shoot(page, 'joining-1-first', ['paper']);
    await page.getByRole('button', { name: 'Vào thư viện có sẵn' }).click();
    await expect(page.getByRole('heading', { name: 'Vào thư viện của cơ quan' })).toBeVisible();
    const field = page.getByLabel('Mã trên máy quản trị');
    await expect(field).toBeFocused();
    expect(await judge(page), 'form').toEqual([]);
    expect(await overflows(page), 'form').toEqual([]);
    await shoot(page, 'joining-2-form');
    await page.getByRole('button', { name: 'Quay lại' }).click();
    await page.getByRole('button', { name: 'Vào thư viện có sẵn' }).click();
    await field.fill('sai mã');
    await page.getByRole('button', { name: 'Xin vào', exact: true }).click();
    await expect(page.getByRole('alert')).toBeVisible();
    await field.fill(code.toLowerCase());
    await page.getByRole('button', { name: 'Xin vào', exact: true }).click();
    await expect(page.getByText('Đã xin, chờ trả lời')).toBeVisible();
    expect(await judge(page), 'asked').toEqual([]);
    await shoot(page, 'joining-3-asked');

    // Whoever opens the program again finds how it stands, and makes no account.
    await page.reload();
    await expect(page.getByText('Đã xin, chờ trả lời')).toBeVisible();

    // The stick goes to the administrator's machine and comes back.
    renameSync(stick, pocket);
    expect(a.run('sync', pocket)).toContain('Đã ghép máy Máy của Ngần');
    await page.waitForTimeout(5_000); // it is seen to be gone
    renameSync(pocket, stick);
    await b.ended(); // it begins again with the library it was let into
    await b.start({ BANGTIN_DRIVES: stick });
    page = await b.sit(browser);
    await expect(page.getByRole('heading', { name: 'Đăng nhập' })).toBeVisible({ timeout: 30_000 });
    await signIn(page);
    await shoot(page, 'joining-4-in', ['paper']);
    expect(b.run('device', 'list')).toContain('Máy của Ngần');
  });
});
