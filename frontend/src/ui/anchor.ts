/** Holding still what is being read while the page around it changes. */
import { tick } from 'svelte';

const marked = '[data-anchor]';

/**
 * Runs the change and then scrolls so that the marked element at the top of what could be seen is where it
 * was, to the pixel. If that element went away the next one below it that stayed is held.
 */
export async function holding(change: () => void): Promise<void> {
  const held = [...document.querySelectorAll<HTMLElement>(marked)]
    .map((element) => ({ key: element.dataset['anchor'], ...edges(element) }))
    .filter(({ bottom }) => bottom > 0);
  const atTop = scrollY <= 0;
  change();
  await tick();
  if (atTop) return;
  for (const { key, top } of held) {
    const now = document.querySelector<HTMLElement>(`[data-anchor="${CSS.escape(key ?? '')}"]`);
    if (now !== null) {
      scrollBy({ top: edges(now).top - top, behavior: 'instant' });
      return;
    }
  }
}

function edges(element: HTMLElement): { top: number; bottom: number } {
  const { top, bottom } = element.getBoundingClientRect();
  return { top, bottom };
}
