/** Where photo and label of a slide stand. All lengths in units of the panel (looks: "Screen"). */
import type { Focus } from '../api/types';
import { cover, focusInFrame } from '../ui/crop';

export interface Box {
  width: number;
  height: number;
}

/** A corner of the panel in which the label may stand. */
export interface Corner {
  right: boolean;
  top: boolean;
}

export type Plan =
  /** The photo fills its area (the whole panel in landscape, what is above the label in portrait). */
  | { kind: 'cover'; corner: Corner; x: number; y: number }
  /** The photo stands whole on night, at this size, beside the label or above it. */
  | { kind: 'whole'; corner: Corner; photo: Box };

/** No photo is enlarged beyond this. */
const enlarge = 1.5;
/** Less than this much of a photo seen, and it is shown whole instead. */
const leastLandscape = 0.58;
const leastPortrait = 0.5;
/** How far from the label's edge the focal point must stay, in parts of the panel. */
const clear = 0.04;
/** How wide the text stands beside a whole photo: as a rule, and where it is long. */
export const columns = [856, 1056] as const;

/**
 * Plans a slide. `photo` is its largest file in pixels of the panel, `label` the label's box, `turn` counts
 * slides so that the label changes corner from one to the next.
 */
export function plan(photo: Box, focus: Focus, panel: Box, label: Box, turn: number): Plan {
  const portrait = panel.height > panel.width;
  const right = turn % 2 === 1;
  const area = portrait ? { width: panel.width, height: panel.height - label.height } : panel;
  const scale = Math.max(area.width / photo.width, area.height / photo.height);
  const ratio = photo.width / photo.height;
  const frame = area.width / area.height;
  const seen = cover(ratio, frame, focus).seen;
  const bottom = { right: portrait ? false : right, top: false };

  if (scale <= enlarge && seen >= (portrait ? leastPortrait : leastLandscape)) {
    if (portrait) {
      const at = cover(ratio, frame, focus);
      return { kind: 'cover', corner: bottom, x: at.x, y: at.y };
    }
    for (const corner of corners(right)) {
      const at = cover(ratio, frame, focus, freePlace(corner, panel, label));
      if (!hidden(focusInFrame(ratio, frame, focus, at), corner, panel, label)) {
        return { kind: 'cover', corner, x: at.x, y: at.y };
      }
    }
  }
  if (portrait) return { kind: 'whole', corner: bottom, photo: contain(photo, area) };
  return beside(photo, panel, columns[0] * (panel.width / 1920), turn);
}

/** A whole photo with a column of text beside it, in landscape. */
export function beside(photo: Box, panel: Box, column: number, turn: number): Plan {
  const area = { width: panel.width - column, height: panel.height };
  return { kind: 'whole', corner: { right: turn % 2 === 1, top: false }, photo: contain(photo, area) };
}

function corners(right: boolean): Corner[] {
  return [
    { right, top: false },
    { right: !right, top: false },
    { right, top: true },
    { right: !right, top: true },
  ];
}

/** The middle of what the label leaves free: the band above or below it. */
function freePlace(corner: Corner, panel: Box, label: Box): { x: number; y: number } {
  const covered = label.height / panel.height;
  const y = corner.top ? (1 + covered) / 2 : (1 - covered) / 2;
  return { x: 0.5, y };
}

function hidden(point: { x: number; y: number }, corner: Corner, panel: Box, label: Box): boolean {
  const wide = label.width / panel.width + clear;
  const high = label.height / panel.height + clear;
  const inWidth = corner.right ? point.x > 1 - wide : point.x < wide;
  const inHeight = corner.top ? point.y < high : point.y > 1 - high;
  return inWidth && inHeight;
}

function contain(photo: Box, area: Box): Box {
  const scale = Math.min(area.width / photo.width, area.height / photo.height, enlarge);
  return { width: photo.width * scale, height: photo.height * scale };
}

/** How far the margins stand from their place on this turn, 0 to 8 units each way. */
export function shift(turn: number): { x: number; y: number } {
  return { x: (turn * 3) % 9, y: (turn * 5 + 4) % 9 };
}
