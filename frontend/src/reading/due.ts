/** When a page tells that its reader is there. */
const often = 60_000;
/** So long nobody may be there within one visit. */
const gap = 30 * 60_000;

/** Whether a page that was last heard of then tells it again now, and whether a visit begins with that. */
export function due(before: number, now: number): 'no' | 'goes on' | 'begins' {
  if (before === 0 || now - before >= gap) return 'begins';
  return now >= before && now - before < often ? 'no' : 'goes on';
}
