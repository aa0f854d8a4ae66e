/** Paths to pages. In a kiosk the history is our own, so that the browser's has nothing to go back to. */

export type Route =
  | { name: 'front' }
  | { name: 'category'; slug: string }
  | { name: 'article'; id: string }
  | { name: 'list'; of: 'topic' | 'series'; slug: string }
  /** Programme, exhibits, information; `part` is a number or a point, or empty. */
  | { name: 'hall'; page: string; part: string }
  | { name: 'search'; query: string }
  | { name: 'units' }
  /** Telling the office something, and looking it up. */
  | { name: 'feedback'; part: string; query: string }
  | { name: 'missing' };

interface Entry {
  path: string;
  scroll: number;
}

const articlePath = /^\/bai\/(?:.*-)?([0-9a-hjkmnp-tv-z]{26})\/?$/;
const listPath = /^\/(chuyen-muc|chu-de|loat-bai)\/([^/]+)\/?$/;
const hallPath = /^\/(chuong-trinh|hien-vat|thong-tin)(?:\/([^/]*))?\/?$/;
const feedbackPath = /^\/gop-y(?:\/([^/]*))?\/?$/;

/** The page that a path below the face's base names. */
export function parse(address: string): Route {
  const [path = '', query = ''] = address.split('?', 2);
  if (path === '/tim') return { name: 'search', query };
  if (path === '/' || path === '') return { name: 'front' };
  if (path === '/don-vi') return { name: 'units' };
  const article = articlePath.exec(path)?.[1];
  if (article !== undefined) return { name: 'article', id: article };
  const [, kind, slug] = listPath.exec(path) ?? [];
  if (slug !== undefined) {
    if (kind === 'chuyen-muc') return { name: 'category', slug: decode(slug) };
    return { name: 'list', of: kind === 'chu-de' ? 'topic' : 'series', slug: decode(slug) };
  }
  const told = feedbackPath.exec(path);
  if (told !== null) return { name: 'feedback', part: told[1] ?? '', query };
  const [, page, part = ''] = hallPath.exec(path) ?? [];
  if (page !== undefined) return { name: 'hall', page, part: decode(part) };
  return { name: 'missing' };
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

class Router {
  /** The page to show. */
  route = $state.raw<Route>({ name: 'front' });
  /** How many pages lie behind this one. */
  depth = $state(0);
  /** Changes with every move, also to the same page. */
  visit = $state(0);

  #base = '';
  #own = false;
  #entries: Entry[] = [{ path: '/', scroll: 0 }];
  #awaited = 0;

  /** Begins at the address shown. With `own`, moves never enter the browser's history. */
  start(base: string, own: boolean): void {
    this.#base = base;
    this.#own = own;
    history.scrollRestoration = 'manual';
    this.#entries = [{ path: this.#below(location), scroll: 0 }];
    this.#keepState(true);
    this.#show();
    document.addEventListener('click', (event) => this.#click(event));
    addEventListener('popstate', (event) => this.#popped(event.state));
  }

  /** The address to put into a link for a path of the contract, such as `/bai/…`. */
  href(path: string): string {
    return this.#base + path;
  }

  /** Opens the page of a path as a new step. */
  go(path: string): void {
    this.#leave();
    this.#entries = [...this.#entries.slice(0, this.depth + 1), { path, scroll: 0 }];
    this.depth += 1;
    this.#keepState(this.#own);
    this.#awaited = 0;
    this.#show();
  }

  /** Gives the page shown another address, as when its question changes; no step. */
  rename(path: string): void {
    const entry = this.#entries[this.depth];
    if (entry === undefined) return;
    entry.path = path;
    this.#keepState(true);
    this.route = parse(path);
  }

  /** One step back, or to the front page if there is none. */
  back(): void {
    if (this.depth === 0) {
      if (this.route.name !== 'front') this.home();
    } else if (this.#own) {
      this.#leave();
      this.#moveTo(this.depth - 1);
      this.#keepState(true);
    } else {
      history.back();
    }
  }

  /** To the front page; in a kiosk that also forgets the way here. */
  home(): void {
    if (!this.#own) {
      this.go('/');
      return;
    }
    this.#entries = [{ path: '/', scroll: 0 }];
    this.#moveTo(0);
    this.#keepState(true);
    scrollTo(0, 0);
  }

  /** To be called by a page once it stands: puts the reader where they were, and focus on its heading. */
  settled(): void {
    scrollTo(0, this.#awaited);
    if (this.visit > 1) document.querySelector<HTMLElement>('h1')?.focus({ preventScroll: true });
  }

  #below({ pathname, search }: Location | HTMLAnchorElement): string {
    const path = pathname + search;
    const rest = path.startsWith(this.#base) ? path.slice(this.#base.length) : path;
    return rest.startsWith('/') ? rest : `/${rest}`;
  }

  #leave(): void {
    const entry = this.#entries[this.depth];
    if (entry !== undefined) entry.scroll = scrollY;
  }

  #moveTo(depth: number): void {
    this.depth = depth;
    this.#awaited = this.#entries[depth]?.scroll ?? 0;
    this.#show();
  }

  #show(): void {
    this.route = parse(this.#entries[this.depth]?.path ?? '/');
    this.visit += 1;
  }

  #keepState(replace: boolean): void {
    const entry = this.#entries[this.depth];
    if (entry === undefined) return;
    const state = { depth: this.depth, path: entry.path };
    if (replace) history.replaceState(state, '', this.href(entry.path));
    else history.pushState(state, '', this.href(entry.path));
  }

  #popped(state: unknown): void {
    this.#leave();
    if (this.#own) {
      this.#keepState(true);
      return;
    }
    const kept = typeof state === 'object' && state !== null && 'depth' in state ? Number(state.depth) : 0;
    const path = this.#below(location);
    if (this.#entries[kept]?.path !== path) {
      // A step of an earlier life of this page: its neighbours are not known any more.
      this.#entries[kept] = { path, scroll: 0 };
    }
    this.#moveTo(kept);
  }

  #click(event: MouseEvent): void {
    const target = event.target instanceof Element ? event.target.closest('a') : null;
    if (target === null || event.defaultPrevented) return;
    const plain = event.button === 0 && !event.ctrlKey && !event.metaKey && !event.shiftKey && !event.altKey;
    const inside = target.origin === location.origin && target.target === '';
    if (!plain || !inside) {
      if (this.#own) event.preventDefault();
      return;
    }
    if (target.hash !== '' && target.pathname === location.pathname) return;
    event.preventDefault();
    this.go(this.#below(target));
  }
}

export const router = new Router();
