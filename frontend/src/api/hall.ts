/** The routes of a conference for readers, one function each. Every promise is kept or rejects with a Refusal. */
import { client, take } from './client';
import type { components } from './schema';

type Schemas = components['schemas'];
export type Programme = Schemas['Programme'];
export type ProgrammeItem = Schemas['ProgrammeItem'];
export type Speaker = Schemas['ProgrammeSpeaker'];
export type Hall = Schemas['Hall'];
export type HallPlan = Schemas['HallPlan'];
export type HallPoint = Schemas['HallPoint'];
export type HallCard = Schemas['HallCard'];
export type Exhibit = Schemas['Exhibit'];
export type ExhibitPage = Schemas['Exhibits'];
export type FoundExhibit = Schemas['FoundExhibit'];

export const hall = {
  programme: (): Promise<Programme> => take(client.GET('/api/programme')),

  places: (): Promise<Hall> => take(client.GET('/api/hall')),

  /** The index by number; `after` is what the page before said, empty for the first. */
  exhibits: (lang: string, after: string): Promise<ExhibitPage> =>
    take(client.GET('/api/exhibits', { params: { query: { lang, after } } })),

  exhibit: (number: string, lang: string): Promise<FoundExhibit> =>
    take(client.GET('/api/exhibits/{number}', { params: { path: { number }, query: { lang } } })),
};
