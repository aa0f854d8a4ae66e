/** Printing the article that stands on the page; styles/print.css makes a press page of it. */
import { pauseEvents } from '../api/events';
import { restBeat } from '../ui/beat';

/** How long a picture that is still on its way is waited for. */
const patience = 4_000;

/** Opens the system's dialog for printing, with every picture there. */
export async function printArticle(): Promise<void> {
  const pictures = [...document.querySelectorAll<HTMLImageElement>('main article img')];
  for (const picture of pictures) picture.loading = 'eager';
  await Promise.race([Promise.all(pictures.map(come)), new Promise((late) => setTimeout(late, patience))]);
  // WebKit prints no page that still loads anything, our stream of events too: it waits until that ends.
  const [resume, beat] = [pauseEvents(), await restBeat()];
  const goOn = (): void => {
    clearTimeout(fallback);
    resume();
    beat();
  };
  const fallback = setTimeout(goOn, 2 * patience);
  addEventListener('afterprint', goOn, { once: true });
  print();
}

/** One that cannot be had leaves its words and its frame. */
function come(picture: HTMLImageElement): Promise<unknown> {
  if (picture.complete) return Promise.resolve();
  return new Promise((done) => {
    picture.addEventListener('load', done, { once: true });
    picture.addEventListener('error', done, { once: true });
  });
}
