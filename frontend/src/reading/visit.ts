/**
 * One reader's visit, so that what they open counts once: at a kiosk from the first touch to the rest after it,
 * in a browser as long as the tab lives. It is a number drawn at random and says nothing of the reader.
 */
import { reading } from '../api/reading';
import { leavesTrace } from '../ui/forget';

const storeKey = 'bangtin-visit';
const atKiosk = document.documentElement.dataset['face'] === 'kiosk';
let visit = '';

leavesTrace(() => (visit = ''));

function draw(): string {
  return [...crypto.getRandomValues(new Uint8Array(12))]
    .map((byte) => byte.toString(36).padStart(2, '0'))
    .join('');
}

/** The number of this visit. */
export function currentVisit(): string {
  if (visit !== '') return visit;
  visit = draw();
  if (atKiosk) return visit;
  try {
    visit = sessionStorage.getItem(storeKey) ?? visit;
    sessionStorage.setItem(storeKey, visit);
  } catch {
    // A browser that keeps nothing counts a reload as another visit.
  }
  return visit;
}

/** Notes that the reader has an article before them. */
export function noteOpening(article: string): void {
  void reading.opened(article, currentVisit());
}
