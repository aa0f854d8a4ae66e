/** The desk's routes, one function each. Every promise is kept or rejects with a Refusal. */
import { client, isProblem, Refusal, take } from './client';
import type {
  Account,
  AccountEdit,
  AddedPicture,
  Comparison,
  Deed,
  DeskArticle,
  DeskCategory,
  DeskCount,
  DeskList,
  DeskRow,
  DeskState,
  Hold,
  Kept,
  Office,
  OfficeAnswer,
  OldRevision,
  Post,
  SavedRevision,
  State,
  Text,
  Trail,
} from './types';

/** What a writer's page sends: the document, what it was made from, and the caret. */
export interface Written {
  doc: unknown;
  base: string[];
  from: number;
  to: number;
}

export interface DeskQuery {
  state?: State;
  category?: string;
  account?: string;
  genre?: string;
  words?: string;
  at?: string;
  limit?: number;
}

/** A browser sends no more than this after the page is gone. */
const farewell = 60_000;
const uploadPatience = 5 * 60_000;

let signInNeeded = (): void => undefined;

/** Whom to tell when a route asks for somebody to sign in; one page of a desk asks for it once. */
export function onSignInNeeded(tell: () => void): void {
  signInNeeded = tell;
}

async function ask<T>(asked: Parameters<typeof take<T>>[0]): Promise<T> {
  try {
    return await take<T>(asked);
  } catch (error) {
    if (error instanceof Refusal && error.problem?.key === 'sign_in_needed') signInNeeded();
    throw error;
  }
}

/** For answers that hold nothing. */
async function done(asked: Promise<{ error?: unknown; response: Response }>): Promise<void> {
  await ask(asked.then(({ error, response }) => ({ data: response.ok, error, response })));
}

export const desk = {
  me: (): Promise<DeskState> => take(client.GET('/api/desk/me')),

  first: (body: { login: string; name: string; password: string; alone: boolean }): Promise<DeskState> =>
    take(client.POST('/api/desk/first', { body })),

  signIn: (login: string, password: string): Promise<DeskState> =>
    take(client.POST('/api/desk/sign-in', { body: { login, password } })),

  signOut: (): Promise<DeskState> => take(client.POST('/api/desk/sign-out')),

  password: (old: string, fresh: string): Promise<DeskState> =>
    ask(client.POST('/api/desk/password', { body: { old, new: fresh } })),

  accounts: async (): Promise<Account[]> => (await ask(client.GET('/api/desk/accounts'))).accounts,

  addAccount: (body: { login: string; name: string; post: Post; password: string }): Promise<Account> =>
    ask(client.POST('/api/desk/accounts', { body })),

  editAccount: (account: string, body: AccountEdit): Promise<Account> =>
    ask(client.PATCH('/api/desk/accounts/{account}', { params: { path: { account } }, body })),

  settings: (): Promise<OfficeAnswer> => ask(client.GET('/api/desk/settings')),

  saveSettings: (body: Office): Promise<OfficeAnswer> => ask(client.PUT('/api/desk/settings', { body })),

  categories: async (): Promise<DeskCategory[]> => (await ask(client.GET('/api/desk/categories'))).categories,

  addCategory: (name: Text, parent: string): Promise<DeskCategory> =>
    ask(client.POST('/api/desk/categories', { body: { name, parent } })),

  counts: async (): Promise<DeskCount[]> => (await ask(client.GET('/api/desk/counts'))).counts,

  trail: (before: number, limit: number): Promise<Trail> =>
    ask(client.GET('/api/desk/trail', { params: { query: { before, limit } } })),

  articles: (query: DeskQuery): Promise<DeskList> =>
    ask(client.GET('/api/desk/articles', { params: { query } })),

  newArticle: async (): Promise<string> => (await ask(client.POST('/api/desk/articles'))).id,

  article: (id: string): Promise<DeskArticle> =>
    ask(client.GET('/api/desk/articles/{id}', { params: { path: { id } } })),

  /** `last` for a page that is going away: the request then outlives it, if it is not too long. */
  keep: (id: string, body: Written, last = false): Promise<Kept> =>
    ask(
      client.PUT('/api/desk/articles/{id}/journal', {
        params: { path: { id } },
        body,
        ...(last && JSON.stringify(body).length < farewell ? { keepalive: true } : {}),
      }),
    ),

  dropNote: (id: string): Promise<void> =>
    done(client.DELETE('/api/desk/articles/{id}/journal', { params: { path: { id } } })),

  hold: (id: string, body: { over: boolean; free: boolean }): Promise<Hold> =>
    ask(
      client.POST('/api/desk/articles/{id}/hold', { params: { path: { id } }, body, keepalive: body.free }),
    ),

  save: (id: string, doc: unknown, base: string[]): Promise<SavedRevision> =>
    ask(client.POST('/api/desk/articles/{id}/revisions', { params: { path: { id } }, body: { doc, base } })),

  act: (id: string, deed: Deed): Promise<DeskRow> =>
    ask(
      client.POST('/api/desk/articles/{id}/acts', {
        params: { path: { id } },
        body: { revision: '', reason: '', note: '', ...deed },
      }),
    ),

  history: (id: string): Promise<Trail> =>
    ask(client.GET('/api/desk/articles/{id}/history', { params: { path: { id } } })),

  /** What a person would mark between two versions; desk/history/change.ts has the shape of its lists. */
  compare: (id: string, from: string, to: string): Promise<Comparison> =>
    ask(client.GET('/api/desk/articles/{id}/compare', { params: { path: { id }, query: { from, to } } })),

  revision: (id: string, revision: string): Promise<OldRevision> =>
    ask(client.GET('/api/desk/articles/{id}/revisions/{revision}', { params: { path: { id, revision } } })),

  addPicture,
};

/** Sends one original and tells how much of it has gone, 0 to 1: only this way of asking knows. */
function addPicture(file: Blob, progress: (share: number) => void): Promise<AddedPicture> {
  return new Promise((resolve, reject) => {
    const ask = new XMLHttpRequest();
    ask.open('POST', '/api/desk/pictures');
    ask.responseType = 'json';
    ask.timeout = uploadPatience;
    ask.upload.addEventListener('progress', ({ loaded, total }) => progress(total > 0 ? loaded / total : 0));
    const away = (): void => reject(new Refusal(0, null));
    ask.addEventListener('error', away);
    ask.addEventListener('timeout', away);
    ask.addEventListener('abort', away);
    ask.addEventListener('load', () => {
      const answer: unknown = ask.response;
      if (ask.status === 200 && answer !== null) {
        resolve(answer as AddedPicture);
        return;
      }
      const problem = isProblem(answer) ? answer : null;
      if (problem?.key === 'sign_in_needed') signInNeeded();
      reject(new Refusal(ask.status, problem));
    });
    ask.send(file);
  });
}
