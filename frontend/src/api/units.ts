/** The desk's routes of the directory, one function each. Every promise is kept or rejects with a Refusal. */
import { take } from './client';
import { client } from './desk-client';
import type { DeskUnit, UnitEdit, UnitImport } from './types';

const done = async (asked: Promise<{ error?: unknown; response: Response }>): Promise<void> => {
  await take(asked.then(({ error, response }) => ({ data: response.ok, error, response })));
};

/** The bytes of a file as JSON carries them. */
async function base64(file: Blob): Promise<string> {
  const bytes = new Uint8Array(await file.arrayBuffer());
  let text = '';
  for (let at = 0; at < bytes.length; at += 0x8000)
    text += String.fromCharCode(...bytes.subarray(at, at + 0x8000));
  return btoa(text);
}

export const units = {
  /** All of them, in order, each group before its own. */
  all: async (): Promise<DeskUnit[]> => (await take(client.GET('/api/desk/units'))).units,

  add: (body: UnitEdit): Promise<DeskUnit> => take(client.POST('/api/desk/units', { body })),

  edit: (unit: string, body: UnitEdit): Promise<DeskUnit> =>
    take(client.PUT('/api/desk/units/{unit}', { params: { path: { unit } }, body })),

  order: (parent: string, ids: string[]): Promise<void> =>
    done(client.POST('/api/desk/units/order', { body: { parent, units: ids } })),

  settle: (unit: string, ignore: boolean): Promise<void> =>
    done(client.PUT('/api/desk/units/{unit}/reports', { params: { path: { unit } }, body: { ignore } })),

  /** Tells what a list would do, or brings it in. */
  bring: async (file: Blob, write: boolean): Promise<UnitImport> =>
    take(client.POST('/api/desk/units/import', { body: { text: await base64(file), write } })),

  text: async (form: 'csv' | 'json'): Promise<string> =>
    (await take(client.GET('/api/desk/units/export', { params: { query: { form } } }))).text,
};
