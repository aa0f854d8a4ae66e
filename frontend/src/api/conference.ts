/** The desk's routes of a conference, one function each. Every promise is kept or rejects with a Refusal. */
import { isProblem, patiently, Refusal } from './client';
import { ask } from './desk';
import { client } from './desk-client';
import type { components } from './schema';
import type { Text } from './types';

type Schemas = components['schemas'];
export type Conference = Schemas['Conference'];
export type PartType = Schemas['ConferencePart']['type'];
export type Device = Schemas['ConferenceDevice'];
export type PartsAnswer = Schemas['PartsAnswer'];
export type Label = Schemas['Label'];

/** What came of a table; `written` counts items that are new or have changed. */
export interface TableAnswer {
  good: number;
  faults: { line: number; column: string; message: Text }[];
  written: number;
}

/** Fields of a part, those that are not empty; null empties one. */
export type Fields = Record<string, unknown>;

export interface Part {
  id: string;
  type: PartType;
  fields: Fields;
  clashes: { field: string; lost: unknown }[];
}

export interface PartEdit {
  /** Empty: a new part. */
  id: string;
  type: PartType;
  set: Fields;
  was: Fields;
}

export const conference = {
  all: (): Promise<Conference> => ask(client.GET('/api/desk/conference')),

  edit: (edits: PartEdit[]): Promise<PartsAnswer> =>
    ask(client.POST('/api/desk/conference', { body: { edits } })),

  /** Keeps for whoever asks what the programme has not taken; null lets go of it. `last` outlives the page. */
  note: async (note: unknown, last = false): Promise<void> => {
    const answer = client.PUT('/api/desk/conference/note', { body: { note }, keepalive: last });
    await ask(answer.then(({ error, response }) => ({ data: response.ok, error, response })));
  },

  here: async (device: string, point: string): Promise<void> => {
    const answer = client.PUT('/api/desk/conference/here', { body: { device, point } });
    await ask(answer.then(({ error, response }) => ({ data: response.ok, error, response })));
  },

  labels: async (lang: string): Promise<Label[]> =>
    (await ask(client.GET('/api/desk/labels', { params: { query: { lang } } }))).labels,

  /** Reads a table; with `write` its good lines become items. */
  table: (text: Blob, write: boolean): Promise<TableAnswer> => ask(sendTable(text, write)),
};

async function sendTable(
  body: Blob,
  write: boolean,
): Promise<{ data?: TableAnswer; error?: unknown; response: Response }> {
  let response: Response;
  try {
    const address = new URL(`/api/desk/conference/table${write ? '?write=true' : ''}`, location.origin);
    response = await patiently(new Request(address, { method: 'POST', body }));
  } catch {
    throw new Refusal(0, null);
  }
  const answer: unknown = await response.json().catch(() => null);
  return response.ok
    ? { data: answer as TableAnswer, response }
    : { error: isProblem(answer) ? answer : null, response };
}

/** Where the table of the whole programme is fetched. */
export const tableAddress = (lang: string): string => `/api/desk/conference/table?lang=${lang}`;
