/** What an article leads on to. Every promise is kept or rejects with a Refusal. */
import { client, take } from './client';
import type { components } from './schema';
import type { CardPage } from './types';

type Schemas = components['schemas'];
export type Series = Schemas['Series'];
export type Related = Schemas['Related'];
export type MostRead = Schemas['MostRead'];
export type Taken = Schemas['Take'];

export const reading = {
  related: (id: string): Promise<Related> =>
    take(client.GET('/api/articles/{id}/related', { params: { path: { id } } })),

  taken: (id: string): Promise<Taken> =>
    take(client.GET('/api/articles/{id}/take', { params: { path: { id } } })),

  mostRead: (lang: string): Promise<MostRead> =>
    take(client.GET('/api/most-read', { params: { query: { lang } } })),

  list: (query: {
    topic?: string;
    series?: string;
    prefer?: 'vi' | 'en';
    after?: string;
  }): Promise<CardPage> => take(client.GET('/api/articles', { params: { query } })),

  /** Opens an attachment with a program of this machine; only a window may ask. */
  openFile: (id: string, media: string): Promise<unknown> =>
    take(
      client
        .POST('/api/articles/{id}/attachments/{media}/open', { params: { path: { id, media } } })
        .then(({ error, response }) => ({ data: response.ok, error, response })),
    ),

  /** Tells the engine that an article stands before a reader; no reader waits for it. */
  opened: async (id: string, visit: string): Promise<void> => {
    await client
      .POST('/api/articles/{id}/opened', { params: { path: { id } }, body: { visit } })
      .catch(() => undefined);
  },
};

/** Where an article is had as one file. Kiosks and screens have no such route. */
export function fileOf(id: string): string {
  return `/api/articles/${id}/file`;
}
