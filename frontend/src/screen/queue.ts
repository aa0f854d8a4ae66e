/** What comes next on a screen. */
import type { Slide } from '../api/types';

/** Slides that came or were changed and have not been shown so yet, oldest first. */
export type Fresh = readonly string[];

/**
 * The slides in the order in which to try them after `current` (null at the start): first what is fresh,
 * then those after it and around. A current slide that left the list is followed by what stood after it in
 * `before`, the list of which it was part.
 */
export function following(
  slides: readonly Slide[],
  before: readonly Slide[],
  current: string | null,
  fresh: Fresh,
): Slide[] {
  const first = fresh.flatMap((id) => slides.filter((slide) => slide.id === id));
  const start = placeAfter(slides, before, current);
  const around = [...slides.slice(start), ...slides.slice(0, start)];
  return [...first, ...around.filter((slide) => !first.includes(slide))];
}

function placeAfter(slides: readonly Slide[], before: readonly Slide[], current: string | null): number {
  if (current === null) return 0;
  const at = slides.findIndex((slide) => slide.id === current);
  if (at >= 0) return (at + 1) % slides.length;
  const was = before.findIndex((slide) => slide.id === current);
  const heir = before.slice(was + 1).find((slide) => slides.some((one) => one.id === slide.id));
  return heir === undefined ? 0 : slides.findIndex((slide) => slide.id === heir.id);
}

/** The ids that are new or changed between two lists; a list that is the first has none. */
export function freshened(before: readonly Slide[] | null, after: readonly Slide[]): string[] {
  if (before === null) return [];
  const known = new Map(before.map((slide) => [slide.id, slide.updated]));
  return after.filter((slide) => known.get(slide.id) !== slide.updated).map((slide) => slide.id);
}
