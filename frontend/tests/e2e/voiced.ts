/** An article that readers may rate and comment on, and a kiosk to do so at. */
import type { Browser, Page } from '@playwright/test';
import type { Office } from './office';
import { act, ask, takeCharge, writeArticle } from './office';

/** An article that takes ratings and comments, on show, and the desk it came from. */
export async function shownArticle(office: Office, browser: Browser): Promise<{ desk: Page; path: string }> {
  const desk = await office.sit(browser);
  await takeCharge(desk, true);
  await desk.getByRole('navigation', { name: 'Bàn biên tập' }).waitFor();
  const category = await ask<{ id: string }>(desk, 'POST', '/api/desk/categories', {
    name: { vi: 'Thời sự', en: 'News' },
    parent: '',
  });
  const id = await writeArticle(desk, 'Triển lãm mở cửa', category.id);
  const { doc, heads } = await ask<{ doc: object; heads: string[] }>(desk, 'GET', `/api/desk/articles/${id}`);
  await ask(desk, 'POST', `/api/desk/articles/${id}/revisions`, {
    doc: { ...doc, ratings: true, comments: true },
    base: heads,
  });
  for (const what of ['submit', 'approve', 'publish']) await act(desk, id, what);
  const { path } = await ask<{ path: string }>(desk, 'GET', `/api/articles/${id}`);
  return { desk, path };
}

/** Opens an article at a kiosk of its own. */
export async function atKiosk(office: Office, browser: Browser, path: string): Promise<Page> {
  const page = await office.sit(browser, '/kiosk/', 'kiosk');
  await page.goto(new URL(`/kiosk${path}`, page.url()).href);
  return page;
}
