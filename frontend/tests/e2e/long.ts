/** A long article, open in the editor of the built program: 5,000 words with 40 photos, and fingers that type into it. */
import type { Browser, Page } from '@playwright/test';
import { landscape, png } from '../fixture/paint.mjs';
import type { Office } from './office';
import { takeCharge } from './office';
import { expect } from './world';

const perSecond = 15;

const sentence =
  'Sáng nay các đại biểu đến từ mười hai địa phương đã dự lễ khai mạc triển lãm ảnh kể chuyện rừng già và bờ biển. ';
const keys = 'hoi nghi doi ngoai lan thu ba cua tinh ';

interface Block {
  type: string;
  attrs: Record<string, unknown>;
  content?: { type: 'text'; text: string }[];
}

/** Some 5,000 words in paragraphs, a photo after every other one. */
function long(pictures: readonly string[]): Block[] {
  const blocks: Block[] = [];
  for (let i = 0; i < 80; i += 1) {
    blocks.push({
      type: 'paragraph',
      attrs: { id: `p${String(i)}` },
      content: [{ type: 'text', text: sentence.repeat(i % 2 === 0 ? 2 : 3) }],
    });
    if (i % 2 === 0)
      blocks.push({
        type: 'figure',
        attrs: {
          id: `f${String(i)}`,
          media: pictures[(i / 2) % pictures.length],
          caption: 'Đại biểu xem ảnh',
          credit: 'Minh Khuê',
        },
      });
  }
  return blocks;
}

/** Writes the article at the desk of an office and opens it, the caret in its middle; gives its blocks as well. */
export async function openLong(
  browser: Browser,
  office: Office,
): Promise<{ page: Page; content: Block[]; words: number }> {
  await office.start();
  const page = await office.sit(browser);
  await takeCharge(page, true);
  await page.getByRole('button', { name: 'Viết bài' }).click();
  await expect(page.locator('.editor .text')).toBeVisible();
  const { origin, pathname } = new URL(page.url());
  const pictures: string[] = [];
  for (let i = 0; i < 8; i += 1) {
    const hash = await page.evaluate(
      async (base64) => {
        const body = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
        const answer = await fetch('/api/desk/pictures', { method: 'POST', body });
        return ((await answer.json()) as { media: string }).media;
      },
      png(landscape(i), 1200, 750).toString('base64'),
    );
    pictures.push(hash);
  }
  const content = long(pictures);
  const words = content.flatMap((block) => block.content?.[0]?.text.split(/\s+/) ?? []).length;
  expect(words).toBeGreaterThan(5_000);
  expect(content.filter((block) => block.type === 'figure')).toHaveLength(40);
  const saved = await page.evaluate(
    async ({ path, body }) => {
      const headers = { 'content-type': 'application/json' };
      return (await fetch(path, { method: 'POST', headers, body: JSON.stringify(body) })).status;
    },
    {
      path: `/api/desk/articles/${pathname.split('/').at(-1) ?? ''}/revisions`,
      body: {
        doc: { title: 'Bài dài', lang: 'vi', category: '', body: { type: 'doc', content } },
        base: [],
      },
    },
  );
  expect(saved).toBe(200);
  await page.goto(`${origin}${pathname}`);
  await expect(page.locator('.editor .text')).toHaveAttribute('contenteditable', 'true');
  await expect(page.locator('.editor .text figure img')).toHaveCount(40);
  await page.locator('.editor .text > p').nth(40).click();
  return { page, content, words };
}

/** Presses keys at their pace, and gives how many. */
export async function type(page: Page, seconds: number): Promise<number> {
  const count = seconds * perSecond;
  let due = Date.now();
  for (let i = 0; i < count; i += 1) {
    due = Math.max(due + 1000 / perSecond, Date.now() - 200);
    await new Promise((wait) => setTimeout(wait, due - Date.now()));
    await page.keyboard.press(keys.charAt(i % keys.length) === ' ' ? 'Space' : keys.charAt(i % keys.length));
  }
  return count;
}
