/** The scale of a chart: from nothing to a round number that holds the greatest. */
const steps = [1, 2, 4, 6, 8, 10];

export function topOf(most: number): number {
  const unit = 10 ** Math.floor(Math.log10(Math.max(most, 1)));
  return unit * (steps.find((step) => step * unit >= most) ?? 10);
}

/** The marks of a scale, the lowest first, all of them whole numbers. */
export function marksOf(top: number): number[] {
  return top % 2 === 0 ? [0, top / 2, top] : [0, top];
}

/** Every how many labels one has room to be written. */
export function everyOf(labels: number, width: number, room: number): number {
  return Math.max(1, Math.ceil((labels * room) / Math.max(width, 1)));
}
