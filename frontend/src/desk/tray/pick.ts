/** Choosing among the pictures of a tray: pure functions over its list. */
import type { TrayItem } from '../../api/tray';

/** A figure for the article, in the order in which it was picked. */
export interface Chosen {
  media: string;
  alt: string;
  caption: string;
  credit: string;
}

/** Pictures that stand together: taken within three seconds of each other, or one alone. */
export interface Run {
  burst: boolean;
  items: TrayItem[];
}

/** The list in its order, with the bursts together. */
export function runsOf(items: readonly TrayItem[]): Run[] {
  const runs: Run[] = [];
  let last = 0;
  for (const item of items) {
    const run = runs.at(-1);
    if (item.burst !== 0 && item.burst === last && run !== undefined) run.items.push(item);
    else runs.push({ burst: item.burst !== 0, items: [item] });
    last = item.burst;
  }
  return runs;
}

/** The picks with this one behind them or, if it is among them, without it. */
export function toggled(picks: readonly string[], media: string): string[] {
  return picks.includes(media) ? picks.filter((one) => one !== media) : [...picks, media];
}

/** The caption with the place that was given for all, unless it names the place already. */
export function withPlace(caption: string, place: string): string {
  const [words, where] = [caption.replace(/\s+/g, ' ').trim(), place.trim()];
  if (where === '' || words.toLocaleLowerCase('vi').includes(where.toLocaleLowerCase('vi'))) return words;
  return words === '' ? where : `${words} (${where})`;
}

/** The figures of what is picked, in its order. */
export function chosenOf(
  picks: readonly string[],
  captions: Readonly<Record<string, string>>,
  credit: string,
  place: string,
): Chosen[] {
  return picks.map((media) => ({
    media,
    alt: '',
    caption: withPlace(captions[media] ?? '', place),
    credit: credit.trim(),
  }));
}

export interface Spot {
  left: number;
  top: number;
}

/** Where a key leads from a picture on the sheet, by how they stand on the page; the same if nowhere. */
export function neighbour(spots: readonly Spot[], index: number, key: string): number {
  const here = spots[index];
  if (here === undefined) return 0;
  const last = spots.length - 1;
  switch (key) {
    case 'ArrowLeft':
      return Math.max(0, index - 1);
    case 'ArrowRight':
      return Math.min(last, index + 1);
    case 'Home':
      return 0;
    case 'End':
      return last;
  }
  const up = key === 'ArrowUp';
  if (!up && key !== 'ArrowDown') return index;
  const rows = spots
    .map((spot) => spot.top)
    .filter((top) => (up ? top < here.top : top > here.top))
    .sort((a, b) => (up ? b - a : a - b));
  const row = rows[0];
  if (row === undefined) return index;
  let best = index;
  let away = Infinity;
  spots.forEach((spot, i) => {
    const distance = Math.abs(spot.left - here.left);
    if (spot.top === row && distance < away) [best, away] = [i, distance];
  });
  return best;
}
