/** The desk's routes of what was counted. Every promise is kept or rejects with a Refusal. */
import { take } from './client';
import { client } from './desk-client';
import type { components } from './schema';

type Schemas = components['schemas'];
export type Statistics = Schemas['Statistics'];
export type Counted = Schemas['Counted'];
export type CountedTitle = Schemas['CountedTitle'];

export const statistics = {
  /** Of the days from one to another, both as 2026-11-26 and both included. */
  of: (from: string, until: string): Promise<Statistics> =>
    take(client.GET('/api/desk/statistics', { params: { query: { from, until } } })),
};

export interface ReportQuery {
  from: string;
  until: string;
  lang: string;
  category: string;
  person: string;
}

/** Where the list of articles is had as a table. */
export function reportAddress(form: 'csv' | 'xlsx', query: ReportQuery): string {
  return `/api/desk/statistics/articles?${new URLSearchParams({ form, ...query }).toString()}`;
}
