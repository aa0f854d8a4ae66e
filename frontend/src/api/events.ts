/** The engine's word that something changed, while the page is visible. */
import { api } from './client';
import type { Change } from './live.svelte';
import { live } from './live.svelte';
import { calls } from './panel.svelte';

const firstWait = 1_000;
const longestWait = 10_000;

let source: EventSource | null = null;
let timer: ReturnType<typeof setTimeout> | undefined;
let wait = firstWait;

/** Opens the stream now if the page is visible, and with every return of the page. */
export function startEvents(): void {
  const follow = (): void => {
    if (document.visibilityState === 'visible') open();
    else close();
  };
  document.addEventListener('visibilitychange', follow);
  follow();
}

/** Ends the stream until the returned function is called; what changes meanwhile is told then. */
export function pauseEvents(): () => void {
  close();
  return () => {
    if (document.visibilityState === 'visible') open();
  };
}

function open(): void {
  close();
  const stream = new EventSource('/api/events');
  source = stream;
  stream.addEventListener('open', () => {
    live.connected = true;
    wait = firstWait;
    void catchUp();
  });
  stream.addEventListener('change', (event: MessageEvent<string>) => {
    const change = parse(event.data);
    if (change !== null) void live.tell(change);
  });
  stream.addEventListener('solemn', (event: MessageEvent<string>) => {
    document.documentElement.toggleAttribute('data-solemn', event.data.includes('true'));
  });
  stream.addEventListener('call', (event: MessageEvent<string>) => calls.hear(event.data));
  stream.addEventListener('error', () => {
    live.connected = false;
    // The browser itself tries again while it is connecting, but gives up on an answer that is no stream.
    if (stream.readyState === EventSource.CLOSED) openLater();
  });
}

function openLater(): void {
  close();
  timer = setTimeout(open, wait);
  wait = Math.min(wait * 2, longestWait);
}

function close(): void {
  clearTimeout(timer);
  source?.close();
  source = null;
  live.connected = false;
}

/** What happened before the stream stood is not in it. */
async function catchUp(): Promise<void> {
  try {
    await live.begun;
    const cursor = await api.health();
    if (cursor !== live.painted) await live.tell({ cursor, articles: null });
  } catch {
    // The stream says so too, by its error event.
  }
}

function parse(data: string): Change | null {
  try {
    const value: unknown = JSON.parse(data);
    if (typeof value !== 'object' || value === null || !('cursor' in value)) return null;
    const articles = 'articles' in value && Array.isArray(value.articles) ? value.articles : null;
    return { cursor: String(value.cursor), articles: articles?.map(String) ?? null };
  } catch {
    return null;
  }
}
