/** The list of all pictures. Every promise is kept or rejects with a Refusal. */
import { take } from './client';
import { client } from './desk-client';
import type { components } from './schema';

type Schemas = components['schemas'];
export type LibraryPicture = Schemas['LibraryPicture'];
export type LibraryUse = Schemas['LibraryUse'];
export type LibraryPage = Schemas['LibraryPage'];

/** What the pictures asked for lack. */
export type Lacks = 'use' | 'alt' | 'credit';

export interface LibraryQuery {
  words?: string;
  lacks?: Lacks;
  kind?: 'pictures' | 'files';
  at?: string;
  limit?: number;
}

export function libraryPictures(query: LibraryQuery): Promise<LibraryPage> {
  return take(client.GET('/api/desk/pictures', { params: { query } }));
}
