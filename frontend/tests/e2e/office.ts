/** The built program with a folder of its own, and ways to sit down at its desk in a browser. */
import type { Browser, BrowserContext, Locator, Page } from '@playwright/test';
import type { ChildProcessWithoutNullStreams } from 'node:child_process';
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export const binary = process.env['BANGTIN_BIN'] ?? '';

interface RunFile {
  address: string;
  token: string;
}

export class Office {
  readonly folder: string;
  /** The public address. */
  address = '';
  /** Where colleagues come in, if `start` was given `--staff`. */
  staff = '';
  #child: ChildProcessWithoutNullStreams | null = null;

  /** On a new folder, or on one that is given and stays. */
  constructor(folder = mkdtempSync(join(tmpdir(), 'bangtin-desk-'))) {
    this.folder = folder;
  }

  /** Starts the program on its folder, or again after it was ended. */
  async start(env: Record<string, string> = {}, more: string[] = []): Promise<void> {
    const child = spawn(binary, ['--data', this.folder, 'serve', '--listen', '127.0.0.1:0', ...more], {
      env: { ...process.env, ...env },
    });
    this.#child = child;
    child.stderr.resume();
    this.address = await new Promise((resolve, reject) => {
      let said = '';
      child.stdout.on('data', (part) => {
        said += String(part);
        const found = /listening on (http:\S+)/.exec(said)?.[1];
        this.staff = /staff on (https:\S+)\n/.exec(said)?.[1] ?? '';
        if (found !== undefined && (more.length === 0 || this.staff !== ''))
          resolve(found.replace(/\/$/, ''));
      });
      child.once('exit', () => reject(new Error(`the program ended: ${said}`)));
    });
  }

  /** Runs a command on its folder and gives what it prints; one that fails throws. */
  run(...args: string[]): string {
    return execFileSync(binary, ['--data', this.folder, ...args], { encoding: 'utf8' });
  }

  /** Makes a code by which a machine joins its library. */
  invite(role: string, name: string): string {
    const said = this.run('device', 'invite', '--role', role, '--name', name);
    return /[0-9A-Z]{4}(-[0-9A-Z]{4}){3}/.exec(said)?.[0] ?? '';
  }

  /** Ends the program as a power cut would, or in good order. */
  async end(signal: 'SIGKILL' | 'SIGTERM'): Promise<void> {
    const child = this.#child;
    if (child === null) return;
    this.#child = null;
    const ended = once(child, 'exit');
    child.kill(signal);
    await ended;
  }

  /** Waits until the program has ended by itself. */
  async ended(): Promise<void> {
    const child = this.#child;
    this.#child = null;
    if (child !== null && child.exitCode === null) await once(child, 'exit');
  }

  async close(): Promise<void> {
    await this.end('SIGTERM');
    rmSync(this.folder, { recursive: true, force: true });
  }

  /** A page in a window that nobody else shares, the desk's if not a kiosk's, at a path. */
  async sit(browser: Browser, path = '/desk/', face: 'desk' | 'kiosk' = 'desk'): Promise<Page> {
    const { address, token } = JSON.parse(
      readFileSync(join(this.folder, 'run', 'engine.json'), 'utf8'),
    ) as RunFile;
    const answer = await fetch(`http://${address}/api/control/invite`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify({ face }),
    });
    const invited = (await answer.json()) as { path: string };
    const context: BrowserContext = await browser.newContext({
      viewport: { width: 1366, height: 768 },
      locale: 'en-US',
      timezoneId: 'America/New_York',
    });
    const page = await context.newPage();
    await page.goto(`http://${address}${invited.path}`);
    await page.waitForURL(`http://${address}/${face === 'kiosk' ? 'kiosk/' : ''}`);
    await page.goto(`http://${address}${path}`);
    return page;
  }
}

export const admin = { name: 'Phạm Minh Khuê', login: 'minhkhue', password: 'mat khau rat dai' };

/** Makes the first administrator on the page that asks for one. */
export async function takeCharge(page: Page, alone: boolean): Promise<void> {
  await page.getByLabel('Họ và tên').fill(admin.name);
  await page.getByLabel('Tên đăng nhập').fill(admin.login);
  await page.getByLabel(/^Mật khẩu/).fill(admin.password);
  await page.getByLabel('Nhập lại mật khẩu').fill(admin.password);
  if (alone) await page.getByLabel('Tôi làm việc một mình').check();
  await page.getByRole('button', { name: 'Bắt đầu' }).click();
}

/** Fills in the sign-in page; what comes of it is for the caller to see. */
export async function trySignIn(page: Page, password: string): Promise<void> {
  await page.getByLabel('Tên đăng nhập').fill(admin.login);
  await page.getByLabel('Mật khẩu').fill(password);
  await page.getByRole('button', { name: 'Đăng nhập' }).click();
}

/** Signs the administrator in, and waits until they are. */
export async function signIn(page: Page): Promise<void> {
  await trySignIn(page, admin.password);
  await page.getByRole('navigation', { name: 'Bàn biên tập' }).waitFor();
}

export type Post = 'writer' | 'editor' | 'publisher' | 'auditor';

/** The colleagues that addPeople makes accounts for; all with the administrator's password. */
export const people: Readonly<Record<Post, string>> = {
  writer: 'Hoàng Thị Ngần',
  editor: 'Lò Văn Tính',
  publisher: 'Vi Thu Trang',
  auditor: 'Nguyễn Bá Lộc',
};

/** Asks a desk's route as its page would, and gives the answer; refusals fail the test. */
export async function ask<T>(page: Page, method: string, path: string, body?: unknown): Promise<T> {
  return page.evaluate(
    async ([how, where, what]) => {
      const answer = await fetch(where, {
        method: how,
        ...(what === undefined ? {} : { headers: { 'content-type': 'application/json' }, body: what }),
      });
      const text = await answer.text();
      if (!answer.ok) throw new Error(`${how} ${where}: ${text}`);
      return (text === '' ? null : JSON.parse(text)) as T;
    },
    [method, path, body === undefined ? undefined : JSON.stringify(body)] as const,
  );
}

/** Makes an account of every other post, by whoever sits at the page: an administrator. */
export async function addPeople(page: Page): Promise<void> {
  for (const [post, name] of Object.entries(people))
    await ask(page, 'POST', '/api/desk/accounts', { login: post, name, post, password: admin.password });
}

/** Sits down in a window of their own as somebody of a post. */
export async function sitAs(office: Office, browser: Browser, post: Post): Promise<Page> {
  const page = await office.sit(browser);
  await page.getByLabel('Tên đăng nhập').fill(post);
  await page.getByLabel('Mật khẩu').fill(admin.password);
  await page.getByRole('button', { name: 'Đăng nhập' }).click();
  await page.getByRole('navigation', { name: 'Bàn biên tập' }).waitFor();
  return page;
}

/** A document with a paragraph, as a desk saves it. */
export function document(title: string, category: string, text: string): Record<string, unknown> {
  return {
    title,
    lead: 'Sáng 26/11, tại Trung tâm Hội nghị tỉnh.',
    lang: 'vi',
    category,
    body: {
      type: 'doc',
      content: [{ type: 'paragraph', attrs: { id: 'b1' }, content: [{ type: 'text', text }] }],
    },
  };
}

/** Saves a new article by whoever sits at the page, and gives its id. */
export async function writeArticle(page: Page, title: string, category: string): Promise<string> {
  const { id } = await ask<{ id: string }>(page, 'POST', '/api/desk/articles');
  await ask(page, 'POST', `/api/desk/articles/${id}/revisions`, {
    doc: document(title, category, `${title}: nội dung.`),
    base: [],
  });
  return id;
}

/** Does an act to an article by whoever sits at the page. */
export async function act(page: Page, id: string, what: string, more: object = {}): Promise<void> {
  await ask(page, 'POST', `/api/desk/articles/${id}/acts`, {
    act: what,
    revision: '',
    reason: '',
    note: '',
    ...more,
  });
}

/**
 * Writes words and ends the sign-in under them: they stand before the sign-in covers the page, and the engine
 * hears of them only after the sign-out.
 */
export async function writeAndSignOut(page: Page, field: Locator, words: string): Promise<void> {
  let signedOut = (): void => undefined;
  const after = new Promise<void>((done) => (signedOut = done));
  const journal = /\/api\/desk\/articles\/[^/]+\/journal$/;
  await page.route(journal, async (route) => {
    await after;
    await route.continue();
  });
  await field.fill(words);
  await ask(page, 'POST', '/api/desk/sign-out');
  signedOut();
  await page.getByText('Phiên làm việc đã kết thúc.').waitFor();
  await page.unroute(journal);
}
