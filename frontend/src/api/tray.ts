/** The routes of an article's tray, one function each. Every promise is kept or rejects with a Refusal. */
import type { components } from './schema';
import { isProblem, Refusal, take } from './client';
import { client } from './desk-client';

type Schemas = components['schemas'];
export type Tray = Schemas['Tray'];
export type TrayItem = Schemas['TrayItem'];
export type TrayFault = Schemas['TrayFault'];
export type PhoneLink = Schemas['PhoneLink'];
export type PhoneFile = Schemas['PhoneFile'];
export type PhoneOffer = Schemas['PhoneOffer'];

const uploadPatience = 5 * 60_000;

const at = (id: string) => ({ params: { path: { id } } });

/** For answers that hold nothing. */
async function done(asked: Promise<{ error?: unknown; response: Response }>): Promise<void> {
  await take(asked.then(({ error, response }) => ({ data: response.ok, error, response })));
}

export const trayRoutes = {
  tray: (id: string): Promise<Tray> => take(client.GET('/api/desk/articles/{id}/tray', at(id))),

  /** Puts one picture into the tray; tells how much of it, from 0 to 1, has left. */
  add: (id: string, file: File, sent: (share: number) => void): Promise<TrayItem> =>
    new Promise((resolve, reject) => {
      const query = new URLSearchParams({ name: file.name, taken: String(file.lastModified) });
      const request = new XMLHttpRequest(); // fetch tells nothing of what has left
      request.open('POST', `/api/desk/articles/${id}/tray?${query.toString()}`);
      request.timeout = uploadPatience;
      request.upload.addEventListener('progress', (event) => sent(event.loaded / Math.max(1, event.total)));
      request.addEventListener('load', () => {
        const value = read(request.responseText);
        if (request.status === 200 && value !== null) resolve(value as TrayItem);
        else reject(new Refusal(request.status, isProblem(value) ? value : null));
      });
      for (const event of ['error', 'timeout', 'abort'])
        request.addEventListener(event, () => reject(new Refusal(0, null)));
      request.send(file);
    }),

  remove: (id: string, media: string): Promise<void> =>
    done(client.DELETE('/api/desk/articles/{id}/tray/{media}', { params: { path: { id, media } } })),

  clear: (id: string): Promise<void> => done(client.DELETE('/api/desk/articles/{id}/tray', at(id))),

  /** Asks to make first what is looked at. */
  want: (media: string[]): Promise<void> =>
    done(client.POST('/api/desk/pictures/wanted', { body: { media } })),

  forgetFaults: (id: string): Promise<void> =>
    done(
      client.DELETE('/api/desk/articles/{id}/tray', { params: { path: { id }, query: { only: 'faults' } } }),
    ),

  openPhone: (id: string): Promise<PhoneOffer> => take(client.POST('/api/desk/articles/{id}/phone', at(id))),

  closePhone: (id: string): Promise<void> => done(client.DELETE('/api/desk/articles/{id}/phone', at(id))),
};

function read(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
