/** The only caller of fetch. Every promise here is kept or rejects with a Refusal, never with anything else. */
import type { Client } from 'openapi-fetch';
import type { paths } from './schema';
import type { Article, CardPage, CategoryPage, Front, Problem, Site, SlideList } from './types';

/** What the engine answered in place of what was asked; status 0 means that it did not answer. */
export class Refusal extends Error {
  readonly status: number;
  readonly problem: Problem | null;

  constructor(status: number, problem: Problem | null) {
    super(problem?.detail ?? `status ${String(status)}`);
    this.name = 'Refusal';
    this.status = status;
    this.problem = problem;
  }

  /** Whether asking again later may help. */
  get passing(): boolean {
    return this.status === 0 || this.status === 429 || this.status >= 500;
  }
}

interface Answer<T> {
  data?: T;
  error?: unknown;
  response: Response;
}

const patience = 10_000;

/** fetch, given up after ten seconds. */
export const patiently = (request: Request): Promise<Response> =>
  fetch(request, { signal: AbortSignal.timeout(patience) });

interface Parts {
  params?: { path?: Record<string, string>; query?: Record<string, unknown> };
  body?: unknown;
}

async function send(
  method: string,
  route: string,
  { params = {}, body }: Parts = {},
): Promise<Answer<unknown>> {
  const path = route.replace(/\{(\w+)\}/gu, (_, name: string) =>
    encodeURIComponent(params.path?.[name] ?? ''),
  );
  const address = new URL(path, location.origin);
  for (const [name, value] of Object.entries(params.query ?? {})) {
    if (value !== undefined) address.searchParams.set(name, String(value));
  }
  const asked: RequestInit =
    body === undefined
      ? { method }
      : { method, body: JSON.stringify(body), headers: { 'Content-Type': 'application/json' } };
  const response = await patiently(new Request(address, asked));
  if (!response.ok) return { error: await response.json().catch(() => undefined), response };
  return { data: response.status === 204 ? undefined : await response.json(), response };
}

/**
 * Asks the engine for what readers may have. It has the types of openapi-fetch and none of its code, a tenth of
 * what a kiosk would load before its first picture: our routes take one value a name and speak JSON. The desk
 * has the library whole (desk-client.ts).
 */
export const client = {
  GET: (route: string, parts?: Parts) => send('GET', route, parts),
  POST: (route: string, parts?: Parts) => send('POST', route, parts),
} as Pick<Client<paths>, 'GET' | 'POST'>;

/** Whether an answer is the engine's own word about a fault. */
export function isProblem(value: unknown): value is Problem {
  return typeof value === 'object' && value !== null && 'code' in value;
}

/** The answer, or a Refusal. */
export async function take<T>(asked: Promise<Answer<T>>): Promise<T> {
  let answer: Answer<T>;
  try {
    answer = await asked;
  } catch {
    throw new Refusal(0, null);
  }
  if (!answer.response.ok || answer.data === undefined) {
    throw new Refusal(answer.response.status, isProblem(answer.error) ? answer.error : null);
  }
  return answer.data;
}

/** The engine's reading routes, one function each. */
export const api = {
  site: (): Promise<Site> => take(client.GET('/api/site')),

  front: (lang: string): Promise<Front> => take(client.GET('/api/front', { params: { query: { lang } } })),

  articles: (query: { category?: string; prefer?: 'vi' | 'en'; after?: string }): Promise<CardPage> =>
    take(client.GET('/api/articles', { params: { query } })),

  article: (id: string): Promise<Article> =>
    take(client.GET('/api/articles/{id}', { params: { path: { id } } })),

  category: (category: string): Promise<CategoryPage> =>
    take(client.GET('/api/categories/{category}', { params: { path: { category } } })),

  slides: (limit: number): Promise<SlideList> =>
    take(client.GET('/api/slides', { params: { query: { limit } } })),

  health: async (): Promise<string> => (await take(client.GET('/api/health'))).cursor,

  /** Resolves to false when the engine did not take the beat; a beat is never worth an error. */
  beat: async (route: string, painted: string, visible: boolean): Promise<boolean> => {
    try {
      const { response } = await client.POST('/api/beat', { body: { route, painted, visible } });
      return response.ok;
    } catch {
      return false;
    }
  },
};
