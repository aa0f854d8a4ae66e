/** The desk's pages and their addresses. A page may ask for time before it is left, to keep what it holds. */

export type Page =
  | { name: 'today' }
  | { name: 'articles' }
  | { name: 'review' }
  | { name: 'conflicts' }
  | { name: 'article'; id: string }
  | { name: 'history'; id: string }
  | { name: 'merge'; id: string }
  | { name: 'people' }
  | { name: 'comments' }
  | { name: 'statistics' }
  | { name: 'tickets' }
  | { name: 'ticket'; id: string }
  | { name: 'units' }
  | { name: 'library' }
  | { name: 'programme' }
  | { name: 'plans' }
  | { name: 'labels' }
  | { name: 'exchange' }
  | { name: 'machines' }
  | { name: 'accounts' }
  | { name: 'trail' }
  | { name: 'settings' }
  | { name: 'backup' }
  | { name: 'missing' };

const article = /^\/desk\/bai\/([0-9a-hjkmnp-tv-z]{26})(\/lich-su|\/hai-ban)?\/?$/;
const ticket = /^\/desk\/gop-y\/([0-9a-hjkmnp-tv-z]{26})\/?$/;

const plain: Readonly<Record<string, Page>> = {
  '/desk': { name: 'today' },
  '/desk/bai-viet': { name: 'articles' },
  '/desk/cho-duyet': { name: 'review' },
  '/desk/hai-ban': { name: 'conflicts' },
  '/desk/nhan-vat': { name: 'people' },
  '/desk/y-kien': { name: 'comments' },
  '/desk/thong-ke': { name: 'statistics' },
  '/desk/gop-y': { name: 'tickets' },
  '/desk/don-vi': { name: 'units' },
  '/desk/thu-vien-anh': { name: 'library' },
  '/desk/chuong-trinh': { name: 'programme' },
  '/desk/so-do': { name: 'plans' },
  '/desk/nhan-hien-vat': { name: 'labels' },
  '/desk/trao-doi': { name: 'exchange' },
  '/desk/cac-may': { name: 'machines' },
  '/desk/tai-khoan': { name: 'accounts' },
  '/desk/nhat-ky': { name: 'trail' },
  '/desk/thiet-lap': { name: 'settings' },
  '/desk/sao-luu': { name: 'backup' },
};

/** The page that an address names. */
export function parse(path: string): Page {
  const [, id, rest] = article.exec(path) ?? [];
  if (id !== undefined)
    return { name: rest === undefined ? 'article' : rest === '/hai-ban' ? 'merge' : 'history', id };
  const told = ticket.exec(path)?.[1];
  if (told !== undefined) return { name: 'ticket', id: told };
  return plain[path.replace(/\/$/, '')] ?? { name: 'missing' };
}

/** A page is left after this time even if what it holds is not saved: it is in the journal then. */
const patience = 4_000;

async function patiently(work: (() => Promise<void>) | null): Promise<void> {
  if (work === null) return;
  const late = new Promise<void>((resolve) => setTimeout(resolve, patience));
  await Promise.race([work().catch(() => undefined), late]);
}

class Route {
  page = $state.raw<Page>({ name: 'today' });
  /** Changes with every move. */
  visit = $state(0);

  #leave: (() => Promise<void>) | null = null;
  #keep: (() => Promise<void>) | null = null;
  #shown = '';

  /** Begins at the address shown; the returned function ends it. */
  start(): () => void {
    const click = (event: MouseEvent): void => this.#click(event);
    const popped = (): void => void this.#show();
    document.addEventListener('click', click);
    addEventListener('popstate', popped);
    void this.#show();
    return () => {
      document.removeEventListener('click', click);
      removeEventListener('popstate', popped);
    };
  }

  /** What to do before the page is left, and to keep what is on it; the returned function takes it back. */
  guard(leave: () => Promise<void>, keep: () => Promise<void>): () => void {
    this.#leave = leave;
    this.#keep = keep;
    return () => {
      if (this.#leave === leave) this.#leave = this.#keep = null;
    };
  }

  /** Opens an address as a new step; what follows a # is for the page to look up. */
  go(path: string): void {
    if (path !== location.pathname) history.pushState(null, '', path);
    void this.#show();
  }

  /** To be called once a page stands: focus goes to its heading, unless this is the first. */
  settled(): void {
    if (this.visit > 1) document.querySelector<HTMLElement>('main h1')?.focus({ preventScroll: true });
  }

  /** Waits until the page that stands has kept what it holds, or for a few seconds. */
  async leave(): Promise<void> {
    await patiently(this.#leave);
  }

  /** The same for what goes into the journal only: whoever was away goes on where they were. */
  async keep(): Promise<void> {
    await patiently(this.#keep);
  }

  async #show(): Promise<void> {
    const path = location.pathname;
    if (path !== this.#shown) await this.leave();
    if (path !== location.pathname) return; // another move has come meanwhile
    this.#shown = path;
    this.page = parse(path);
    this.visit += 1;
    scrollTo(0, 0);
  }

  #click(event: MouseEvent): void {
    const target = event.target instanceof Element ? event.target.closest('a') : null;
    if (target === null || event.defaultPrevented || target.target !== '' || target.hasAttribute('download'))
      return;
    const plainClick =
      event.button === 0 && !event.ctrlKey && !event.metaKey && !event.shiftKey && !event.altKey;
    if (!plainClick || target.origin !== location.origin || !target.pathname.startsWith('/desk')) return;
    if (target.hash !== '' && target.pathname === location.pathname) return;
    event.preventDefault();
    this.go(target.pathname + target.hash);
  }
}

export const route = new Route();
