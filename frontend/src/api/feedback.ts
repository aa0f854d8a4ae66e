/** What readers tell the office. Every promise is kept or rejects with a Refusal. */
import { client, take } from './client';
import type { components } from './schema';

type Schemas = components['schemas'];
export type Feedback = Schemas['Feedback'];
export type TicketDraft = Schemas['TicketDraft'];
export type TicketSlip = Schemas['TicketSlip'];
export type TicketLook = Schemas['TicketLook'];

export const feedback = {
  about: (): Promise<Feedback> => take(client.GET('/api/feedback')),

  send: (body: TicketDraft): Promise<TicketSlip> => take(client.POST('/api/feedback', { body })),

  openPhone: (visit: string): Promise<Schemas['TicketPhone']> =>
    take(client.POST('/api/feedback/phone', { body: { visit } })),

  photos: (visit: string): Promise<Schemas['TicketPhotos']> =>
    take(client.GET('/api/feedback/phone', { params: { query: { visit } } })),

  lookUp: (number: string, key: string): Promise<TicketLook> =>
    take(client.POST('/api/feedback/lookup', { body: { number, key } })),
};
