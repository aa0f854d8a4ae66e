/**
 * A server that speaks the engine's contract from made-up articles, for looking at the pages and for their
 * tests without the engine. `node tests/fixture-server.mjs [port]` runs it; POST /fixture/… steers it.
 */
import {
  createReadStream,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { extname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';
import { hostile, later, ordinary } from './fixture/articles.mjs';
import { categoryList, pictures, qr, ref, settings } from './fixture/library.mjs';
import { png } from './fixture/paint.mjs';

const said = (id, depth, name, text, agency = false) => ({ id, depth, name, text, at: '2026-11-26T08:05:00+07:00', agency, edited: false }); // prettier-ignore
/** What readers say under every article. */
const comments = [
  said('c1', 0, 'Lò Thị Mai', 'Bài viết rất hay, mong có thêm ảnh về chợ phiên.'),
  said('c2', 1, 'Trung tâm Thông tin đối ngoại', 'Cảm ơn bạn đọc. Ảnh chợ phiên sẽ có trong số tới.', true),
];

const dist = fileURLToPath(new URL('../dist/app/', import.meta.url));
const types = { '.html': 'text/html; charset=utf-8', '.js': 'text/javascript', '.css': 'text/css', '.svg': 'image/svg+xml', '.woff2': 'font/woff2', '.json': 'application/json' }; // prettier-ignore
const policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"; // prettier-ignore
const drawn = new Map();

/** Starts a fixture on a port (0: any) and resolves to its address, its beats and a way to end it. */
export async function startFixture(port = 0) {
  const state = fresh();
  const server = createServer((request, response) => {
    handle(state, request, response).catch((error) => {
      response.writeHead(500).end(String(error));
    });
  });
  await new Promise((resolve) => server.listen(port, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${server.address().port}`,
    state,
    steer: (act, body) => steer(state, act, body),
    close: async () => {
      for (const stream of state.streams) stream.destroy();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function fresh() {
  return { articles: ordinary(), face: 'reader', sample: false, settings, cursor: 1, beats: [], streams: new Set(), down: false, categories: null, idle: undefined, trusted: true, gone: false, slow: 0, arrived: 0, seconds: undefined, languages: undefined, read: 0, openings: [] }; // prettier-ignore
}

function announce(state, ids) {
  state.cursor += 1;
  const data = JSON.stringify({ cursor: String(state.cursor), articles: ids });
  for (const stream of state.streams) stream.write(`id: ${state.cursor}\nevent: change\ndata: ${data}\n\n`);
}

/** What a test may do to the library. Each returns what it made. */
function steer(state, act, body = {}) {
  const acts = {
    reset: () => Object.assign(state, fresh(), { streams: state.streams }),
    set: () => Object.assign(state, body),
    library: () => {
      state.articles = { empty: () => [], hostile, ordinary, both: () => [...hostile(), ...ordinary()] }[
        body.name
      ]();
    },
    publish: () => {
      const one = { ...later(++state.arrived), ...body };
      state.articles = [one, ...state.articles];
      announce(state, [one.id]);
      return one;
    },
    withdraw: () => {
      state.articles = state.articles.filter((one) => one.id !== body.id);
      announce(state, [body.id]);
    },
    edit: () => {
      state.articles = state.articles.map((one) =>
        one.id === body.id ? { ...one, ...body, updated: `x${state.cursor}` } : one,
      );
      announce(state, [body.id]);
    },
    down: () => {
      state.down = true;
      for (const stream of state.streams) stream.destroy();
      state.streams.clear();
    },
    up: () => void (state.down = false),
  };
  return acts[act]?.();
}

async function handle(state, request, response) {
  const url = new URL(request.url, 'http://x');
  const path = decodeURIComponent(url.pathname);
  if (path.startsWith('/fixture/')) {
    const body = await read(request);
    const made =
      path === '/fixture/beats' ? state.beats : steer(state, path.slice(9), body ? JSON.parse(body) : {});
    return json(response, 200, made ?? {});
  }
  if (state.down) return response.destroy();
  if (state.slow > 0) await new Promise((resolve) => setTimeout(resolve, state.slow));
  if (path.startsWith('/api/') && state.gone) return problem(response, 403, 'denied');
  if (path.startsWith('/api/')) return api(state, request, response, url, path);
  if (path.startsWith('/media/')) return media(response, path.split('/')[2]);
  return page(response, path);
}

const now = '2026-11-26T09:42:30+07:00';

async function api(state, request, response, url, path) {
  const { articles } = state;
  const cursor = String(state.cursor);
  const lang = url.searchParams.get('lang') ?? '';
  const prefer = url.searchParams.get('prefer') ?? '';
  if (path === '/api/health') return json(response, 200, { ok: true, cursor });
  if (path === '/api/events') return events(state, request, response);
  if (path === '/api/beat') {
    state.beats.push({ ...JSON.parse(await read(request)), at: Date.now() });
    return response.writeHead(204).end();
  }
  if (path === '/api/site') return json(response, 200, site(state, request));
  if (path === '/api/front') {
    const list = once(articles, lang).map(card);
    const main = list.find((one) => one.photo) ?? list[0] ?? null;
    const rest = list.filter((one) => one.id !== main?.id);
    const sections = categories(state).map((category) => ({ category, cards: list.filter((one) => one.category.id === category.id).slice(0, 4) })).filter((section) => section.cards.length > 0); // prettier-ignore
    return json(response, 200, { lead: main, latest: rest.slice(0, 12), sections, cursor });
  }
  if (path === '/api/articles') {
    const category = url.searchParams.get('category');
    const topic = url.searchParams.get('topic');
    const list = once(articles, prefer).filter(
      (one) =>
        (!category || one.category.id === category) && (!topic || one.topicPath === `/chu-de/${topic}`),
    );
    const from = Number(url.searchParams.get('after') ?? 0);
    const limit = Number(url.searchParams.get('limit') ?? 24);
    const next = from + limit < list.length ? String(from + limit) : '';
    return json(response, 200, {
      cards: list.slice(from, from + limit).map(card),
      name: topic ? (list[0]?.topic ?? '') : '',
      next,
      total: list.length,
      cursor,
    });
  }
  if (path === '/api/visits') return response.writeHead(204).end();
  if (path === '/api/counters')
    return json(response, 200, {
      online: 311,
      robots: 8,
      guests: 303,
      members: 0,
      today: 53206,
      month: 1183986,
      total: 24101277,
      others: true,
    });
  if (path === '/api/most-read') {
    const read = articles
      .filter((one) => one.lang.startsWith(lang))
      .slice(0, state.read)
      .map(card);
    return json(response, 200, { week: read, month: read, cursor });
  }
  const [, opened, part] =
    /^\/api\/articles\/([^/]+)\/(related|take|opened|rating|comments)$/.exec(path) ?? [];
  if (part !== undefined) {
    const one = articles.find(({ id }) => id === opened);
    if (!one) return problem(response, 404, 'not_found');
    if (part === 'opened') {
      state.openings.push(JSON.parse(await read(request)).visit);
      return response.writeHead(204).end();
    }
    if (part === 'rating') return json(response, 200, { open: true, sum: 14, count: 3, tenths: 47, mine: 0 });
    if (part === 'comments') return json(response, 200, { open: true, comments, cursor });
    if (part === 'take') return json(response, 200, { kind: 'text', text: one.title, qr: one.qr ?? qr() });
    const kin = articles.filter(({ id, topic, lang }) => id !== opened && topic === one.topic && topic !== '' && lang === one.lang); // prettier-ignore
    return json(response, 200, { cards: kin.slice(0, 6).map(card), cursor });
  }
  if (path.startsWith('/api/articles/')) {
    const one = articles.find(({ id }) => id === path.slice(14));
    if (!one) return problem(response, 404, 'not_found');
    const near = inSame(articles, one);
    const at = near.findIndex(({ id }) => id === one.id);
    const newer = near
      .slice(Math.max(at - 5, 0), at)
      .reverse()
      .map(card);
    return json(response, 200, { ...one, cursor, newer, older: near.slice(at + 1, at + 6).map(card) });
  }
  if (path.startsWith('/api/categories/')) {
    const found = categories(state).find(({ id, slug }) => [id, slug].includes(path.slice(16)));
    if (!found) return problem(response, 404, 'not_found');
    return json(response, 200, { ...found, parent: '', count: 1, children: [], trail: [] });
  }
  if (path === '/api/programme')
    return json(response, 200, { items: state.programme ?? [], now, clockTrusted: state.trusted, cursor });
  if (path === '/api/slides') {
    const slides = articles.filter((one) => one.photo).slice(0, Number(url.searchParams.get('limit') ?? 30));
    return json(response, 200, { slides: slides.map((one) => ({ ...card(one), caption: one.caption, credit: one.credit, seconds: state.seconds ?? one.seconds, qr: one.qr, updated: one.updated, langs: (one.versions ?? []).length > 0 ? [one.lang, ...one.versions.map((other) => other.lang)] : [] })), cursor }); // prettier-ignore
  }
  return problem(response, 404, 'not_found');
}

/** Every article once, in the reader's language where it is there in it. */
const once = (articles, lang) =>
  articles.filter(
    (one) => one.lang.startsWith(lang) || !(one.versions ?? []).some((other) => other.lang === lang),
  );
const inSame = (articles, one) =>
  articles.filter(({ category, lang }) => category.id === one.category.id && lang === one.lang);
const categories = (state) => state.categories ?? categoryList.filter(({ id }) => state.articles.some((one) => one.category.id === id)); // prettier-ignore

function card({ id, slug, title, lead, lang, category, published, photo, byline, source, path }) {
  return { id, slug, title, lead, lang, category, published, photo, byline, source, path };
}

function site(state, request) {
  const from = new URL(request.headers.referer ?? 'http://x/').pathname;
  const face = from.startsWith('/kiosk') ? 'kiosk' : from.startsWith('/screen') ? 'screen' : state.face;
  return {
    settings: { ...state.settings, counter: !['kiosk', 'screen'].includes(face) }, sample: state.sample, founded: true, languages: state.languages ?? ['vi', 'en'], total: state.articles.length, cursor: String(state.cursor), face,
    categories: categories(state).map((category) => ({ ...category, parent: '', count: state.articles.filter((one) => one.category.id === category.id).length })),
    version: '0.1.0', clockTrusted: state.trusted, now, panel: null, ...(state.idle !== undefined && { idle: state.idle }),
  }; // prettier-ignore
}

function events(state, request, response) {
  response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
  response.write(': here\n\n');
  state.streams.add(response);
  request.on('close', () => state.streams.delete(response));
}

function media(response, hash) {
  const picture = pictures.get(hash);
  if (!picture) return problem(response, 404, 'not_found');
  if (!drawn.has(hash)) drawn.set(hash, draw(hash, picture));
  response.writeHead(200, {
    'content-type': 'image/png',
    'cache-control': 'public, max-age=31536000, immutable',
  });
  response.end(drawn.get(hash));
}

/** Drawing takes a second or two, so a picture is kept beside other temporary files for the next run. */
function draw(hash, { scene, width, height }) {
  const folder = join(tmpdir(), 'bangtin-fixture-pictures');
  const file = join(folder, `${hash}.png`);
  if (existsSync(file)) return readFileSync(file);
  const bytes = png(scene, width, height);
  mkdirSync(folder, { recursive: true });
  writeFileSync(`${file}.${process.pid}`, bytes);
  renameSync(`${file}.${process.pid}`, file);
  return bytes;
}

function page(response, path) {
  const wanted = join(dist, normalize(path));
  const file =
    wanted.startsWith(dist) && existsSync(wanted) && statSync(wanted).isFile()
      ? wanted
      : join(dist, 'index.html');
  const known =
    file === wanted || /^\/(?:kiosk\/?|screen\/?)?$|^(?:\/kiosk)?\/(?:bai|chuyen-muc)\//.test(path);
  response.writeHead(known ? 200 : 404, { 'content-type': types[extname(file)] ?? 'application/octet-stream', 'content-security-policy': policy }); // prettier-ignore
  createReadStream(file).pipe(response);
}

function json(response, status, value, type = 'application/json') {
  response
    .writeHead(status, { 'content-type': type, 'cache-control': 'no-store' })
    .end(JSON.stringify(value));
}

function problem(response, status, code) {
  const message = { vi: 'Không có.', en: 'Not there.' };
  json(
    response,
    status,
    { type: 'about:blank', title: code, status, detail: code, code, key: code, message },
    'application/problem+json',
  );
}

async function read(request) {
  let body = '';
  for await (const part of request) body += part;
  return body;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { url } = await startFixture(Number(process.argv[2] ?? 4400));
  console.log(`listening on ${url}`);
}

export { ref };
