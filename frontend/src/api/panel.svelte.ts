/** What the engine tells a kiosk or screen of its own machine. */
import { client, take } from './client';
import type { components } from './schema';

type Schemas = components['schemas'];
export type Hours = Schemas['Hours'];
export type Machine = Schemas['Machine'];

export interface Called {
  name: string;
  number: string;
  seconds: number;
}

class Calls {
  /** What the machine is to show big for a moment; null when that is over. */
  now = $state.raw<Called | null>(null);

  /** Takes the engine's word, if it is one. */
  hear(data: string): void {
    try {
      const value = JSON.parse(data) as Partial<Called>;
      const { name, number, seconds } = value;
      if (typeof name === 'string' && typeof number === 'string' && typeof seconds === 'number')
        this.now = { name, number, seconds };
    } catch {
      // Not of this engine.
    }
  }
}

export const calls = new Calls();

/** Lets staff in by their PIN; rejects with a Refusal. */
export const openPanel = (pin: string): Promise<Machine> =>
  take(client.POST('/api/panel', { body: { pin } }));

/** Says that the time which the machine shows is right. */
export const confirmClock = (pin: string, reads: string): Promise<Machine> =>
  take(client.POST('/api/panel/clock', { body: { pin, reads } }));
