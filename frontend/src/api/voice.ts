/** What readers say of an article. Every promise is kept or rejects with a Refusal. */
import { client, take } from './client';
import type { components } from './schema';

export type Rating = components['schemas']['Rating'];
export type Talk = components['schemas']['Talk'];
export type Comment = components['schemas']['Comment'];
export type CommentDraft = components['schemas']['CommentDraft'];

export const voice = {
  rating: (id: string, visit: string): Promise<Rating> =>
    take(client.GET('/api/articles/{id}/rating', { params: { path: { id }, query: { visit } } })),

  rate: (id: string, visit: string, points: number): Promise<Rating> =>
    take(client.POST('/api/articles/{id}/rating', { params: { path: { id } }, body: { visit, points } })),

  talk: (id: string): Promise<Talk> =>
    take(client.GET('/api/articles/{id}/comments', { params: { path: { id } } })),

  say: (id: string, draft: CommentDraft): Promise<components['schemas']['CommentTaken']> =>
    take(client.POST('/api/articles/{id}/comments', { params: { path: { id } }, body: draft })),
};
