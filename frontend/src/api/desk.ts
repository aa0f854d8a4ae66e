/** The desk's routes, one function each. Every promise is kept or rejects with a Refusal. */
import { isProblem, Refusal, take } from './client';
import { client } from './desk-client';
import type {
  Account,
  AccountEdit,
  AddedPicture,
  ArticleFile,
  ClockView,
  Colleagues,
  Comparison,
  Deed,
  DeskArticle,
  DeskCategory,
  DeskCount,
  DeskFound,
  DeskList,
  DeskRow,
  DeskState,
  Hold,
  Kept,
  Merging,
  Office,
  OfficeAnswer,
  OldRevision,
  Post,
  SavedRevision,
  State,
  Text,
  Trail,
} from './types';

/** Where somebody writes: a place in the text, or in a field above it. */
export interface Caret {
  in: 'text' | 'title' | 'lead';
  from: number;
  to: number;
  /** The account of whoever wrote it, if that is not who sits here now. */
  for?: string;
}

/** What a writer's page sends: the document, what it was made from, and the caret. */
export interface Written extends Caret {
  doc: unknown;
  base: string[];
}

/** The same from a page that goes away: see PATCH of the journal. */
export interface Parting extends Written {
  since: string;
  head: number;
  tail: number;
}

/** Quarter turns clockwise, then a cut in parts of 10,000 of the turned picture. */
export interface PictureEdit {
  turn: number;
  x: number;
  y: number;
  width: number;
  height: number;
}

/** What is looked for in articles of every state. */
export interface DeskSearch {
  q: string;
  state?: State;
  category?: string;
  genre?: string;
  cursor?: string;
  limit?: number;
}

export interface DeskQuery {
  state?: State;
  category?: string;
  account?: string;
  genre?: string;
  lacks?: 'vi' | 'en';
  /** Only what several versions stand of beside each other. */
  conflict?: boolean;
  words?: string;
  /** Last edited from this instant on, and before the other. */
  from?: string;
  until?: string;
  at?: string;
  limit?: number;
}

/** A browser sends no more than 64 KiB after the page is gone, all requests together. */
const farewell = 60_000;
const outlives = (body: unknown): boolean => new TextEncoder().encode(JSON.stringify(body)).length < farewell;
const uploadPatience = 5 * 60_000;

let signInNeeded = (): void => undefined;

/** Whom to tell when a route asks for somebody to sign in; one page of a desk asks for it once. */
export function onSignInNeeded(tell: () => void): void {
  signInNeeded = tell;
}

/** take, for a route of staff: whoever is not signed in any more is asked to sign in. */
export async function ask<T>(asked: Parameters<typeof take<T>>[0]): Promise<T> {
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

  first: (body: {
    login: string;
    name: string;
    password: string;
    alone: boolean;
    code?: string;
  }): Promise<DeskState> => take(client.POST('/api/desk/first', { body })),

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

  solemn: (solemn: boolean): Promise<void> => done(client.PUT('/api/desk/solemn', { body: { solemn } })),

  /** Articles that were written on this machine after it was revoked, and all of them as a ZIP. */
  unheard: (): Promise<{ articles: { title: string; at: string }[] }> => ask(client.GET('/api/desk/unheard')),
  unheardFile: '/api/desk/unheard/file',

  clock: (): Promise<ClockView> => ask(client.GET('/api/desk/clock')),

  /** Says that the time which was shown is right. */
  confirmClock: (reads: string): Promise<ClockView> =>
    ask(client.PUT('/api/desk/clock', { body: { reads } })),

  counts: (): Promise<{ counts: DeskCount[]; conflicts: number; tickets: number }> =>
    ask(client.GET('/api/desk/counts')),

  trail: (before: number, limit: number): Promise<Trail> =>
    ask(client.GET('/api/desk/trail', { params: { query: { before, limit } } })),

  search: (query: DeskSearch): Promise<DeskFound> =>
    take(client.GET('/api/desk/search', { params: { query } })),

  articles: (query: DeskQuery): Promise<DeskList> =>
    ask(client.GET('/api/desk/articles', { params: { query } })),

  newArticle: async (): Promise<string> => (await ask(client.POST('/api/desk/articles'))).id,

  article: (id: string): Promise<DeskArticle> =>
    ask(client.GET('/api/desk/articles/{id}', { params: { path: { id } } })),

  keep: (id: string, body: Written): Promise<Kept> =>
    ask(client.PUT('/api/desk/articles/{id}/journal', { params: { path: { id } }, body })),

  /** For a page that is going away: the request outlives it, unless even what changed is too long for that. */
  keepLast: (id: string, body: Written, changed: () => Parting | null): Promise<Kept> => {
    const params = { path: { id } };
    const part = outlives(body) ? null : changed();
    if (part !== null && outlives(part))
      return ask(client.PATCH('/api/desk/articles/{id}/journal', { params, body: part, keepalive: true }));
    const keepalive = outlives(body);
    return ask(client.PUT('/api/desk/articles/{id}/journal', { params, body, keepalive }));
  },

  dropNote: (id: string): Promise<void> =>
    done(client.DELETE('/api/desk/articles/{id}/journal', { params: { path: { id } } })),

  colleagues: (): Promise<Colleagues> => ask(client.GET('/api/desk/colleagues')),
  openColleagues: (open: boolean): Promise<Colleagues> =>
    ask(client.PUT('/api/desk/colleagues', { body: { open } })),
  hold: (id: string, body: { over: boolean; free: boolean; page: string }): Promise<Hold> =>
    ask(
      client.POST('/api/desk/articles/{id}/hold', { params: { path: { id } }, body, keepalive: body.free }),
    ),

  save: (id: string, doc: unknown, base: string[], at?: Caret): Promise<SavedRevision> =>
    ask(
      client.POST('/api/desk/articles/{id}/revisions', {
        params: { path: { id } },
        body: { doc, base, ...(at === undefined ? {} : { at }) },
      }),
    ),

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

  /** What several versions make together; desk/history/change.ts has the shape of its changes. */
  merging: (id: string): Promise<Merging> =>
    ask(client.GET('/api/desk/articles/{id}/merging', { params: { path: { id } } })),

  revision: (id: string, revision: string): Promise<OldRevision> =>
    ask(client.GET('/api/desk/articles/{id}/revisions/{revision}', { params: { path: { id, revision } } })),

  nameVersion: (id: string, revision: string, name: string): Promise<void> =>
    done(
      client.PUT('/api/desk/articles/{id}/revisions/{revision}/name', {
        params: { path: { id, revision } },
        body: { name },
      }),
    ),
  /** One original, and how it can be shown. */
  picture: (media: string): Promise<AddedPicture> =>
    ask(client.GET('/api/desk/pictures/{media}', { params: { path: { media } } })),

  /** Makes another original of one that is kept. */
  editPicture: (media: string, edit: PictureEdit): Promise<AddedPicture> => {
    const { turn, x, y, width, height } = edit;
    const params = { path: { media } };
    return ask(
      client.POST('/api/desk/pictures/{media}/edits', { params, body: { turn, x, y, width, height } }),
    );
  },

  addPicture: (file: Blob, progress: (share: number) => void): Promise<AddedPicture> =>
    send('/api/desk/pictures', file, progress, uploadPatience),

  /** Keeps a document, film, sound or subtitles; until the signal is given up, however long it takes. */
  addFile: (file: File, progress: (share: number) => void, signal: AbortSignal): Promise<ArticleFile> =>
    send('/api/desk/files', file, progress, 0, signal),
};

/** Sends one file and tells how much of it has gone, 0 to 1: only this way of asking knows. */
function send<Answer>(
  path: string,
  file: Blob,
  progress: (share: number) => void,
  patience: number,
  signal?: AbortSignal,
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const ask = new XMLHttpRequest();
    const name = file instanceof File ? `?name=${encodeURIComponent(file.name.slice(0, 200))}` : '';
    ask.open('POST', `${path}${name}`);
    ask.responseType = 'json';
    ask.timeout = patience;
    signal?.addEventListener('abort', () => ask.abort());
    ask.upload.addEventListener('progress', ({ loaded, total }) => progress(total > 0 ? loaded / total : 0));
    const away = (): void => reject(new Refusal(0, null));
    ask.addEventListener('error', away);
    ask.addEventListener('timeout', away);
    ask.addEventListener('abort', away);
    ask.addEventListener('load', () => {
      const answer: unknown = ask.response;
      if (ask.status === 200 && answer !== null) {
        resolve(answer as Answer);
        return;
      }
      const problem = isProblem(answer) ? answer : null;
      if (problem?.key === 'sign_in_needed') signInNeeded();
      reject(new Refusal(ask.status, problem));
    });
    ask.send(file);
  });
}
