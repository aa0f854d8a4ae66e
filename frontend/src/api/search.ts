/** Searching. Every promise is kept or rejects with a Refusal. */
import { client, take } from './client';
import type { components, operations } from './schema';

type Schemas = components['schemas'];
export type Suggestions = Schemas['Suggestions'];
export type SearchAnswer = Schemas['SearchAnswer'];
export type SearchHit = Schemas['SearchHit'];
export type Facets = Schemas['SearchFacets'];
export type Span = Schemas['Span'];
export type Progress = Schemas['Progress'];
export type SearchQuery = NonNullable<operations['get-search']['parameters']['query']>;

/** What somebody might be typing; titles in one language alone, if one is named. */
export function suggest(q: string, lang: string): Promise<Suggestions> {
  return take(client.GET('/api/suggest', { params: { query: { q, ...(lang !== '' && { lang }) } } }));
}

/** A page of what is found. */
export function search(query: SearchQuery): Promise<SearchAnswer> {
  return take(client.GET('/api/search', { params: { query } }));
}
