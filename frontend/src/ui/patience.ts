/** How long a kiosk waits for somebody who may still be reading. */
import { countWords } from '../viet/reading-time';

/** Words a minute of a reader who is not to be thrown out; most are faster. */
const slowest = 130;
const margin = 1.5;
const longest = 600;

/** Seconds without a touch until the notice: those of the setting, longer for what takes longer to read. */
export function idleLimit(setting: number, words: number): number {
  const reading = (margin * words * 60) / slowest;
  return Math.max(setting, Math.min(reading, longest));
}

/** How many words stand before the visitor: of an article all, of any other page what the panel shows of it. */
export function wordsShown(): number {
  const open = document.querySelectorAll('dialog[open]');
  if (open.length > 0) return seen([...open]);
  const whole = document.querySelector<HTMLElement>('main [data-words]');
  if (whole !== null) return Number(whole.dataset['words']) || 0;
  return seen([...document.querySelectorAll('main')]);
}

function seen(roots: readonly Element[]): number {
  let words = 0;
  for (const root of roots) {
    const walk = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
    for (let node = walk.nextNode(); node !== null; node = walk.nextNode()) {
      const count = countWords(node.nodeValue ?? '');
      const box = count === 0 ? undefined : node.parentElement?.getBoundingClientRect();
      if (box !== undefined && box.bottom > 0 && box.top < innerHeight && box.width > 1) words += count;
    }
  }
  return words;
}
