/** The routes of the list of people, one function each. Every promise is kept or rejects with a Refusal. */
import { take } from './client';
import { client } from './desk-client';
import type { Person, PersonEdit } from './types';

export const people = {
  /** Everybody, by precedence, then by name. */
  all: async (): Promise<Person[]> => (await take(client.GET('/api/desk/people'))).people,

  add: (body: PersonEdit): Promise<Person> => take(client.POST('/api/desk/people', { body })),

  edit: (person: string, body: PersonEdit): Promise<Person> =>
    take(client.PUT('/api/desk/people/{person}', { params: { path: { person } }, body })),

  /** How an article names somebody; `day` is that of its event, empty for today. */
  mention: async (person: string, first: boolean, day = ''): Promise<string> => {
    const query = day === '' ? { person, first } : { person, first, day };
    return (await take(client.GET('/api/desk/people/mention', { params: { query } }))).text;
  },
};
