/** What plays on this page: one at a time, and nothing that nobody sees. */

let now: HTMLMediaElement | null = null;

/** Begins to play one, and stops what played before. */
export async function play(element: HTMLMediaElement): Promise<void> {
  if (now !== element) now?.pause();
  now = element;
  await element.play();
}

/** Stops it for good; its file is let go. */
export function letGo(element: HTMLMediaElement): void {
  element.pause();
  if (now === element) now = null;
  element.removeAttribute('src');
  element.load();
}

document.addEventListener('visibilitychange', () => {
  if (document.visibilityState === 'hidden') now?.pause();
});
