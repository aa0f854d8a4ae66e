/** Setting a label's type as large as its box allows: first less of the lead, then a smaller headline. */

interface Setting {
  title: number;
  lead: number;
  caption: boolean;
  titleLines: number;
  /** The side of the QR code: it reads from a metre and a half, or from one. */
  code: number;
}

const unlimited = 9;

/** From the looks: a headline is set in 88, and still reads at five metres in 72. */
const settings: readonly Setting[] = [
  { title: 88, lead: 4, caption: true, titleLines: unlimited, code: 216 },
  { title: 88, lead: 2, caption: true, titleLines: unlimited, code: 216 },
  { title: 88, lead: 3, caption: false, titleLines: unlimited, code: 216 },
  { title: 88, lead: 2, caption: false, titleLines: unlimited, code: 216 },
  { title: 88, lead: 1, caption: false, titleLines: unlimited, code: 216 },
  { title: 80, lead: 2, caption: false, titleLines: unlimited, code: 216 },
  { title: 80, lead: 1, caption: false, titleLines: unlimited, code: 216 },
  { title: 72, lead: 2, caption: false, titleLines: unlimited, code: 216 },
  { title: 72, lead: 1, caption: false, titleLines: unlimited, code: 216 },
  { title: 72, lead: 0, caption: false, titleLines: unlimited, code: 168 },
];

/** Where the text has no other place to go: smaller, and in the end cut. */
const narrow: readonly Setting[] = [
  { title: 64, lead: 0, caption: false, titleLines: unlimited, code: 168 },
  { title: 56, lead: 0, caption: false, titleLines: unlimited, code: 168 },
  { title: 50, lead: 0, caption: false, titleLines: unlimited, code: 168 },
];

const cut: readonly Setting[] = [
  { title: 56, lead: 0, caption: false, titleLines: 7, code: 168 },
  { title: 56, lead: 0, caption: false, titleLines: 5, code: 168 },
  { title: 56, lead: 0, caption: false, titleLines: 4, code: 168 },
];

/** How far to go: the sizes of the looks; smaller, for where the text has no other place; the end cut off. */
export type Effort = 'fine' | 'small' | 'cut';

/** Sets the first size with which the label is no higher than `most` pixels. Returns whether there is one. */
export function fit(label: HTMLElement, most: number, effort: Effort): boolean {
  const rest = effort === 'fine' ? [] : effort === 'small' ? narrow : [...narrow, ...cut];
  for (const setting of [...settings, ...rest]) {
    apply(label, setting);
    if (natural(label) <= most + 1) return true;
  }
  return false;
}

function apply(label: HTMLElement, setting: Setting): void {
  label.style.setProperty('--title-size', String(setting.title));
  label.style.setProperty('--title-lines', String(setting.titleLines));
  label.style.setProperty('--code', String(setting.code));
  label.style.setProperty('--lead-lines', String(setting.lead));
  const lead = label.querySelector<HTMLElement>('.lead');
  const caption = label.querySelector<HTMLElement>('.caption');
  if (lead !== null) lead.hidden = setting.lead === 0;
  if (caption !== null) caption.hidden = !setting.caption;
}

/** Puts another text into a paragraph, in the node that the component goes on to write to. */
export function write(element: HTMLElement | null, text: string): void {
  const node = element?.firstChild;
  if (node instanceof Text) node.nodeValue = text;
}

/** Ends a text that its lines cannot hold behind a whole word; the style alone would cut through one. */
export function endAtWord(element: HTMLElement | null, text: string): void {
  if (element === null || element.hidden) return;
  const fits = (shown: string): boolean => {
    write(element, shown);
    return element.scrollHeight <= element.clientHeight + 1;
  };
  if (fits(text)) return;
  const ends = [...text.matchAll(/\s+/gu)].map((gap) => gap.index);
  const until = (words: number): string => `${text.slice(0, ends[words - 1]).replace(/[\s.,;:–—-]+$/u, '')}…`;
  let [low, high] = [0, ends.length];
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (fits(until(middle))) low = middle;
    else high = middle - 1;
  }
  write(element, low === 0 ? text : until(low));
}

/** The height of what the label holds, also where its own box is given. */
function natural(label: HTMLElement): number {
  const { paddingTop, paddingBottom } = getComputedStyle(label);
  const boxes = [...label.children]
    .map((child) => child.getBoundingClientRect())
    .filter((box) => box.height > 0);
  const top = Math.min(...boxes.map((box) => box.top));
  const bottom = Math.max(...boxes.map((box) => box.bottom));
  return bottom - top + parseFloat(paddingTop) + parseFloat(paddingBottom);
}
