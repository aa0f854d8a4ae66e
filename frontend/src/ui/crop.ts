/** Where a photo stands in its frame. Sizes in any one unit; focal points 0 to 1000 from the upper left. */
import type { Focus } from '../api/types';

/** Part of a length, 0 to 1. */
type Share = number;

export interface Cover {
  /** object-position, in hundredths. */
  x: number;
  y: number;
  /** How much of the photo's area can be seen. */
  seen: Share;
}

/**
 * The object-position that brings the focal point as near as possible to the wanted place in the frame
 * (0.5, 0.5 is its middle) when the photo covers the frame.
 */
export function cover(photo: number, frame: number, focus: Focus, place = { x: 0.5, y: 0.5 }): Cover {
  const wide = Math.max(photo / frame, 1);
  const tall = Math.max(frame / photo, 1);
  return {
    x: slide(wide, focus.x / 1000, place.x),
    y: slide(tall, focus.y / 1000, place.y),
    seen: 1 / (wide * tall),
  };
}

/** Where the focal point then stands in the frame, 0 to 1 both ways. */
export function focusInFrame(photo: number, frame: number, focus: Focus, at: Cover): { x: Share; y: Share } {
  const wide = Math.max(photo / frame, 1);
  const tall = Math.max(frame / photo, 1);
  return {
    x: (focus.x / 1000) * wide - (at.x / 100) * (wide - 1),
    y: (focus.y / 1000) * tall - (at.y / 100) * (tall - 1),
  };
}

function slide(length: number, point: Share, wanted: Share): number {
  if (length <= 1) return 50;
  const moved = (point * length - wanted) / (length - 1);
  return Math.min(Math.max(moved, 0), 1) * 100;
}
