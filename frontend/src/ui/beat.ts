/** Tells the engine that this page still paints. */
import { api } from '../api/client';
import { live } from '../api/live.svelte';
import { site } from '../api/site.svelte';

let resting = false;
let last: Promise<unknown> = Promise.resolve();

/**
 * Beats once in `seconds`, each time from a painted frame, and so falls silent when nothing is painted any
 * more. One frame is asked for at a time: a steady loop of frames would keep an idle panel busy.
 */
export function startBeat(seconds: number): void {
  const beat = (): void => {
    requestAnimationFrame(() => {
      // A browser at the public address has nobody who waits for its beat.
      if (site.current?.face !== 'reader' && !resting) last = api.beat(location.pathname, live.painted, true);
      setTimeout(beat, seconds * 1000);
    });
  };
  beat();
}

/** The desk's way: also says when its window is hidden, so that silence is not taken for death. */
export function startDeskBeat(): void {
  startBeat(2);
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'hidden') void api.beat(location.pathname, live.painted, false);
  });
}

/**
 * Says that the page will be silent for a while, as under a dialog of the system's, so that its window is not
 * taken for hung. Resolves once the engine knows; the returned function ends the rest.
 */
export async function restBeat(): Promise<() => void> {
  resting = true;
  await last;
  if (site.current?.face === 'desk') await api.beat(location.pathname, live.painted, false);
  return () => (resting = false);
}
