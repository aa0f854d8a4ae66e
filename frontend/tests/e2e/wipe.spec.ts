/** What a visitor of a kiosk typed, sent, chose and took is found nowhere once they have gone. */
import type { Page } from '@playwright/test';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { binary, Office } from './office';
import { atKiosk, shownArticle } from './voiced';
import { expect, test } from './world';

/** Words that stand nowhere else, in plain letters, so that every place writes them the same way. */
const marks = {
  typed: 'zqtyped7391',
  name: 'zqname7391',
  sent: 'zqsent7391',
  mail: 'zqmail7391@vidu.example',
  asked: 'zqasked7391',
  told: 'zqtold7391',
};

/** Everything that the page's JavaScript holds, as text. */
async function memory(page: Page): Promise<string> {
  const devtools = await page.context().newCDPSession(page);
  const pieces: string[] = [];
  devtools.on('HeapProfiler.addHeapSnapshotChunk', ({ chunk }) => pieces.push(chunk));
  await devtools.send('HeapProfiler.collectGarbage');
  await devtools.send('HeapProfiler.takeHeapSnapshot', { reportProgress: false });
  await devtools.detach();
  return pieces.join('');
}

/** Everything that the browser keeps for the page, and all that stands in its fields. */
async function kept(page: Page): Promise<string> {
  const shown = await page.evaluate(async () => {
    const fields = [...document.querySelectorAll<HTMLInputElement | HTMLTextAreaElement>('input, textarea')];
    return JSON.stringify([
      document.documentElement.outerHTML,
      fields.map(({ value }) => value),
      { ...localStorage },
      { ...sessionStorage },
      document.cookie,
      await indexedDB.databases(),
      await caches.keys(),
      history.state,
      location.href,
      getSelection()?.toString(),
    ]);
  });
  return shown + (await page.evaluate(() => navigator.clipboard.readText()));
}

/** The files of a data folder that hold a text, byte for byte. */
function holding(folder: string, text: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((file) => readFileSync(file).includes(text));
}

test.describe('a visitor who has gone', () => {
  test.skip(binary === '', 'needs the built program: BANGTIN_BIN');

  test('leaves nothing for the next one', async ({ browser }) => {
    const office = new Office();
    try {
      await office.start();
      const { path } = await shownArticle(office, browser);
      const page = await atKiosk(office, browser, '/');
      await page.clock.install();
      await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
      const at = new URL(page.url()).origin;

      await page.goto(`${at}/kiosk/tim`);
      await page.getByRole('combobox').first().fill(marks.asked);
      await page.keyboard.press('Enter');
      await expect(page.getByText(marks.asked).first()).toBeVisible();
      await page.goto(`${at}/kiosk/gop-y`);
      await page.getByRole('textbox', { name: 'Nội dung' }).fill(marks.told);
      await page.goto(`${at}/kiosk${path}`);
      await page.getByRole('button', { name: '4 sao: tốt' }).click();
      await expect(page.getByText('4 trong 1 đánh giá')).toBeVisible();
      const write = page.getByRole('button', { name: 'Viết ý kiến' });
      await write.click();
      await page.getByLabel('Tên hiển thị').fill(marks.name);
      await page.getByLabel('Ý kiến', { exact: true }).fill(marks.sent);
      await page.getByLabel(/^Thư điện tử/).fill(marks.mail);
      await page.getByLabel('Tôi đồng ý').check();
      await page.getByRole('button', { name: 'Gửi ý kiến' }).click();
      await page.getByRole('button', { name: 'Đóng' }).click();
      await expect(page.getByText(marks.sent)).toBeVisible(); // its writer sees that it waits
      await page.locator('h1').selectText();
      await page.keyboard.press('Control+c');
      await write.click();
      await page.getByLabel('Ý kiến', { exact: true }).pressSequentially(marks.typed);
      expect(await kept(page)).toContain(marks.typed);
      expect(await memory(page)).toContain(marks.sent);

      // Longer than a kiosk waits for anybody, with the minute of its notice.
      const anew = page.waitForEvent('load');
      await page.clock.fastForward(12 * 60_000);
      await anew;
      await expect(page).toHaveURL(`${at}/kiosk/`);
      await expect(page.locator('dialog')).toHaveCount(0);

      const places = { page: await kept(page), memory: await memory(page) };
      const left = Object.entries(marks).flatMap(([what, mark]) =>
        Object.entries(places).flatMap(([place, text]) => {
          const from = text.indexOf(mark);
          return from < 0
            ? []
            : [`${what} in the ${place}: ${text.slice(Math.max(0, from - 60), from + 80)}`];
        }),
      );
      expect(left).toEqual([]);
      // What was sent lies in the log, and only there; what was only typed lies nowhere.
      for (const mark of [marks.typed, marks.asked, marks.told])
        expect(holding(office.folder, mark)).toEqual([]);

      await page.goto(`${at}/kiosk/tim`);
      await expect(page.getByText(marks.asked)).toHaveCount(0);
      await page.goto(`${at}/kiosk${path}`);
      await expect(page.getByText('4 trong 1 đánh giá')).toBeVisible();
      await expect(page.locator('[aria-pressed=true], [aria-checked=true], input:checked')).toHaveCount(0);
      await write.click();
      await expect(page.getByLabel('Tên hiển thị')).toHaveValue('');
      await expect(page.getByLabel('Ý kiến', { exact: true })).toHaveValue('');
    } finally {
      await office.close();
    }
  });
});
