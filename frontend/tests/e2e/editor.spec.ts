/** The editor of articles, on a page of its own (tests/harness) that Vite builds from the sources. */
import { svelte } from '@sveltejs/vite-plugin-svelte';
import type { Page } from '@playwright/test';
import { test as base, expect } from '@playwright/test';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, preview } from 'vite';
import { faultOf } from '../../src/body/validate';
import { landscape, png, stones } from '../fixture/paint.mjs';
import type { Harness } from '../harness/world';
import { shots } from '../harness/world';
import { judge } from './judge';

interface Block {
  type: string;
  attrs: Record<string, unknown>;
  content?: (Block & { text?: string; marks?: { type: string; attrs?: Record<string, unknown> }[] })[];
}

/** The program's own, so that nothing here needs more than it allows. */
const policy =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'";

const test = base.extend<
  { start: (doc: unknown, more?: Partial<Harness>) => Promise<void> },
  { site: string }
>({
  site: [
    // eslint-disable-next-line no-empty-pattern -- Playwright wants the pattern
    async ({}, use) => {
      const root = fileURLToPath(new URL('../../', import.meta.url));
      const outDir = mkdtempSync(join(tmpdir(), 'bangtin-editor-'));
      const common = { configFile: false as const, root, logLevel: 'error' as const, plugins: svelte() };
      const input = join(root, 'tests/harness/editor.html');
      await build({
        ...common,
        build: { outDir, emptyOutDir: true, minify: false, rolldownOptions: { input } },
      });
      const server = await preview({
        ...common,
        build: { outDir },
        preview: { host: '127.0.0.1', port: 0, headers: { 'Content-Security-Policy': policy } },
      });
      const address = server.httpServer.address();
      const port = typeof address === 'object' && address !== null ? address.port : 0;
      await use(`http://127.0.0.1:${String(port)}/tests/harness/editor.html`);
      await server.close();
      rmSync(outDir, { recursive: true, force: true });
    },
    { scope: 'worker', timeout: 60_000 },
  ],
  start: async ({ page, site }, use) => {
    const faults: string[] = [];
    page.on('pageerror', (error) => faults.push(error.message));
    page.on('console', (line) => line.type() === 'error' && faults.push(line.text()));
    await page.route('**/pictures/*.png', (route) => {
      const of = Object.values(shots).find((shot) => route.request().url().includes(shot.hash));
      if (of === undefined) return route.abort();
      const scene = of === shots.coast ? landscape(3) : stones(2);
      return route.fulfill({ contentType: 'image/png', body: png(scene, of.width, of.height) });
    });
    await use(async (doc, more = {}) => {
      await page.addInitScript(
        (given) => {
          window.harness = { docs: [], carets: [], files: [], pasted: [], place: null, ...given } as Harness;
        },
        { doc, ...more },
      );
      await page.goto(site);
      await page.waitForSelector('.text');
      await page.evaluate(() => document.fonts.ready);
      await page.evaluate(() => window.harness.editor.focus());
    });
    expect(faults).toEqual([]);
  },
});

test.use({ viewport: { width: 1366, height: 768 } });

const doc = (...content: unknown[]) => ({ type: 'doc', content });
const p = (id: string, text: string) => ({
  type: 'paragraph',
  attrs: { id },
  content: [{ type: 'text', text }],
});
const figure = (id: string, attrs: object = {}) => ({
  type: 'figure',
  attrs: { id, media: shots.coast.hash, ...attrs },
});

/** The newest document, which the engine would take. */
async function written(page: Page): Promise<Block[]> {
  const now = await page.evaluate(() => window.harness.docs.at(-1));
  expect(faultOf(now)).toBeNull();
  return (now as { content: Block[] }).content;
}

const textOf = (block: Block | undefined): string =>
  (block?.content ?? []).map((node) => node.text ?? textOf(node)).join('');
const kinds = (blocks: Block[]): string[] => blocks.map((block) => block.type);
const idsOf = (blocks: Block[]): unknown[] => blocks.map((block) => block.attrs['id']);

/** Composes a word as an input method does: the letters replace each other, then stand. */
async function compose(page: Page, ...steps: string[]): Promise<void> {
  const client = await page.context().newCDPSession(page);
  for (const step of steps) {
    await client.send('Input.imeSetComposition', {
      text: step,
      selectionStart: step.length,
      selectionEnd: step.length,
    });
  }
  await client.send('Input.insertText', { text: steps.at(-1) ?? '' });
  await client.detach();
}

/** Presses a key with which the browser moves the caret, and waits until the editor has heard of it. */
async function caret(page: Page, key: string): Promise<void> {
  await page.keyboard.press(key);
  await page.evaluate(
    () => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(done)))),
  );
}

async function picture(page: Page, name: string): Promise<void> {
  const folder = process.env['BANGTIN_SHOTS'];
  if (folder !== undefined && folder !== '')
    await page.screenshot({ path: join(folder, `editor-${name}.png`) });
}

test('Vietnamese text is written, letter by letter and composed', async ({ page, start }) => {
  await start({ type: 'doc' });
  await expect(page.locator('.text .empty')).toBeVisible();
  await compose(page, 'c', 'ch', 'chi', 'chie', 'chiê', 'chiêu', 'chiều');
  await page.waitForFunction(() => window.harness.docs.length > 0);
  expect(textOf((await written(page))[0])).toBe('chiều');
  await page.keyboard.type(' ngày 03/7');
  await page.keyboard.press('Enter');
  await compose(page, 'D', 'Đ', 'Đa', 'Đai', 'Đại');
  await page.keyboard.type(' biểu');
  await page.waitForFunction(() => JSON.stringify(window.harness.docs.at(-1)).includes('Đại biểu'));
  const blocks = await written(page);
  expect(blocks.map(textOf)).toEqual(['chiều ngày 03/7', 'Đại biểu']);
  expect(new Set(idsOf(blocks)).size).toBe(2);
  for (const given of await page.evaluate(() => window.harness.docs)) expect(faultOf(given)).toBeNull();
});

test('a block keeps its element while a word is composed in it', async ({ page, start }) => {
  await start({ type: 'doc' });
  const client = await page.context().newCDPSession(page);
  const before = await page.evaluateHandle(() => document.querySelector('.text > p'));
  await client.send('Input.imeSetComposition', { text: 'viê', selectionStart: 3, selectionEnd: 3 });
  await client.send('Input.imeSetComposition', { text: 'việt', selectionStart: 4, selectionEnd: 4 });
  expect(await before.evaluate((old) => old === document.querySelector('.text > p'))).toBe(true);
  expect(await page.evaluate(() => window.harness.docs.length)).toBe(0);
  await client.send('Input.insertText', { text: 'việt' });
  await page.waitForFunction(() => window.harness.docs.length > 0);
  expect((await written(page)).map(textOf)).toEqual(['việt']);
});

test('the keys for text', async ({ page, start }) => {
  await start(doc(p('a', 'Rừng gặp biển')));
  const marksFor = async (key: string): Promise<string[] | undefined> => {
    await page.keyboard.press('Control+a');
    await page.keyboard.press(key);
    const marks = (await written(page))[0]?.content?.[0]?.marks?.map((mark) => mark.type);
    await page.keyboard.press(key);
    expect((await written(page))[0]?.content?.[0]?.marks, key).toBeUndefined();
    return marks;
  };
  expect(await marksFor('Control+b')).toEqual(['bold']);
  expect(await marksFor('Control+i')).toEqual(['italic']);
  expect(await marksFor('Control+u')).toEqual(['underline']);
  expect(await marksFor('Control+Shift+=')).toEqual(['superscript']);
  expect(await marksFor('Control+=')).toEqual(['subscript']);

  await page.keyboard.press('Control+b');
  await page.keyboard.press('Control+\\');
  expect((await written(page))[0]?.content?.[0]?.marks).toBeUndefined();
  await page.keyboard.press('Control+z');
  expect((await written(page))[0]?.content?.[0]?.marks).toHaveLength(1);
  await page.keyboard.press('Control+y');
  expect((await written(page))[0]?.content?.[0]?.marks).toBeUndefined();
});

test('the keys for blocks', async ({ page, start }) => {
  await start(doc(p('a', 'Rừng gặp biển')));
  const kindFor = async (key: string): Promise<string> => {
    await page.keyboard.press(key);
    const [block] = await written(page);
    await page.keyboard.press('Control+z');
    return `${block?.type ?? ''}${String(block?.attrs['level'] ?? '')}`;
  };
  expect(await kindFor('Control+Alt+2')).toBe('heading2');
  expect(await kindFor('Control+Alt+3')).toBe('heading3');
  expect(await kindFor('Control+Shift+9')).toBe('blockquote');
  expect(await kindFor('Control+Shift+8')).toBe('bullet_list');
  expect(await kindFor('Control+Shift+7')).toBe('ordered_list');
  expect(await kindFor('Control+Alt+b')).toBe('paragraph');
  await page.keyboard.press('Control+Alt+2');
  expect(await kindFor('Control+Alt+0')).toBe('paragraph');
  await page.keyboard.press('Control+z');
  expect(idsOf(await written(page))).toEqual(['a']);

  await caret(page, 'End');
  await page.keyboard.press('Shift+Enter');
  await page.keyboard.type('dòng hai');
  await page.keyboard.press('Control+Enter');
  await page.keyboard.type('đoạn hai');
  await page.keyboard.press('Control+Shift+-');
  await page.keyboard.type('đoạn ba');
  const blocks = await written(page);
  expect(kinds(blocks)).toEqual(['paragraph', 'paragraph', 'divider', 'paragraph']);
  expect(blocks[0]?.content?.map((node) => node.type)).toEqual(['text', 'hard_break', 'text']);
});

test('lists go in and out with Tab, never too deep', async ({ page, start }) => {
  await start({ type: 'doc' });
  await page.keyboard.type('- một');
  await page.keyboard.press('Enter');
  await page.keyboard.press('Tab');
  await page.keyboard.type('hai');
  await page.keyboard.press('Enter');
  await page.keyboard.press('Tab');
  await page.keyboard.type('ba');
  await page.keyboard.press('Enter');
  await page.keyboard.type('bốn');
  await page.keyboard.press('Tab');
  await written(page);
  await expect(page.locator('.text ul ul ul')).toHaveCount(1);
  await expect(page.locator('.text ul ul ul ul')).toHaveCount(0);
  await page.keyboard.press('Shift+Tab');
  await page.keyboard.press('Shift+Tab');
  await expect(page.locator('.text > ul > li')).toHaveCount(2);
});

test('plain signs become blocks and quotes', async ({ page, start }) => {
  await start({ type: 'doc' });
  await page.keyboard.type('## Tiêu đề');
  await page.keyboard.press('Enter');
  await page.keyboard.type('> lời "dẫn"');
  await page.keyboard.press('Enter');
  await page.keyboard.press('Enter');
  await page.keyboard.type('3. ba');
  const blocks = await written(page);
  expect(kinds(blocks)).toEqual(['heading', 'blockquote', 'ordered_list']);
  expect(textOf(blocks[1])).toBe('lời “dẫn”');
  expect(blocks[2]?.attrs['order']).toBe(3);
});

test('blocks move and keep their ids, and undo brings all back', async ({ page, start }) => {
  await start(doc(p('a', 'một'), p('b', 'hai'), p('c', 'ba')));
  await caret(page, 'Control+Home');
  await page.keyboard.press('Alt+ArrowDown');
  expect(idsOf(await written(page))).toEqual(['b', 'a', 'c']);
  await page.keyboard.press('Alt+ArrowDown');
  await page.keyboard.type('!');
  const moved = await written(page);
  expect(idsOf(moved)).toEqual(['b', 'c', 'a']);
  expect(textOf(moved[2])).toBe('!một');
  await page.keyboard.press('Alt+ArrowUp');
  expect(idsOf(await written(page))).toEqual(['b', 'a', 'c']);
  for (let i = 0; i < 4; i += 1) await page.keyboard.press('Control+z');
  const back = await written(page);
  expect(idsOf(back)).toEqual(['a', 'b', 'c']);
  expect(textOf(back[0])).toBe('một');
});

test('an id stays with its text when a block is split', async ({ page, start }) => {
  await start(doc(p('a', 'một'), p('b', 'hai')));
  await caret(page, 'Control+Home');
  await page.keyboard.press('Enter');
  const blocks = await written(page);
  expect(idsOf(blocks).slice(1)).toEqual(['a', 'b']);
  await page.keyboard.press('Control+z');
  expect(idsOf(await written(page))).toEqual(['a', 'b']);
});

test('copied blocks get ids of their own', async ({ page, context, start }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await start(doc(p('a', 'một'), p('b', 'hai')));
  await page.keyboard.press('Control+a');
  await page.keyboard.press('Control+c');
  await caret(page, 'Control+End');
  await page.keyboard.press('Control+Enter');
  await page.keyboard.press('Control+v');
  const copied = await written(page);
  expect(copied.map(textOf)).toEqual(['một', 'hai', 'một', 'hai']);
  expect(idsOf(copied).slice(0, 2)).toEqual(['a', 'b']);
  expect(new Set(idsOf(copied)).size).toBe(4);
  expect(await page.evaluate(() => window.harness.pasted)).toEqual([]);
});

test('what other programs give goes through the converter', async ({ page, start }) => {
  await start(doc(p('a', 'một hai')), {
    converted: doc({ type: 'paragraph', content: [{ type: 'text', text: 'từ Word' }] }),
  });
  await caret(page, 'Control+End');
  const paste = (html: string): Promise<boolean> =>
    page.evaluate((given) => {
      const data = new DataTransfer();
      data.setData('text/html', given);
      data.setData('text/plain', 'x');
      const event = new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true });
      return document.querySelector('.text')?.dispatchEvent(event) ?? true;
    }, html);
  await paste('<p class="MsoNormal">từ Word</p>');
  expect((await written(page)).map(textOf)).toEqual(['một haitừ Word']);
  expect(await page.evaluate(() => window.harness.pasted)).toEqual(['<p class="MsoNormal">từ Word</p>']);
  await page.evaluate(() => (window.harness.converted = null));
  await paste('<p>thường <a href="javascript:alert(1)">xấu</a></p>');
  const [block] = await written(page);
  expect(textOf(block)).toContain('thường xấu');
  expect(JSON.stringify(block)).not.toContain('link');
});

test('picture files are handed over with their place, and come back as figures', async ({ page, start }) => {
  await start(doc(p('a', 'một'), p('b', 'hai')));
  await caret(page, 'Control+Home');
  await page.evaluate(() => {
    const data = new DataTransfer();
    data.items.add(new File(['x'], 'anh.jpg', { type: 'image/jpeg' }));
    const event = new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true });
    document.querySelector('.text')?.dispatchEvent(event);
  });
  expect(await page.evaluate(() => window.harness.files)).toEqual(['anh.jpg']);
  expect(await page.evaluate(() => window.harness.place)).toEqual({ after: 'a' });
  await page.evaluate(
    (media) => window.harness.editor.insertFigures([{ media, credit: 'Mai Lan' }], window.harness.place),
    shots.coast.hash,
  );
  const blocks = await written(page);
  expect(kinds(blocks)).toEqual(['paragraph', 'figure', 'paragraph']);
  expect(blocks[1]?.attrs).toMatchObject({ media: shots.coast.hash, credit: 'Mai Lan' });
});

test('a figure by keyboard alone: caption, credit, description, focal point', async ({ page, start }) => {
  await start(doc(p('a', 'một'), figure('f'), p('b', 'hai')));
  await expect(page.getByPlaceholder('Ảnh: cần ghi tên người chụp')).toBeVisible();
  await caret(page, 'Control+Home');
  await caret(page, 'ArrowDown');
  await expect(page.locator('.media.chosen')).toHaveCount(1);
  await page.keyboard.press('Enter');
  await page.keyboard.type('Vách đá Mỏm Én');
  await page.keyboard.press('Tab');
  await page.keyboard.type('Phạm Minh Khuê');
  await page.keyboard.press('Tab');
  await page.keyboard.type('Vách đá trắng nhô ra biển');
  await page.keyboard.press('Shift+Tab');
  await page.keyboard.press('Shift+Tab');
  await page.keyboard.press('Shift+Tab');
  await caret(page, 'ArrowRight');
  await page.keyboard.press('Shift+ArrowUp');
  await page.keyboard.press('Escape');
  await expect(page.locator('.media.chosen')).toHaveCount(1);
  expect((await written(page))[1]?.attrs).toEqual({
    id: 'f',
    media: shots.coast.hash,
    caption: 'Vách đá Mỏm Én',
    credit: 'Phạm Minh Khuê',
    alt: 'Vách đá trắng nhô ra biển',
    focusX: 510,
    focusY: 450,
  });

  // Each stay in a field is one step.
  await page.keyboard.press('Control+z');
  await page.keyboard.press('Control+z');
  await page.keyboard.press('Control+z');
  expect((await written(page))[1]?.attrs).toMatchObject({ credit: 'Phạm Minh Khuê' });
  expect((await written(page))[1]?.attrs).not.toHaveProperty('alt');
  await page.keyboard.press('Enter');
  await page.keyboard.press('Enter');
  await page.keyboard.type('tiếp ');
  expect(textOf((await written(page))[2])).toBe('tiếp hai');
});

test('what is written while a picture is chosen goes below it', async ({ page, start }) => {
  await start(doc(p('a', 'một'), figure('f'), p('b', 'hai')));
  await caret(page, 'Control+Home');
  await caret(page, 'ArrowDown');
  await expect(page.locator('.media.chosen')).toHaveCount(1);
  await page.keyboard.type('giữa');
  const blocks = await written(page);
  expect(kinds(blocks)).toEqual(['paragraph', 'figure', 'paragraph', 'paragraph']);
  expect(textOf(blocks[2])).toBe('giữa');
});

test('a caption composed by an input method', async ({ page, start }) => {
  await start(doc(figure('f'), p('b', 'hai')));
  await page.locator('.caption').focus();
  await compose(page, 'd', 'đ', 'đe', 'đê', 'đêm');
  await expect(page.locator('.caption')).toHaveValue('đêm');
  expect((await written(page))[0]?.attrs['caption']).toBe('đêm');
  await page.keyboard.press('Control+z');
  await expect(page.locator('.caption')).toHaveValue('');
});

test('the focal point by mouse: the first click only chooses', async ({ page, start }) => {
  await start(doc(p('a', 'một'), figure('f')));
  const box = await page.locator('.photo').boundingBox();
  if (box === null) throw new Error('no photo');
  const at = [box.x + box.width * 0.25, box.y + box.height * 0.75] as const;
  await page.mouse.click(...at);
  await expect(page.locator('.point')).toBeVisible();
  expect(await page.evaluate(() => window.harness.docs.length)).toBe(0);
  await page.mouse.click(...at);
  const { focusX, focusY } = (await written(page))[1]?.attrs ?? {};
  expect(Math.abs(Number(focusX) - 250)).toBeLessThan(5);
  expect(Math.abs(Number(focusY) - 750)).toBeLessThan(5);
});

test('photos become a gallery, change places in it by key and by hand, and come out again', async ({
  page,
  start,
}) => {
  const photo = (id: string, media: string = shots.coast.hash) =>
    figure(id, { media, caption: id, credit: 'Mai Lan' });
  await start(doc(p('a', 'một'), photo('f'), photo('g', shots.stones.hash), photo('h'), p('b', 'hai')));
  await caret(page, 'Control+Home');
  await caret(page, 'ArrowDown');
  await expect(page.locator('.media.chosen')).toHaveCount(1);
  await page.keyboard.press('Control+Alt+j');
  await expect(page.getByRole('group', { name: 'Hai ảnh cạnh nhau' })).toBeVisible();
  const boxes = await Promise.all(['f', 'g'].map((name) => page.locator('.gallery .photo').nth(name === 'f' ? 0 : 1).boundingBox())); // prettier-ignore
  expect(Math.abs((boxes[0]?.height ?? 0) - (boxes[1]?.height ?? 0))).toBeLessThan(2);
  await picture(page, 'side-by-side');
  await page.keyboard.press('Control+Alt+u');
  expect(idsOf(await written(page))).toEqual(['a', 'f', 'g', 'h', 'b']);

  // By the tools: all that stand together.
  await page.getByRole('button', { name: 'Ảnh đang chọn' }).click();
  await page.getByRole('button', { name: /Gộp các ảnh/ }).click();
  const gallery = page.getByRole('group', { name: 'Bộ ảnh, 3 ảnh' });
  await expect(gallery).toBeVisible();
  const order = async (): Promise<unknown[]> => idsOf((await written(page))[1]?.content ?? []);
  expect(await order()).toEqual(['f', 'g', 'h']);
  await page.keyboard.press('Alt+ArrowDown');
  expect(await order()).toEqual(['g', 'f', 'h']);
  await picture(page, 'gallery');

  const third = page.locator('.gallery .media').nth(2);
  await third.dragTo(page.locator('.gallery .media').nth(0), { targetPosition: { x: 8, y: 60 } });
  expect(await order()).toEqual(['h', 'g', 'f']);
  await page.keyboard.press('Control+Alt+o');
  expect(kinds(await written(page))).toEqual(['paragraph', 'gallery', 'figure', 'paragraph']);
  expect((await written(page))[2]?.attrs).toMatchObject({ id: 'h', caption: 'h', credit: 'Mai Lan' });
  // How many steps these are depends on how quickly they came.
  const before = ['a', 'f', 'g', 'h', 'b'];
  for (let i = 0; i < 8 && idsOf(await written(page)).join() !== before.join(); i += 1)
    await page.keyboard.press('Control+z');
  expect(idsOf(await written(page))).toEqual(before);

  // From the tray they come together.
  await caret(page, 'Control+Home');
  await page.evaluate(
    (media) =>
      window.harness.editor.insertFigures([{ media }, { media, credit: 'Mai Lan' }], undefined, true),
    shots.coast.hash,
  );
  expect(kinds(await written(page)).slice(0, 2)).toEqual(['paragraph', 'gallery']);
  expect((await written(page))[1]?.content?.map((one) => one.attrs['credit'])).toEqual([
    undefined,
    'Mai Lan',
  ]);
});

test('finding without marks, with marks, and replacing', async ({ page, start }) => {
  await start(doc(p('a', 'Hoà bình, hoa hồng, HÓA học'), p('b', 'Đảng và dang tay'), p('c', 'hoa')));
  await caret(page, 'Control+Home');
  await page.keyboard.press('Control+f');
  const search = page.getByRole('search');
  await search.getByLabel('Tìm', { exact: true }).fill('hoa');
  await expect(search.locator('output')).toHaveText('1/4');
  await page.keyboard.press('Enter');
  await expect(search.locator('output')).toHaveText('2/4');
  await page.keyboard.press('Shift+Enter');
  await page.keyboard.press('Shift+Enter');
  await expect(search.locator('output')).toHaveText('4/4');
  await expect(page.locator('.found')).toHaveCount(4);
  await picture(page, 'find');

  await search.getByRole('button', { name: 'Phân biệt dấu' }).click();
  await expect(page.locator('.found')).toHaveCount(2);
  await search.getByLabel('Thay bằng').fill('huệ');
  await search.getByRole('button', { name: 'Thay tất cả' }).click();
  await expect(search.locator('output')).toHaveText('Đã thay 2 chỗ');
  expect((await written(page)).map(textOf)).toEqual([
    'Hoà bình, huệ hồng, HÓA học',
    'Đảng và dang tay',
    'huệ',
  ]);
  await page.keyboard.press('Escape');
  await expect(search).toHaveCount(0);
  await page.keyboard.press('Control+z');
  expect((await written(page)).map(textOf)).toEqual([
    'Hoà bình, hoa hồng, HÓA học',
    'Đảng và dang tay',
    'hoa',
  ]);

  await page.keyboard.press('Control+f');
  await search.getByRole('button', { name: 'Phân biệt dấu' }).click();
  await search.getByLabel('Tìm', { exact: true }).fill('dang');
  await search.getByLabel('Thay bằng').fill('x');
  await page.keyboard.press('Enter');
  expect(textOf((await written(page))[1])).toBe('x và dang tay');
});

test('the words of figures are found and replaced too', async ({ page, start }) => {
  const words = { caption: 'Chợ phiên Hoà Bình', credit: 'Hòa Lê', alt: 'Chợ bên sông' };
  await start(doc(p('a', 'Hoà nhạc'), figure('f', words), p('b', 'hai')));
  await caret(page, 'Control+Home');
  await page.keyboard.press('Control+f');
  const search = page.getByRole('search');
  await search.getByLabel('Tìm', { exact: true }).fill('hoa');
  await expect(search.locator('output')).toHaveText('1/3');
  await page.keyboard.press('Enter');
  await page.keyboard.press('Enter');
  await expect(search.locator('output')).toHaveText('3/3');
  await expect(page.locator('.media.chosen.credit-found-here')).toHaveCount(1);
  await picture(page, 'find-in-figure');
  await search.getByLabel('Thay bằng').fill('Hạ');
  await search.getByRole('button', { name: 'Thay tất cả' }).click();
  expect((await written(page))[1]?.attrs).toMatchObject({ caption: 'Chợ phiên Hạ Bình', credit: 'Hạ Lê' });
  await page.keyboard.press('Escape');
  await page.keyboard.press('Control+z');
  expect((await written(page))[1]?.attrs).toMatchObject(words);
  expect(textOf((await written(page))[0])).toBe('Hoà nhạc');
});

test('a link is set, changed and refused', async ({ page, start }) => {
  await start(doc(p('a', 'Cổng tỉnh')));
  await page.keyboard.press('Control+a');
  await page.keyboard.press('Control+k');
  const field = page.getByLabel('Địa chỉ liên kết');
  await field.fill('javascript:alert(1)');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('alert')).toBeVisible();
  await field.fill('example.vn/tin');
  await page.keyboard.press('Enter');
  expect((await written(page))[0]?.content?.[0]?.marks).toEqual([
    { type: 'link', attrs: { href: 'https://example.vn/tin' } },
  ]);
  await caret(page, 'ArrowRight');
  await caret(page, 'ArrowLeft');
  await page.keyboard.press('Control+k');
  await expect(field).toHaveValue('https://example.vn/tin');
  await page.getByRole('button', { name: 'Bỏ liên kết' }).click();
  expect((await written(page))[0]?.content?.[0]?.marks).toBeUndefined();
});

test('tables by keyboard', async ({ page, start }) => {
  await start(doc(p('a', 'trước')));
  await caret(page, 'End');
  await page.keyboard.press('Control+Alt+b');
  for (const text of ['Giờ', 'Nội dung', 'Nơi']) {
    await page.keyboard.type(text);
    await page.keyboard.press('Tab');
  }
  const table = async (): Promise<Block | undefined> =>
    (await written(page)).find((block) => block.type === 'table');
  const size = async (): Promise<number[]> => {
    const rows = (await table())?.content ?? [];
    return [rows.length, rows[0]?.content?.length ?? 0];
  };
  expect(await size()).toEqual([3, 3]);
  await page.keyboard.press('Control+Alt+Enter');
  await page.keyboard.press('Control+Alt+.');
  expect(await size()).toEqual([4, 4]);
  await page.keyboard.press('Control+Alt+Backspace');
  await page.keyboard.press('Control+Alt+Shift+Backspace');
  expect(await size()).toEqual([3, 3]);
  for (let i = 0; i < 6; i += 1) await page.keyboard.press('Tab');
  expect(await size()).toEqual([4, 3]);
  await page.keyboard.type('cuối');
  expect(textOf((await table())?.content?.[3])).toBe('cuối');
  await page.getByRole('button', { name: 'Bảng', exact: true }).click();
  await picture(page, 'table');
  await page.getByRole('button', { name: 'Xóa bảng' }).click();
  expect(kinds(await written(page))).toEqual(['paragraph']);
});

test('the tools are one stop, arrows walk them, and they say what is in force', async ({ page, start }) => {
  await start(doc(p('a', 'một')));
  await page.keyboard.press('Control+a');
  await page.keyboard.press('Control+b');
  const bold = page.getByRole('button', { name: 'Chữ đậm' });
  await expect(bold).toHaveAttribute('aria-pressed', 'true');
  await bold.focus();
  await caret(page, 'ArrowRight');
  await expect(page.getByRole('button', { name: 'Chữ nghiêng' })).toBeFocused();
  await caret(page, 'End');
  await expect(page.getByRole('button', { name: '1 chữ' })).toBeFocused();
  await expect(page.locator('.bar > [tabindex="0"]')).toHaveCount(1);
  const boxes = await page
    .locator('.bar > button')
    .evaluateAll((all) => all.map((one) => one.getBoundingClientRect()));
  for (const box of boxes) expect(Math.min(box.width, box.height)).toBeGreaterThanOrEqual(44);
});

test('the outline leads to headings and figures', async ({ page, start }) => {
  const filler = Array.from({ length: 30 }, (_, i) => p(`p${String(i)}`, 'Đoạn văn dài. '.repeat(20)));
  await start(doc(...filler, { type: 'heading', attrs: { id: 'h', level: 2 }, content: [{ type: 'text', text: 'Đường đi' }] },
    figure('f', { caption: 'Mỏm Én' }))); // prettier-ignore
  await page.keyboard.press('Control+Shift+o');
  const panel = page.getByRole('region', { name: 'Dàn bài' });
  await expect(panel).toContainText('1.802 chữ, đọc khoảng 9 phút');
  await expect(panel.getByRole('button').first()).toBeFocused();
  await page.keyboard.press('Escape');
  await expect(page.locator('.text')).toBeFocused();
  await page.keyboard.press('Control+Shift+o');
  await picture(page, 'outline');
  await panel.getByRole('button', { name: 'Đường đi' }).press('Enter');
  await expect(page.locator('.text h2')).toBeInViewport();
  await page.keyboard.type('Xem ');
  expect(textOf((await written(page))[30])).toBe('Xem Đường đi');
  await page.getByRole('button', { name: /chữ, Dàn bài/ }).click();
  await panel.getByRole('button', { name: 'Mỏm Én' }).click();
  await expect(page.locator('.media.chosen')).toBeInViewport();
});

test('another document comes in, and the history stays', async ({ page, start }) => {
  await start(doc(p('a', 'một'), p('b', 'hai')));
  await caret(page, 'Control+End');
  await page.keyboard.type('!');
  await page.evaluate(
    (next) => window.harness.editor.replaceDoc(next),
    doc(p('a', 'một'), p('x', 'mới'), p('b', 'hai!')),
  );
  expect((await written(page)).map(textOf)).toEqual(['một', 'mới', 'hai!']);
  expect(await page.evaluate(() => window.harness.editor.selection())).toEqual({ from: 15, to: 15 });
  await page.keyboard.press('Control+z');
  expect(idsOf(await written(page))).toEqual(['a', 'b']);
  await page.keyboard.press('Control+z');
  expect((await written(page)).map(textOf)).toEqual(['một', 'hai']);
});

test('the caret comes back where it was', async ({ page, start }) => {
  await start(doc(p('a', 'một'), p('b', 'hai'), figure('f')), { caret: { from: 8, to: 8 } });
  await page.keyboard.type('X');
  expect(textOf((await written(page))[1])).toBe('haXi');
});

test('shown read-only', async ({ page, start }) => {
  await start(doc(p('a', 'một'), figure('f')), { readonly: true });
  await page.locator('.text p').click();
  await page.keyboard.type('X');
  await page.locator('.caption').click();
  await page.keyboard.type('X');
  expect(await page.evaluate(() => window.harness.docs.length)).toBe(0);
  await expect(page.getByRole('toolbar')).toHaveCount(0);
});

test('the keys are told, and the page is well made', async ({ page, start }) => {
  await start(doc(
    { type: 'figure', attrs: { id: 'f', media: shots.coast.hash, caption: 'Vách đá trắng Mỏm Én nhìn từ rừng phòng hộ', focusX: 470, focusY: 570 } },
    p('a', 'Ban Tổ chức nhận được 1.206 tác phẩm của 173 tác giả sau sáu tháng phát động. Mỗi bức ảnh được chọn đều kèm lời kể của người chụp'),
    { type: 'heading', attrs: { id: 'h', level: 2 }, content: [{ type: 'text', text: 'Từ rừng già xuống biển' }] },
    { type: 'blockquote', attrs: { id: 'q' }, content: [{ type: 'paragraph', content: [{ type: 'text', text: '“Tôi đợi ở đó ba buổi sáng.”' }] }] },
    { type: 'bullet_list', attrs: { id: 'l' }, content: [{ type: 'list_item', content: [{ type: 'paragraph', content: [{ type: 'text', text: 'Tầng 1: rừng' }] }] }, { type: 'list_item', content: [{ type: 'paragraph', content: [{ type: 'text', text: 'Tầng 2: biển' }] }] }] },
    { type: 'table', attrs: { id: 't' }, content: [
      { type: 'table_row', content: ['Giờ', 'Nội dung'].map((text) => ({ type: 'table_header', content: [{ type: 'paragraph', content: [{ type: 'text', text }] }] })) },
      { type: 'table_row', content: ['09:30–11:00', 'Khai mạc'].map((text) => ({ type: 'table_cell', content: [{ type: 'paragraph', content: [{ type: 'text', text }] }] })) }] },
    { type: 'gallery', attrs: { id: 'g' }, content: [shots.coast, shots.stones].map((shot) => ({ type: 'figure', attrs: { media: shot.hash, caption: 'Ảnh', credit: 'Mai Lan' } })) },
    { type: 'figure', attrs: { id: 'n', media: 'c3'.repeat(32) } },
    { type: 'video', attrs: { id: 'v', media: 'd4'.repeat(32), caption: 'Lễ khai mạc' } },
    { type: 'poll', attrs: { id: 'u' }, content: [{ type: 'text', text: 'Quý vị có hài lòng?' }] },
  )); // prettier-ignore
  await page.locator('.photo').first().click();
  await picture(page, 'figure');
  for (const theme of ['dark', 'contrast', 'paper']) {
    await page.evaluate((name) => (document.documentElement.dataset['theme'] = name), theme);
    await picture(page, theme);
    expect(await judge(page), theme).toEqual([]);
  }
  await page.locator('.text blockquote').click();
  await picture(page, 'blocks');
  await page.locator('.text .kept').scrollIntoViewIfNeeded();
  await page.locator('.text .kept').click();
  await picture(page, 'end');
  expect(await judge(page)).toEqual([]);
  await page.getByRole('button', { name: 'Thêm', exact: true }).click();
  await picture(page, 'more');
  expect(await judge(page)).toEqual([]);
  await page.keyboard.press('Escape');
  await page.keyboard.press('Control+k');
  expect(await judge(page)).toEqual([]);
  await picture(page, 'link');
  await page.keyboard.press('Escape');
  await page.keyboard.press('F1');
  await expect(page.getByRole('dialog', { name: 'Phím tắt' })).toBeVisible();
  expect(await judge(page)).toEqual([]);
  await picture(page, 'help');
  await page.keyboard.press('Escape');
  expect(await page.evaluate(() => window.harness.docs.length)).toBe(0);
});
