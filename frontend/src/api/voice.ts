/** What readers say of an article. Every promise is kept or rejects with a Refusal. */
import { client, take } from './client';
import type { components } from './schema';

export type Rating = components['schemas']['Rating'];

export const voice = {
  rating: (id: string, visit: string): Promise<Rating> =>
    take(client.GET('/api/articles/{id}/rating', { params: { path: { id }, query: { visit } } })),

  rate: (id: string, visit: string, points: number): Promise<Rating> =>
    take(client.POST('/api/articles/{id}/rating', { params: { path: { id } }, body: { visit, points } })),
};
