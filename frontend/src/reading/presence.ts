/**
 * Tells the engine that a reader is there: in a browser when a page opens, everywhere when they touch, type or
 * turn a wheel, at most once a minute. A page knows by itself whether it is part of a visit that goes on, so that
 * an engine that was started anew counts nobody twice.
 */
import { counters } from '../api/counters';
import { leavesTrace } from '../ui/forget';
import { due } from './due';
import { currentVisit } from './visit';

const storeKey = 'bangtin-here';
const atKiosk = document.documentElement.dataset['face'] === 'kiosk';

/** When the engine last heard of this visit, 0 if never. */
let last = 0;
let asking = false;
/** Changes when a kiosk forgets its visitor: what was on its way is of another. */
let turn = 0;

leavesTrace(() => {
  last = 0;
  turn += 1;
});

function recall(): void {
  try {
    last = Number(sessionStorage.getItem(storeKey) ?? 0) || 0;
  } catch {
    // A browser that keeps nothing counts a reload as another visit.
  }
}

function note(at: number): void {
  last = at;
  if (atKiosk) return;
  try {
    sessionStorage.setItem(storeKey, String(at));
  } catch {
    // As above.
  }
}

async function tell(): Promise<void> {
  const now = Date.now();
  const what = due(last, now);
  if (asking || what === 'no') return;
  const own = turn;
  asking = true;
  const heard = await counters.here(currentVisit(), what === 'begins');
  asking = false;
  if (!heard) return;
  if (own === turn) note(now);
  for (const hear of counted) hear();
}

const counted = new Set<() => void>();

/** Tells whenever the engine has heard of this reader, until the returned function is called. */
export function onCounted(hear: () => void): () => void {
  counted.add(hear);
  return () => counted.delete(hear);
}

/** Begins to tell; the returned function ends it. */
export function tellPresence(): () => void {
  const touched = (): void => void tell();
  const events = ['pointerdown', 'keydown', 'wheel'];
  for (const event of events) addEventListener(event, touched, { capture: true, passive: true });
  if (!atKiosk) {
    recall();
    touched();
  }
  return () => {
    for (const event of events) removeEventListener(event, touched, { capture: true });
  };
}
