/** Nothing typed is lost: the built program is killed, its disk filled and locked, its page closed. */
import type { Browser, Page } from '@playwright/test';
import { spawnSync } from 'node:child_process';
import {
  closeSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readFileSync,
  rmSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DeskArticle } from '../../src/api/types';
import { admin, binary, Office, takeCharge } from './office';
import type { Moment } from './typist';
import { caretOf, dice, seen, textOf, Typist } from './typist';
import { expect, test } from './world';

const effort = Number(process.env['EFFORT'] ?? '1') || 1;
const seed = Number(process.env['SEED'] ?? '') || Date.now() % 1_000_000;

const kept = (page: Page) => page.getByText(/Đã lưu (tạm|phiên bản) lúc \d\d:\d\d:\d\d/);
const reopened = /Đã mở lại phần chưa lưu, viết đến (\d\d:\d\d:\d\d)/;
const clock = new Intl.DateTimeFormat('vi-VN', {
  timeZone: 'Asia/Ho_Chi_Minh',
  timeStyle: 'medium',
  hourCycle: 'h23',
});

/** What the engine has of the article that a page is about. */
async function stored(page: Page, path: string): Promise<DeskArticle> {
  const id = path.split('/').at(-1) ?? '';
  const answer = await page.request.get(new URL(`/api/desk/articles/${id}`, page.url()).href);
  expect(answer.ok()).toBe(true);
  return (await answer.json()) as DeskArticle;
}

/** Never among the moments of a typist. */
const nothing: Moment = { sight: { title: '', lead: '', text: '', in: 'text', at: -1 }, since: 0 };

/** A document as a string that does not tell the order of its members. */
function textIn(doc: unknown): string {
  const sorted = (_: string, value: unknown): unknown =>
    typeof value === 'object' && value !== null && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
      : value;
  return JSON.stringify(doc, sorted);
}

/** The words of the text that the engine has, the unsaved before the saved. */
async function storedText(page: Page, path: string): Promise<string> {
  const { note, doc } = await stored(page, path);
  return JSON.stringify(note?.doc ?? doc);
}

/** Waits until the text of an article can be written. */
async function canWrite(page: Page): Promise<void> {
  await expect(page.locator('.editor .text')).toHaveAttribute('contenteditable', 'true', { timeout: 30_000 });
}

async function openArticle(page: Page, path: string): Promise<void> {
  await page.goto(new URL(path, page.url()).href);
  await canWrite(page);
}

/** Begins an article and leaves it once it has a version. */
async function begin(page: Page): Promise<string> {
  await page.getByRole('button', { name: 'Viết bài' }).click();
  await expect(page.locator('.editor .text')).toHaveAttribute('contenteditable', 'true');
  await page.getByLabel('Tít', { exact: true }).fill('Hội nghị');
  await page.locator('.editor .text').click();
  await page.keyboard.type('Mở đầu.');
  await page.keyboard.press('Control+s');
  await expect(page.getByText(/Đã lưu phiên bản lúc/)).toBeVisible();
  return new URL(page.url()).pathname;
}

/** Sits down again after the program was ended, at the shortest way to an article. */
async function sitAgain(office: Office, browser: Browser, path: string): Promise<Page> {
  const page = await office.sit(browser, '/');
  await page.evaluate(
    async (body) => {
      const answer = await fetch('/api/desk/sign-in', {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
      });
      if (!answer.ok) throw new Error(await answer.text());
    },
    { login: admin.login, password: admin.password },
  );
  await openArticle(page, path);
  return page;
}

/** Runs a command; empty, or what it complained of. */
function tryTo(command: string, ...args: string[]): string {
  const { error, status, stderr } = spawnSync(command, args, { encoding: 'utf8' });
  if (error !== undefined) return error.message;
  return status === 0 ? '' : stderr.trim() || `status ${String(status)}`;
}

/** Leaves not a byte of a small disk. */
function fill(folder: string): void {
  const file = openSync(join(folder, 'fill'), 'w');
  try {
    for (let size = 1 << 20; size >= 1; size >>= 4) {
      const part = Buffer.alloc(size);
      try {
        while (writeSync(file, part) === size);
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error;
      }
    }
  } finally {
    closeSync(file);
  }
}

/** Mounts a folder over itself, for reading only: what the program opens from then on it cannot write. */
function lock(folder: string): void {
  expect(tryTo('mount', '--bind', folder, folder)).toBe('');
  expect(tryTo('mount', '-o', 'remount,ro,bind', folder)).toBe('');
}

const disks = [
  {
    name: 'the disk is full',
    reason: 'Ổ đĩa đã đầy',
    versions: true,
    take: fill,
    give: (folder: string) => rmSync(join(folder, 'fill')),
  },
  {
    name: 'the folder is for reading only',
    reason: 'Thư mục dữ liệu chỉ cho đọc',
    versions: false, // the files that are open already take them still
    take: lock,
    give: (folder: string) => expect(tryTo('umount', folder)).toBe(''),
  },
];

async function shoot(page: Page, name: string): Promise<void> {
  const shots = process.env['BANGTIN_SHOTS'] ?? '';
  if (shots === '') return;
  mkdirSync(shots, { recursive: true });
  await page.screenshot({ path: join(shots, `lost-${name.replaceAll(' ', '-')}.png`) });
}

test.describe('nothing typed is lost', () => {
  test.skip(binary === '', 'needs the built program: BANGTIN_BIN');
  test.use({ viewport: { width: 1366, height: 768 } });

  test('when the program or the page is killed', async ({ browser }, info) => {
    const kills = 10 * effort;
    const crashes = 2 * effort;
    test.setTimeout(120_000 + (kills + crashes) * 15_000);
    info.annotations.push({ type: 'seed', description: String(seed) });
    console.log(`SEED=${String(seed)}`);
    const random = dice(seed);
    const office = new Office();
    const lost: number[] = [];
    try {
      await office.start();
      let page = await office.sit(browser);
      await takeCharge(page, true);
      const path = await begin(page);
      for (let round = 0; round < kills + crashes; round += 1) {
        const crash = round % 6 === 5; // two of twelve
        const typist = new Typist(random, 15);
        let killed = 0;
        const typing = typist.write(page, () => killed > 0);
        await new Promise((wait) => setTimeout(wait, 200 + random() * 2_200));
        if (random() < 0.25) await page.keyboard.press('Control+s');
        killed = Date.now();
        if (crash) {
          const dead = page.waitForEvent('crash');
          void (await page.context().newCDPSession(page)).send('Page.crash').catch(() => undefined);
          await dead;
          await typing;
          const { origin } = new URL(page.url());
          const next = await page.context().newPage();
          await page.close();
          page = next;
          await page.goto(`${origin}${path}`);
          await canWrite(page);
        } else {
          await office.end('SIGKILL');
          await typing;
          if (round === 0) {
            await expect(page.getByText('Chưa lưu được:')).toBeVisible();
            await expect(kept(page)).toBeHidden();
          }
          await page.context().close();
          await office.start();
          page = await sitAgain(office, browser, path);
        }
        const what = `round ${String(round)} of SEED=${String(seed)}${crash ? ', page crash' : ''}`;
        const now = await stored(page, path);
        const is = await seen(page);

        // What is there is what stood on the page at some moment, and the next one was less than a second ago.
        const { moments } = typist;
        const same = moments.filter(({ sight }) => textOf(sight) === textOf(is));
        const told = () =>
          `${JSON.stringify(is)} among ${JSON.stringify(moments.slice(0, 4))}, …, ${JSON.stringify(moments.slice(-40))}, killed ${String(killed)}`;
        expect(same.length, same.length > 0 ? what : `${what}: never stood there: ${told()}`).toBeGreaterThan(
          0,
        );
        const gone = moments[moments.indexOf(same.at(-1) ?? nothing) + 1];
        const late = gone === undefined ? 0 : Math.max(killed - gone.since, 0);
        lost.push(late);
        expect(late, `${what}: milliseconds of typing that are gone`).toBeLessThanOrEqual(1_000);

        // What is said is true: the text goes up to that second. A note of what is saved says nothing.
        const notice = page.getByText(reopened);
        if (now.note === null || textIn(now.note.doc) === textIn(now.doc)) {
          await expect(notice, what).toBeHidden();
          continue;
        }
        const at = Date.parse(now.note.at);
        expect(reopened.exec((await notice.textContent()) ?? '')?.[1], what).toBe(clock.format(at));
        expect(same[0]?.since, `${what}: typed after what it says`).toBeLessThan(at + 200);
        if (gone !== undefined)
          expect(gone.since, `${what}: typed before what it says`).toBeGreaterThan(at - 200);
        // The caret stood there with this text.
        const carets = same.map(({ sight }) => caretOf(sight)).join('|');
        const { from, to, in: where } = now.note;
        await expect
          .poll(
            async () => caretOf(await seen(page)),
            `${what}: kept ${JSON.stringify({ where, from, to })}, ${told()}`,
          )
          .toMatch(new RegExp(`^(${carets})$`));
      }
      lost.sort((a, b) => a - b);
      const median = lost[Math.floor(lost.length / 2)] ?? 0;
      console.log(
        `${String(lost.length)} kills: lost ${String(median)} ms of typing in the median, ${String(lost.at(-1))} ms at most`,
      );
    } finally {
      await office.close();
    }
  });

  test('when the page is left in the middle of a word', async ({ browser }) => {
    const office = new Office();
    try {
      await office.start();
      let page = await office.sit(browser);
      await takeCharge(page, true);
      const path = await begin(page);
      const questions: string[] = [];
      const watch = (one: Page) =>
        one.on('dialog', (dialog) => {
          questions.push(dialog.type());
          void dialog.accept();
        });
      watch(page);
      const type = async (words: string): Promise<void> => {
        await page.locator('.editor .text').focus();
        await page.keyboard.press('Control+End');
        await page.keyboard.type(words);
      };
      const shows = (words: string) => expect(page.locator('.editor .text')).toContainText(words);

      await type(' Nạp lại.');
      await page.reload();
      await shows('Mở đầu. Nạp lại.');
      await canWrite(page);

      await type(' Lùi lại.');
      await page.goBack();
      await expect(page.getByRole('heading', { level: 1, name: /^(Thứ|Chủ)/ })).toBeVisible();
      await page.goForward();
      await shows('Nạp lại. Lùi lại.');
      await canWrite(page);

      for (const words of [' Đóng.', ' Đóng lần nữa.']) {
        await type(words);
        const next = await page.context().newPage();
        const { origin } = new URL(page.url());
        const closed = page.waitForEvent('close');
        await page.close({ runBeforeUnload: true });
        await closed;
        page = next;
        watch(page);
        await page.goto(`${origin}/`);
        await expect.poll(async () => storedText(page, path)).toContain(`${words}"`);
        await openArticle(page, path);
        await shows(words);
      }

      // Longer than a browser lets a page send when it goes: first from a version, then from a note.
      const long = Array.from({ length: 400 }, (_, i) => ({
        type: 'paragraph',
        attrs: { id: `dai${String(i)}` },
        content: [
          { type: 'text', text: `Đoạn ${String(i)}. ${'Nghệ thuật giữ lại tiếng sóng. '.repeat(15)}` },
        ],
      }));
      const answer = await page.evaluate(
        async ({ id, body }) => {
          const { heads } = (await (await fetch(`/api/desk/articles/${id}`)).json()) as { heads: string[] };
          const doc = { title: 'Bài dài', lang: 'vi', category: '', body };
          const sent = await fetch(`/api/desk/articles/${id}/revisions`, {
            method: 'POST',
            headers: { 'content-type': 'application/json' },
            body: JSON.stringify({ doc, base: heads }),
          });
          return { ok: sent.ok, bytes: new TextEncoder().encode(JSON.stringify(doc)).length };
        },
        { id: path.split('/').at(-1) ?? '', body: { type: 'doc', content: long } },
      );
      expect(answer.ok).toBe(true);
      expect(answer.bytes).toBeGreaterThan(200_000);
      await page.goto(`${new URL(page.url()).origin}/desk/`);
      for (const waits of [false, true]) {
        await openArticle(page, path);
        await page.locator('.editor .text p').nth(200).click();
        await page.keyboard.press('Home');
        if (waits) {
          await page.keyboard.type('Chờ. ');
          await expect(kept(page)).toBeVisible();
        }
        await page.keyboard.type('Cuối cùng. ');
        const next = await page.context().newPage();
        const { origin } = new URL(page.url());
        await page.close({ runBeforeUnload: true });
        page = next;
        watch(page);
        await page.goto(`${origin}/`);
        await expect.poll(async () => storedText(page, path)).toContain(`Cuối cùng. `);
        const text = await storedText(page, path);
        expect(text.match(/dai\d+/g)?.length).toBe(400);
        if (waits) expect(text).toContain('Chờ. Cuối cùng. ');
      }
      expect(questions).toEqual([]); // what can be kept goes without one
    } finally {
      await office.close();
    }
  });

  for (const { name, reason, versions, take, give } of disks) {
    test(`when ${name}`, async ({ browser }) => {
      const folder = mkdtempSync(join(tmpdir(), 'bangtin-disk-'));
      const mount = tryTo('mount', '-t', 'tmpfs', '-o', 'size=32m', 'tmpfs', folder);
      if (mount !== '') rmSync(folder, { recursive: true, force: true });
      test.skip(mount !== '', `no small disk can be mounted here: ${mount}`);
      const office = new Office(folder);
      try {
        writeFileSync(join(folder, 'sample-removed'), '');
        await office.start();
        let page = await office.sit(browser);
        await takeCharge(page, true);
        const path = await begin(page);
        const stop = { typing: false };
        const typist = new Typist(dice(seed), 15);
        const typing = typist.write(page, () => stop.typing);
        await expect(kept(page)).toBeVisible();

        take(folder);
        const trouble = page.getByRole('alert').filter({ hasText: 'Chưa lưu được:' });
        await expect(trouble).toContainText(reason, { timeout: 20_000 });
        await expect(trouble).toContainText('Chữ vẫn còn trên trang này');
        await expect(kept(page)).toBeHidden();
        stop.typing = true;
        await typing;

        const unsaved = page.getByRole('alert').filter({ hasText: 'Chưa lưu được phiên bản' });
        if (versions) {
          // More than fits into the room that the program has laid aside.
          await page.locator('.editor .text').focus();
          await page.keyboard.press('Control+End');
          await page.keyboard.insertText(' Tiếng sóng.'.repeat(12_000));
          await page.keyboard.press('Control+s');
          await expect(unsaved).toContainText(reason);
        }
        await expect(trouble).toBeVisible();
        await expect(kept(page)).toBeHidden();
        const words = await seen(page);
        const typed = textOf(typist.moments.at(-1)?.sight ?? words);
        expect(textOf(words).startsWith(typed)).toBe(true);
        await shoot(page, name);
        const file = page.waitForEvent('download');
        await page.getByRole('button', { name: 'Tải về thành tệp' }).click();
        const taken = JSON.parse(readFileSync(await (await file).path(), 'utf8')) as Record<string, unknown>;
        expect([taken['title'], taken['lead'] ?? '']).toEqual([words.title, words.lead]);
        expect(JSON.stringify(taken['body'])).toContain(words.text);

        // With room again it goes on by itself, with the version that was asked for.
        give(folder);
        const well = page.getByText(versions ? /Đã lưu phiên bản lúc \d\d:\d\d:\d\d/ : /Đã lưu tạm lúc/);
        await expect(well).toBeVisible({ timeout: 30_000 });
        await expect(trouble.or(unsaved)).toHaveCount(0);
        await office.end('SIGKILL');
        await page.context().close();
        await office.start();
        page = await sitAgain(office, browser, path);
        expect(textOf(await seen(page))).toBe(textOf(words));
        await page.context().close();
      } finally {
        await office.end('SIGKILL');
        while (tryTo('umount', folder) === '');
        rmSync(folder, { recursive: true, force: true });
      }
    });
  }
});
