/**
 * What is done to a picture: quarter turns clockwise, then a cut out of the turned picture, in parts of 10,000 of
 * its width and height. A figure keeps it in words (app/body/testdata/README.md). Pure functions.
 */
export interface Cut {
  x: number;
  y: number;
  width: number;
  height: number;
}

export interface Edit extends Cut {
  turn: number;
}

export const whole = 10_000;
/** No side of a cut gets smaller by hand. */
export const least = 400;
export const untouched: Edit = { turn: 0, x: 0, y: 0, width: whole, height: whole };

/** The edit that a figure's words tell; the untouched picture where they tell none. */
export function readEdit(text: string): Edit {
  const found = /^([0-3]) (\d{1,5}) (\d{1,5}) (\d{1,5}) (\d{1,5})$/.exec(text);
  if (found === null) return untouched;
  const [turn = 0, x = 0, y = 0, width = 0, height = 0] = found.slice(1).map(Number);
  const inside = width > 0 && height > 0 && x + width <= whole && y + height <= whole;
  return inside ? { turn, x, y, width, height } : untouched;
}

export function writeEdit({ turn, x, y, width, height }: Edit): string {
  return [turn, x, y, width, height].join(' ');
}

export function isUntouched(edit: Edit): boolean {
  return writeEdit(edit) === writeEdit(untouched);
}

/** The picture with its cut, a quarter further: 1 to the right, -1 to the left. */
export function turned({ turn, x, y, width, height }: Edit, by: 1 | -1): Edit {
  const next = (turn + by + 4) % 4;
  return by > 0
    ? { turn: next, x: whole - y - height, y: x, width: height, height: width }
    : { turn: next, x: y, y: whole - x - width, width: height, height: width };
}

/** Width by height of the picture as it is turned. */
export function ratioOf(picture: { width: number; height: number }, turn: number): number {
  return turn % 2 === 0 ? picture.width / picture.height : picture.height / picture.width;
}

const between = (value: number, low: number, high: number): number =>
  Math.round(Math.min(Math.max(value, low), high));

/** The cut moved, as far as the picture goes. */
export function moved(cut: Cut, dx: number, dy: number): Cut {
  return {
    ...cut,
    x: between(cut.x + dx, 0, whole - cut.width),
    y: between(cut.y + dy, 0, whole - cut.height),
  };
}

/** Which edges of a cut are taken hold of: -1 left or top, 1 right or bottom, 0 neither. */
export interface Grip {
  h: -1 | 0 | 1;
  v: -1 | 0 | 1;
}

/**
 * The cut with the edges of a grip moved by so much. With a shape (its width by its height, both in parts of the
 * picture) it keeps that shape, and grows from the opposite edge or corner.
 */
export function resized(cut: Cut, { h, v }: Grip, dx: number, dy: number, shape: number | null): Cut {
  const roomX = h < 0 ? cut.x + cut.width : h > 0 ? whole - cut.x : whole;
  const roomY = v < 0 ? cut.y + cut.height : v > 0 ? whole - cut.y : whole;
  let width = between(cut.width + h * dx, least, roomX);
  let height = between(cut.height + v * dy, least, roomY);
  if (shape !== null) {
    // The edge that was moved decides; at a corner, the one that makes the cut larger.
    if (h === 0 || (v !== 0 && height * shape > width)) width = height * shape;
    const most = Math.min(roomX, roomY * shape);
    width = between(Math.max(width, least, least * shape), 1, most);
    height = between(width / shape, 1, roomY);
  }
  const at = (from: number, size: number, now: number, side: number): number =>
    between(side < 0 ? from + size - now : side > 0 ? from : from + (size - now) / 2, 0, whole - now);
  return { x: at(cut.x, cut.width, width, h), y: at(cut.y, cut.height, height, v), width, height };
}

/** The largest cut of a shape within one, around its middle. */
export function shaped(cut: Cut, shape: number): Cut {
  const width = Math.round(Math.min(cut.width, cut.height * shape));
  const height = Math.round(Math.min(cut.height, width / shape));
  return moved(
    { x: cut.x + (cut.width - width) / 2, y: cut.y + (cut.height - height) / 2, width, height },
    0,
    0,
  );
}

/** Where the focal point of a picture is after another edit of the same original; at the edge if it was cut off. */
export function refocused(
  focus: { x: number; y: number },
  before: Edit,
  after: Edit,
): { x: number; y: number } {
  let [u, v] = [before.x + (focus.x / 1_000) * before.width, before.y + (focus.y / 1_000) * before.height];
  for (let turn = before.turn; turn !== after.turn; turn = (turn + 1) % 4) [u, v] = [whole - v, u];
  return {
    x: between(((u - after.x) / after.width) * 1_000, 0, 1_000),
    y: between(((v - after.y) / after.height) * 1_000, 0, 1_000),
  };
}
