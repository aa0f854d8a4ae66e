/** The reader's routes of the directory of units. Every promise is kept or rejects with a Refusal. */
import { leavesTrace } from '../ui/forget';
import { client, isProblem, Refusal, take } from './client';
import type { UnitCard, UnitList } from './types';

export interface UnitQuery {
  words?: string;
  group?: string;
  letter?: string;
  lang?: 'vi' | 'en';
  at?: number;
}

function draw(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(8));
  return [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** Names this visit, in which opening and reporting a website counts once; the next visitor has another. */
let visit = draw();
leavesTrace(() => (visit = draw()));

type Deed = 'opens' | 'reports' | 'browse';

async function does(unit: string, deed: Deed): Promise<void> {
  const sent = client.POST(`/api/units/{unit}/${deed}`, { params: { path: { unit } }, body: { visit } });
  const answer = await sent.catch(() => null);
  if (answer === null) throw new Refusal(0, null);
  const { error, response } = answer as { error?: unknown; response: Response };
  if (!response.ok) throw new Refusal(response.status, isProblem(error) ? error : null);
}

export const directory = {
  list: (query: UnitQuery): Promise<UnitList> => take(client.GET('/api/units', { params: { query } })),

  card: (unit: string): Promise<UnitCard> =>
    take(client.GET('/api/units/{unit}', { params: { path: { unit } } })),

  /** Counts that the website was opened; a count is never worth an error. */
  opened: (unit: string): Promise<void> => does(unit, 'opens').catch(() => undefined),

  /** Opens the website in the system's browser, from a desk's window on the engine's machine. */
  browse: (unit: string): Promise<void> => does(unit, 'browse'),

  /** Tells the office that the website is broken. */
  report: (unit: string): Promise<void> => does(unit, 'reports'),
};
