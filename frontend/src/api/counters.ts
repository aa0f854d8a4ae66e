/** Visits, as readers are told of them and as the engine hears of them. */
import { client, take } from './client';
import type { components } from './schema';

export type Counters = components['schemas']['Counters'];

export const counters = {
  /** Rejects with a Refusal, also where this face shows none. */
  read: (): Promise<Counters> => take(client.GET('/api/counters')),

  /** Tells that a reader is there. Resolves to whether the engine has heard it; no reader waits for it. */
  here: async (visit: string, begins: boolean): Promise<boolean> => {
    try {
      return (await client.POST('/api/visits', { body: { visit, begins } })).response.ok;
    } catch {
      return false;
    }
  },
};
