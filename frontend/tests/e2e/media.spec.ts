/** What goes with an article, in the built program (BANGTIN_BIN): attached at the desk, read and played by readers. */
import type { Browser, Page } from '@playwright/test';
import { film, pdf, vtt, wav } from '../fixture/files.mjs';
import { judge } from './judge';
import { act, ask, binary, document as draft, Office, takeCharge } from './office';
import { shoot } from './shots';
import { expect, overflows, sizes, test } from './world';

interface File {
  media: string;
  type: string;
}

/** Sends a file as the desk's page does. */
async function send(page: Page, name: string, bytes: Buffer): Promise<File> {
  return page.evaluate(
    async ([called, data]) => {
      const body = Uint8Array.from(atob(data), (c) => c.charCodeAt(0));
      const answer = await fetch(`/api/desk/files?name=${called}`, { method: 'POST', body });
      if (!answer.ok) throw new Error(await answer.text());
      return (await answer.json()) as File;
    },
    [name, bytes.toString('base64')] as const,
  );
}

/** Begins a program with an article on show that has one of everything. */
async function published(
  browser: Browser,
): Promise<{ office: Office; desk: Page; path: string; id: string }> {
  const office = new Office();
  await office.start();
  const desk = await office.sit(browser);
  await takeCharge(desk, true);
  await desk.getByRole('navigation', { name: 'Bàn biên tập' }).waitFor();
  const { id: category } = await ask<{ id: string }>(desk, 'POST', '/api/desk/categories', {
    name: { vi: 'Hội nghị', en: 'Conference' },
    parent: '',
  });
  const paper = await send(desk, 'chuong-trinh.pdf', pdf(3));
  const moving = await send(desk, 'khai-mac.webm', await film(desk));
  const heard = await send(desk, 'loi-chao.wav', wav(3));
  const words = await send(desk, 'khai-mac.vtt', vtt);
  const doc = draft(
    'Khai mạc hội nghị xúc tiến đầu tư miền biên giới',
    category,
    'Sáng 26/11, hội nghị khai mạc.',
  );
  const body = doc['body'] as { content: unknown[] };
  body.content.push(
    {
      type: 'video',
      attrs: { id: 'v1', media: moving.media, subtitles: words.media, caption: 'Quang cảnh lễ khai mạc', credit: 'Phim: Hà My', transcript: 'Kính thưa quý vị đại biểu.\n\nXin mời quý vị.' },
    },
    {
      type: 'audio',
      attrs: { id: 's1', media: heard.media, caption: 'Lời chào của ban tổ chức', transcript: 'Kính chào quý vị.' },
    },
  ); // prettier-ignore
  const attachments = [
    { media: paper.media, name: 'Chương trình chi tiết hai ngày hội nghị', type: paper.type },
    { media: heard.media, name: 'Lời chào (bản ghi âm)', type: heard.type },
  ];
  const { id } = await ask<{ id: string }>(desk, 'POST', '/api/desk/articles');
  await ask(desk, 'POST', `/api/desk/articles/${id}/revisions`, { doc: { ...doc, attachments }, base: [] });
  for (const step of ['submit', 'approve', 'publish']) await act(desk, id, step);
  const { path } = await ask<{ path: string }>(desk, 'GET', `/api/articles/${id}`);
  return { office, desk, path, id };
}

test.skip(binary === '', 'needs the built program');

/** One program for all of them: none publishes anything else. */
let office: Office;
let desk: Page;
let path: string;
let id: string;

test.beforeAll(async ({ browser }) => {
  if (binary !== '') ({ office, desk, path, id } = await published(browser));
});

test.afterAll(async () => {
  if (binary !== '') await office.close();
});

test('a PDF is read page by page, inside the program', async ({ browser }) => {
  const context = await browser.newContext({ viewport: sizes.wide });
  const page = await context.newPage();
  const faults: string[] = [];
  page.on('console', (line) => line.type() === 'error' && faults.push(line.text()));
  page.on('pageerror', (error) => faults.push(error.message));
  const asked: string[] = [];
  page.on('request', (request) => asked.push(request.url()));
  await page.goto(office.address + path);
  const list = page.getByRole('region', { name: 'Tệp đính kèm' });
  await expect(list.getByText('Chương trình chi tiết hai ngày hội nghị')).toBeVisible();
  await expect(list.getByText(/^PDF, [\d,]+ KB$/)).toBeVisible();
  expect(asked.some((url) => url.includes('pdf'))).toBe(false);
  await list.scrollIntoViewIfNeeded();
  await shoot(page, 'media-list-wide');

  await list.getByRole('button', { name: 'Mở xem: Chương trình chi tiết hai ngày hội nghị' }).click();
  const dialog = page.getByRole('dialog', { name: 'Chương trình chi tiết hai ngày hội nghị' });
  await expect(dialog.getByRole('img', { name: 'Trang 1 trên 3' })).toBeVisible();
  const number = dialog.getByRole('textbox', { name: 'Trang 1 trên 3' });
  await expect(number).toHaveValue('1');
  await expect(dialog.getByText('Trang 1, line 3')).toBeAttached();
  await shoot(page, 'media-pdf-wide');
  expect(await judge(page)).toEqual([]);

  await page.keyboard.press('PageDown');
  await expect(dialog.getByRole('textbox')).toHaveValue('2');
  await expect(dialog.getByRole('img', { name: 'Trang 2 trên 3' })).toBeVisible();
  await dialog.getByRole('button', { name: 'Trang sau' }).click();
  await expect(dialog.getByRole('textbox')).toHaveValue('3');
  await expect(dialog.getByRole('button', { name: 'Trang sau' })).toBeDisabled();
  await dialog.getByRole('textbox').fill('1');
  await dialog.getByRole('textbox').press('Enter');
  await expect(dialog.getByRole('img', { name: 'Trang 1 trên 3' })).toBeInViewport();
  const width = () =>
    dialog
      .locator('canvas')
      .first()
      .evaluate((one) => one.getBoundingClientRect().width);
  const before = await width();
  await dialog.getByRole('button', { name: 'Phóng to' }).click();
  await expect.poll(width).toBeGreaterThan(before * 1.2);
  await expect(dialog.locator('a:not([download])')).toHaveCount(0); // nothing in it leads away
  await page.keyboard.press('Escape');
  await expect(dialog).toHaveCount(0);
  const elsewhere = asked.filter((url) => !url.startsWith(office.address) && !url.startsWith('blob:'));
  expect(elsewhere).toEqual([]);
  expect(faults).toEqual([]);

  await page.setViewportSize(sizes.phone);
  await page.evaluate(() => (location.hash = ''));
  await page.getByRole('button', { name: /^Mở xem/ }).click();
  await expect(dialog.getByRole('img', { name: 'Trang 1 trên 3' })).toBeVisible();
  expect(await overflows(page)).toEqual([]);
  await shoot(page, 'media-pdf-phone');
  await page.keyboard.press('Escape');
  await list.scrollIntoViewIfNeeded();
  await shoot(page, 'media-list-phone');
  expect(await judge(page)).toEqual([]);
  await context.close();

  const kiosk = await office.sit(browser, `/kiosk${path}`, 'kiosk');
  await kiosk.setViewportSize(sizes.tall);
  await kiosk.getByRole('button', { name: /^Mở xem/ }).click();
  const tall = kiosk.getByRole('dialog', { name: /^Chương trình/ });
  await expect(tall.getByRole('img', { name: 'Trang 1 trên 3' })).toBeVisible();
  await expect(tall.getByRole('link', { name: 'Tải xuống' })).toHaveCount(0);
  await shoot(kiosk, 'media-pdf-kiosk');
  expect(await judge(kiosk)).toEqual([]);
  await kiosk.keyboard.press('Escape');
  await expect(kiosk.getByRole('link', { name: /^Tải xuống/ })).toHaveCount(0);
  await kiosk.getByRole('region', { name: 'Tệp đính kèm' }).scrollIntoViewIfNeeded();
  await shoot(kiosk, 'media-list-kiosk');
  if (shots !== '') {
    await kiosk.getByRole('button', { name: 'English' }).click();
    await kiosk.getByRole('region', { name: 'Attachments' }).scrollIntoViewIfNeeded();
    await shoot(kiosk, 'media-list-kiosk-en', ['paper']);
    await kiosk.setViewportSize(sizes.wide);
    await kiosk.getByRole('figure', { name: /^Film/ }).scrollIntoViewIfNeeded();
    await shoot(kiosk, 'media-film-kiosk-wide-en', ['paper']);
  }
  await kiosk.context().close();
});

test('films and sounds play when asked, say their words, and stop with their page', async ({ browser }) => {
  const page = await office.sit(browser, `/kiosk${path}`, 'kiosk');
  await page.setViewportSize(sizes.tall);
  const shown = page.getByRole('figure', { name: 'Phim: Quang cảnh lễ khai mạc' });
  const video = shown.locator('video');
  await expect(video).toBeAttached();
  const still = () => video.evaluate((one: HTMLVideoElement) => one.paused && one.currentTime === 0);
  expect(await still()).toBe(true);
  for (const button of await shown.getByRole('button').all()) {
    const box = await button.boundingBox();
    expect(Math.min(box?.width ?? 0, box?.height ?? 0)).toBeGreaterThanOrEqual(72);
  }
  await shown.getByRole('button', { name: 'Phát', exact: true }).click();
  await expect(shown.getByText('Kính thưa quý vị đại biểu', { exact: true })).toBeVisible();
  await expect.poll(() => video.evaluate((one: HTMLVideoElement) => one.currentTime)).toBeGreaterThan(0.2);
  await shown.scrollIntoViewIfNeeded();
  await shoot(page, 'media-film-kiosk');
  await shown.getByRole('button', { name: 'Phụ đề' }).click();
  await expect(shown.getByText('Kính thưa quý vị đại biểu', { exact: true })).toHaveCount(0);
  await expect.poll(() => video.evaluate((one: HTMLVideoElement) => one.ended || one.paused)).toBe(true);
  await expect(shown.getByRole('button', { name: 'Phát', exact: true })).toBeVisible();

  const heard = page.getByRole('figure', { name: 'Âm thanh: Lời chào của ban tổ chức' });
  const audio = heard.locator('audio');
  await heard.getByRole('button', { name: 'Phát', exact: true }).click();
  await expect.poll(() => audio.evaluate((one: HTMLAudioElement) => one.currentTime)).toBeGreaterThan(0.2);
  // One plays at a time.
  await shown.getByRole('button', { name: 'Phát', exact: true }).click();
  await expect(heard.getByRole('button', { name: 'Phát', exact: true })).toBeVisible();
  await heard.getByRole('button', { name: 'Phát', exact: true }).click();
  await heard.getByRole('slider', { name: 'Vị trí đang phát' }).focus();
  await page.keyboard.press('ArrowLeft');
  await heard.getByRole('button', { name: 'Tắt tiếng' }).click();
  expect(await audio.evaluate((one: HTMLAudioElement) => one.muted)).toBe(true);
  await heard.getByText('Bản chép lời').click();
  await expect(heard.getByText('Kính chào quý vị.')).toBeVisible();
  await heard.scrollIntoViewIfNeeded();
  await shoot(page, 'media-sound-kiosk');
  expect(await judge(page)).toEqual([]);

  const handle = await audio.elementHandle();
  await page.getByRole('button', { name: 'Trang đầu' }).click();
  await expect(audio).toHaveCount(0);
  expect(await handle?.evaluate((one) => (one as HTMLAudioElement).paused)).toBe(true);
  await page.context().close();
});

test('where a machine cannot play something, it says so and offers the words', async ({ browser }) => {
  const context = await browser.newContext({ viewport: sizes.phone });
  const page = await context.newPage();
  await page.addInitScript(() => {
    HTMLMediaElement.prototype.canPlayType = () => ''; // a machine without codecs
  });
  await page.goto(office.address + path);
  const shown = page.getByRole('figure', { name: /^Phim/ });
  await expect(shown.getByText('Máy này không phát được phim này.')).toBeVisible();
  await expect(shown.getByText('Kính thưa quý vị đại biểu.')).toBeVisible();
  await shown.scrollIntoViewIfNeeded();
  await shoot(page, 'media-cannot-phone');
  expect(await overflows(page)).toEqual([]);
  await context.close();
});

test('at the desk files are attached, named, put in order and taken out; films go into the text', async () => {
  const page = desk;
  await page.goto(new URL(`/desk/bai/${id}`, page.url()).href);
  const panel = page.getByRole('region', { name: 'Tệp đính kèm' });
  await expect(panel.getByRole('listitem')).toHaveCount(2);
  const asked = page.waitForEvent('filechooser');
  await panel.getByRole('button', { name: 'Thêm tệp…' }).click();
  await (
    await asked
  ).setFiles([
    { name: 'Bao_cao_tong_ket.pdf', mimeType: 'application/pdf', buffer: pdf(1, 'Báo') },
    { name: 'bai.docx', mimeType: 'application/pdf', buffer: Buffer.from('<!doctype html>') },
  ]);
  await expect(panel.getByRole('listitem')).toHaveCount(3);
  await expect(panel.getByRole('alert')).toContainText('Không nhận loại tệp này');
  await shoot(page, 'media-desk-panel');
  expect(await judge(page)).toEqual([]);
  await panel.getByRole('button', { name: 'Bỏ qua' }).click();
  const name = panel.getByRole('listitem').nth(2).getByRole('textbox');
  await expect(name).toHaveValue('Bao cao tong ket');
  await name.fill('Báo cáo tổng kết');
  await panel.getByRole('button', { name: 'Đưa lên: Báo cáo tổng kết' }).click();
  await panel.getByRole('button', { name: /^Bỏ khỏi bài: Lời chào/ }).click();
  await expect(panel.getByRole('listitem')).toHaveCount(2);
  await panel.getByRole('button', { name: 'Hoàn tác' }).click();
  await expect(panel.getByRole('listitem')).toHaveCount(3);
  await panel.getByRole('button', { name: /^Bỏ khỏi bài: Lời chào/ }).click();

  const chooser = page.waitForEvent('filechooser');
  await page.getByRole('button', { name: 'Thêm phim hoặc âm thanh' }).click();
  await (await chooser).setFiles({ name: 'b.wav', mimeType: 'audio/wav', buffer: wav(1) });
  await expect(page.locator('.editor figure.media.audio')).toHaveCount(2);
  const text = page.locator('.editor figure.media.video');
  await text.getByRole('textbox', { name: 'Bản chép lời' }).fill('Dòng một\n\nDòng hai');
  await text.getByRole('button', { name: 'Lấy hình đang dừng làm ảnh bìa' }).click();
  await expect(text.getByText('Đã có ảnh bìa')).toBeVisible();
  await text.scrollIntoViewIfNeeded();
  await shoot(page, 'media-desk-film');
  await page.keyboard.press('Control+s');
  const stored = () =>
      ask<{ doc: { attachments: { name: string }[]; body: unknown }; faults: { key: string }[] }>(page, 'GET', `/api/desk/articles/${id}`); // prettier-ignore
  await expect.poll(async () => (await stored()).doc.attachments.map((one) => one.name)).toEqual(['Chương trình chi tiết hai ngày hội nghị', 'Báo cáo tổng kết']); // prettier-ignore
  const { doc, faults } = await stored();
  expect(JSON.stringify(doc.body)).toContain('Dòng một\\n\\nDòng hai');
  expect(JSON.stringify(doc.body)).toContain('"poster":"');
  expect(faults.map(({ key }) => key)).toContain('transcript_missing');

  await page.goto(new URL('/desk/thu-vien-anh', page.url()).href);
  await expect(page.getByRole('option', { name: /^Phim, khai-mac.webm|^Phim, Quang cảnh/ })).toBeVisible();
  await shoot(page, 'media-desk-library');
  if (shots !== '') {
    await page.goto(new URL('/desk/thiet-lap', page.url()).href);
    await page.getByRole('heading', { name: 'Phim và âm thanh ở cửa sổ này' }).scrollIntoViewIfNeeded();
    await shoot(page, 'media-desk-settings', ['paper']);
  }
});
