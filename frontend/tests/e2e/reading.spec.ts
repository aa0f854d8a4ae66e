/** What leads on from an article: its parts, its relatives, what a reader takes away. */
import type { Page } from '@playwright/test';
import decodeQR from 'qr/decode.js';
import { lead } from '../fixture/articles.mjs';
import { expect, open, sizes, test } from './world';

test.use({ viewport: sizes.tall });

/** What a phone would read off the code that stands on the page. */
async function scanned(page: Page): Promise<string> {
  const shot = await page.getByRole('img', { name: 'Mã QR để mang bài theo' }).screenshot();
  const desk = await page.context().newPage();
  const { width, height, grey } = await desk.evaluate(
    async (source) => {
      const picture = new Image();
      picture.src = source;
      await picture.decode();
      const { width, height } = picture;
      const pen = new OffscreenCanvas(width, height).getContext('2d');
      pen?.drawImage(picture, 0, 0);
      const pixels = pen?.getImageData(0, 0, width, height).data ?? [];
      return {
        width,
        height,
        grey: Array.from(
          pixels.filter((_, i) => i % 4 === 0),
          (g) => String.fromCharCode(g),
        ).join(''),
      };
    },
    `data:image/png;base64,${shot.toString('base64')}`,
  );
  await desk.close();
  const data = new Uint8Array(width * height * 3);
  for (let i = 0; i < grey.length; i++) data.fill(grey.charCodeAt(i), 3 * i, 3 * i + 3);
  return decodeQR({ width, height, data });
}

test('a phone reads the article off the sheet, which says what it is', async ({ page, base, watched }) => {
  test.skip((process.env['BANGTIN_BIN'] ?? '') === '', 'the codes are the engine’s');
  interface Entry {
    id: string;
    path: string;
    title: string;
  }
  let cards: Entry[] = [];
  // The sample is made while the program already answers.
  await expect
    .poll(async () => {
      const list = (await (await page.request.get(`${base}/api/articles?limit=50`)).json()) as {
        cards: Entry[];
      };
      cards = list.cards;
      return cards.length;
    })
    .toBeGreaterThan(0);
  const kinds = new Map<string, { path: string; title: string; text: string }>();
  for (const { id, path, title } of cards) {
    const take = (await (await page.request.get(`${base}/api/articles/${id}/take`)).json()) as {
      kind: string;
      text: string;
    };
    kinds.set(take.kind, { path, title, text: take.text });
  }
  const says = { portal: 'trên cổng thông tin', text: 'không cần mạng' };
  for (const [kind, words] of Object.entries(says)) {
    const found = kinds.get(kind);
    if (found === undefined) throw new Error(`the sample has no article of the kind ${kind}`);
    await open(page, `${base}/kiosk${found.path}`);
    await page.getByRole('button', { name: 'Mang theo' }).click();
    await expect(page.getByRole('dialog')).toContainText(words);
    expect(await scanned(page)).toBe(found.text);
  }
  expect(kinds.get('text')?.text).toContain(kinds.get('text')?.title);
  expect(watched.faults).toEqual([]);
});

const heading = (id: string, text: string): unknown => ({
  type: 'heading',
  attrs: { id, level: 2 },
  content: [{ type: 'text', text }],
});
const long = {
  type: 'doc',
  content: ['Mở đầu', 'Diễn biến', 'Kết quả'].flatMap((text, i) => [
    heading(`h${String(i)}`, text),
    ...Array.from({ length: 12 }, (_, j) => ({
      type: 'paragraph',
      attrs: { id: `p${String(i)}-${String(j)}` },
      content: [{ type: 'text', text: 'Một đoạn dài đủ để phải cuộn trang. '.repeat(6) }],
    })),
  ]),
};

test('the parts of a long piece lead to their places, at a kiosk from a sheet', async ({
  page,
  world,
  watched,
}) => {
  world.steer('edit', { id: lead.id, body: long });
  await open(page, `${world.url}/kiosk${lead.path}`);
  await page.getByRole('button', { name: 'Trong bài' }).click();
  await page.getByRole('dialog').getByRole('link', { name: 'Kết quả' }).click();
  await expect(page.getByRole('dialog')).toHaveCount(0);
  const last = page.getByRole('heading', { name: 'Kết quả' });
  await expect(last).toBeInViewport();
  await expect(last).toBeFocused();
  expect(new URL(page.url()).hash).toBe('');

  await page.setViewportSize(sizes.laptop);
  await open(page, world.url + lead.path);
  const beside = page.getByRole('navigation', { name: 'Trong bài' });
  await beside.getByRole('link', { name: 'Diễn biến' }).click();
  await expect(page.getByRole('heading', { name: 'Diễn biến' })).toBeInViewport();
  await expect(beside.getByRole('link', { name: 'Diễn biến' })).toHaveAttribute('aria-current', 'location');
  await expect(beside).toBeInViewport();
  expect(watched.faults).toEqual([]);
});

test('relatives are shown, and a withdrawn one leaves at once', async ({ page, world, watched }) => {
  const others = world.state.articles.filter(({ id, lang }) => id !== lead.id && lang === 'vi').slice(-2);
  for (const { id } of others) world.steer('edit', { id, topic: lead.topic, topicPath: lead.topicPath });
  await open(page, world.url + lead.path);
  const related = page.getByRole('region', { name: 'Bài liên quan' });
  await expect(related.getByRole('link')).toHaveCount(2);
  world.steer('withdraw', { id: others[0]?.id });
  await expect(related.getByRole('link')).toHaveCount(1);
  await page.getByRole('link', { name: lead.topic }).click();
  await expect(page.locator('h1')).toHaveText(lead.topic);
  expect(watched.faults).toEqual([]);
});

test('what one visitor opens is of one visit, and what the next opens of another', async ({
  page,
  world,
  watched,
}) => {
  await page.clock.install();
  await open(page, `${world.url}/kiosk/`);
  const read = async (times: number): Promise<void> => {
    await page.locator('main a[href*="/bai/"]').first().click();
    await expect.poll(() => world.state.openings.length).toBe(times);
  };
  await read(1);
  await page.getByRole('button', { name: 'Quay lại' }).click();
  await read(2);
  const leave = page.getByRole('dialog').getByRole('button', { name: 'Trang đầu' });
  // The more there is to read, the later it comes.
  while (!(await leave.isVisible())) await page.clock.runFor(10_000);
  await leave.click();
  await read(3);
  const [first, second, next] = world.state.openings;
  expect(second).toBe(first);
  expect(next).not.toBe(first);
  expect(watched.faults).toEqual([]);
});

test('nobody prints or keeps anything at a kiosk; elsewhere both stand ready', async ({
  page,
  world,
  watched,
}) => {
  await open(page, `${world.url}/kiosk${lead.path}`);
  await expect(page.getByRole('button', { name: 'Mang theo' })).toBeVisible();
  await expect(page.getByRole('button', { name: 'In', exact: true })).toHaveCount(0);
  await expect(page.getByRole('link', { name: 'Lưu bài' })).toHaveCount(0);
  await page.emulateMedia({ media: 'print' });
  await expect(page.locator('main')).toBeHidden();

  await page.emulateMedia({ media: null });
  await open(page, world.url + lead.path);
  await expect(page.getByRole('link', { name: 'Lưu bài' })).toHaveAttribute(
    'href',
    `/api/articles/${lead.id}/file`,
  );
  await page.emulateMedia({ media: 'print' });
  await expect(page.locator('h1')).toBeVisible();
  await expect(page.getByRole('link', { name: 'Lưu bài' })).toBeHidden();
  await expect(page.locator('aside')).toBeHidden();
  await page.emulateMedia({ media: null });
  await page.evaluate(() => (window.print = () => (document.title = 'in')));
  await page.getByRole('button', { name: 'In', exact: true }).click();
  await expect.poll(() => page.title()).toBe('in');
  expect(watched.faults).toEqual([]);
});

test('the most read are listed once there is something to tell', async ({ page, world, watched }) => {
  await open(page, `${world.url}/`);
  await expect(page.getByRole('heading', { name: 'Mới nhất' })).toBeVisible();
  await expect(page.getByRole('heading', { name: 'Đọc nhiều' })).toHaveCount(0);
  world.steer('set', { read: 4 });
  await page.reload();
  const list = page.getByRole('region', { name: 'Đọc nhiều' });
  await expect(list.getByRole('listitem')).toHaveCount(4);
  await list.getByRole('button', { name: '30 ngày qua' }).click();
  await expect(list.getByRole('button', { name: '30 ngày qua' })).toHaveAttribute('aria-pressed', 'true');
  expect(watched.faults).toEqual([]);
});
