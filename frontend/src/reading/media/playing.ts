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

/** "4:07", "1:04:07". */
export function clockOf(seconds: number): string {
  const whole = Number.isFinite(seconds) ? Math.max(Math.floor(seconds), 0) : 0;
  const two = (value: number): string => String(value).padStart(2, '0');
  const [h, m, s] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
  return h > 0 ? `${String(h)}:${two(m)}:${two(s)}` : `${String(m)}:${two(s)}`;
}
