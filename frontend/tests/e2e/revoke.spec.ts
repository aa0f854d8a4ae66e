/** The machine that began the library is lost: another administrator's machine ends it, with the words on paper. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { judge } from './judge';
import { binary, Office, signIn, takeCharge } from './office';
import { shoot } from './shots';
import { expect, overflows, test } from './world';

test.describe('a senior machine', () => {
  test.skip(binary === '', 'needs the built program: BANGTIN_BIN');

  const place = mkdtempSync(join(tmpdir(), 'bangtin-revoke-'));
  const stick = join(place, 'USB');
  const first = new Office(join(place, 'first'));
  const second = new Office(join(place, 'second'));
  test.afterAll(async () => {
    await first.close();
    await second.close();
    rmSync(place, { recursive: true, force: true });
  });

  test('is revoked by the words', async ({ browser }) => {
    mkdirSync(stick);
    const run = (office: Office, ...args: string[]): string =>
      execFileSync(binary, ['--data', office.folder, '--json', ...args], { encoding: 'utf8' });
    await first.start();
    const page = await first.sit(browser);
    await takeCharge(page, true);
    await page.getByRole('navigation', { name: 'Bàn biên tập' }).waitFor();
    await page.context().close();
    const invite = run(first, 'device', 'invite', '--role', 'administrator', '--name', 'Máy thứ hai');
    const { code } = JSON.parse(invite) as { code: string };
    const { words } = JSON.parse(run(first, 'device', 'recovery')) as { words: string[] };
    run(second, 'device', 'join', code, stick);
    for (const office of [first, second, first, second]) run(office, 'sync', stick);

    await second.start();
    const desk = await second.sit(browser);
    await signIn(desk);
    await desk.goto(new URL('/desk/cac-may', desk.url()).href);
    await desk.getByRole('button', { name: 'Thu hồi' }).click();
    const dialog = desk.getByRole('dialog');
    const name = (await dialog.getByRole('heading').innerText()).replace('Thu hồi ', '');
    await dialog.getByLabel('Lý do').fill('Mất cắp');
    await dialog.getByLabel(/^Gõ/).fill(name);
    const revoke = dialog.getByRole('button', { name: 'Thu hồi', exact: true });
    await expect(revoke).toBeDisabled();
    await dialog.getByLabel('24 từ khôi phục').fill(words.slice(0, 23).join(' '));
    await revoke.click();
    await expect(dialog.getByText('Cần đủ 24 từ khôi phục')).toBeVisible();
    expect(await judge(desk)).toEqual([]);
    expect(await overflows(desk)).toEqual([]);
    await shoot(desk, 'revoke-senior');
    await dialog.getByLabel('24 từ khôi phục').fill(words.join(' '));
    await revoke.click();
    await expect(dialog).toHaveCount(0);
    await expect(desk.getByText('Đã thu hồi').first()).toBeVisible();
  });
});
