/** The system's Vietnamese keyboard: real keys through X and ibus into the title, the text and a caption. */
import { chromium } from '@playwright/test';
import { launch } from '../launch.mjs';
import { Keyboard, lacks } from './keyboard';
import { binary, Office, takeCharge } from './office';
import { expect, test } from './world';

const keys = 'Hooij nghij ddoois ngoaij';
const words = 'Hội nghị đối ngoại';

test('an input method of the system writes title, text and caption', async () => {
  test.skip(binary === '', 'needs the built program: BANGTIN_BIN');
  test.skip(lacks() !== '', `no Vietnamese keyboard on this machine, which lacks: ${lacks()}`);
  const keyboard = new Keyboard();
  const office = new Office();
  try {
    await keyboard.start();
    await office.start();
    const browser = await chromium.launch({
      ...launch,
      args: [...(launch.args ?? []), '--ozone-platform=x11'],
      headless: false,
      env: keyboard.env,
    });
    const page = await office.sit(browser);
    await takeCharge(page, true);
    await page.getByRole('button', { name: 'Viết bài' }).click();
    const text = page.locator('.editor .text');
    await expect(text).toHaveAttribute('contenteditable', 'true');
    const route = `/api/desk/articles/${new URL(page.url()).pathname.split('/').at(-1) ?? ''}`;
    const figure = { type: 'figure', attrs: { id: 'anh', media: 'c3'.repeat(32) } };
    const paragraph = { type: 'paragraph', attrs: { id: 'doan' } };
    await page.evaluate(
      async ({ path, body }) =>
        fetch(path, {
          method: 'PUT',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify(body),
        }),
      {
        path: `${route}/journal`,
        body: {
          doc: { title: '', lang: 'vi', category: '', body: { type: 'doc', content: [paragraph, figure] } },
          base: [],
          from: 1,
          to: 1,
        },
      },
    );
    await page.reload();
    await expect(text).toHaveAttribute('contenteditable', 'true');
    await page.bringToFront();
    await keyboard.focus('chromium');

    const title = page.getByLabel('Tít', { exact: true });
    const caption = page.locator('.editor figure .caption');
    await title.focus();
    keyboard.press(`${keys} `);
    await expect(title).toHaveValue(`${words} `);
    await caption.focus();
    keyboard.press(`${keys} `);
    await expect(caption).toHaveValue(`${words} `);
    await text.locator('p').click();
    keyboard.press(keys); // the last word is still being composed
    await expect(text.locator('p')).toHaveText(words);

    const stored = async (): Promise<string> => {
      const answer = (await (await page.request.get(new URL(route, page.url()).href)).json()) as {
        note: { doc: unknown } | null;
        doc: unknown;
      };
      return JSON.stringify(answer.note?.doc ?? answer.doc);
    };
    await expect.poll(stored).toContain(`"text":"${words}"`);
    expect(await stored()).toContain(`"caption":"${words}`);
    expect(await stored()).toContain(`"title":"${words}`);

    // A page that goes while a word is being composed takes it along.
    keyboard.press(' lucs ddi');
    await expect(text.locator('p')).toHaveText(`${words} lúc đi`);
    await page.reload();
    await expect(text.locator('p')).toHaveText(`${words} lúc đi`);
    await browser.close();
  } finally {
    await office.close();
    await keyboard.close();
  }
});
