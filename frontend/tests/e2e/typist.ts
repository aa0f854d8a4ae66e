/** Somebody who writes, and remembers what stood on the page when. */
import type { Page } from '@playwright/test';

const prose =
  'Sáng nay, tại Trung tâm Hội nghị tỉnh, các đại biểu đến từ mười hai địa phương đã dự lễ khai mạc triển lãm ảnh, ' +
  'nơi trưng bày những bức ảnh kể chuyện rừng già, bờ biển và con người vùng cửa sông. Phát biểu tại buổi lễ, ' +
  'đồng chí Chủ tịch nhấn mạnh ý nghĩa của hội nghị đối ngoại lần thứ ba, cảm ơn nghệ nhân, nhà báo và bạn đọc ' +
  'xa gần đã gửi ảnh về trong suốt sáu tháng. Nghệ thuật nhiếp ảnh, theo bà, giữ lại cho đời sau cả tiếng sóng. ';

export const fields = ['title', 'lead', 'text'] as const;
export type Field = (typeof fields)[number];

/** What stands on the page, and the caret. */
export interface Sight extends Record<Field, string> {
  in: Field;
  at: number;
}

/** Two sights with the same are the same text: a version has no blanks at the ends of its title, nor two together. */
export function textOf(sight: Sight): string {
  return fields.map((field) => sight[field].trim().replaceAll(/\s+/g, ' ')).join('\n');
}

/** Where the caret is, in letters without the blanks. */
export function caretOf(sight: Sight): string {
  return sight.at < 0
    ? 'none'
    : `${sight.in} ${String(sight[sight.in].slice(0, sight.at).replaceAll(/\s/g, '').length)}`;
}

/** A sight, and since when it stood there. */
export interface Moment {
  sight: Sight;
  since: number;
}

/** Random numbers from 0 to 1 that a seed repeats (mulberry32). */
export function dice(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

const places: Readonly<Record<Field, string>> = {
  title: '.head .title',
  lead: '.head .lead',
  text: '.editor .text',
};

/** What a page shows now. The caret is counted in letters of its field; -1 if it is in none. */
export async function seen(page: Page): Promise<Sight> {
  return page.evaluate((all) => {
    const find = (name: string): HTMLElement | null => document.querySelector(name);
    const [title, lead, text] = [find(all.title), find(all.lead), find(all.text)];
    const value = (field: HTMLElement | null): string =>
      field instanceof HTMLTextAreaElement ? field.value : '';
    const sight = {
      title: value(title),
      lead: value(lead),
      text: text?.querySelector('p')?.textContent ?? '',
    };
    const active = document.activeElement;
    if (active instanceof HTMLTextAreaElement)
      return { ...sight, in: active === title ? 'title' : 'lead', at: active.selectionStart } as const;
    const chosen = getSelection();
    if (active !== text || chosen?.focusNode === null || chosen === null || text === null)
      return { ...sight, in: 'text', at: -1 } as const;
    const range = document.createRange();
    range.setStart(text, 0);
    range.setEnd(chosen.focusNode, chosen.focusOffset);
    return { ...sight, in: 'text', at: range.toString().length } as const;
  }, places);
}

/** The page has heard of what was done to it, and painted. */
async function twoFrames(): Promise<void> {
  for (let i = 0; i < 2; i += 1) await new Promise(requestAnimationFrame);
}

/** Types prose at a pace into the three fields of an article, here and there, until it is stopped. */
export class Typist {
  /** All that stood on the page, in order. */
  readonly moments: Moment[] = [];
  #next: number;

  constructor(
    readonly random: () => number,
    readonly perSecond: number,
  ) {
    this.#next = Math.floor(random() * prose.length);
  }

  /** Goes on from what stands on the page until `stopped`; the page may go away under it. */
  async write(page: Page, stopped: () => boolean): Promise<void> {
    const first = await seen(page);
    this.moments.push({ sight: first, since: 0 }); // since whenever
    let due = Date.now();
    try {
      while (!stopped()) {
        await this.#goTo(page);
        const many = 5 + Math.floor(this.random() * 25);
        for (let i = 0; i < many && !stopped(); i += 1) {
          due = Math.max(due + 1000 / this.perSecond, Date.now() - 200);
          await new Promise((wait) => setTimeout(wait, due - Date.now()));
          await this.#type(page);
        }
      }
    } catch (error) {
      if (!stopped()) throw error;
    }
  }

  get #now(): Sight {
    const last = this.moments.at(-1);
    if (last === undefined) throw new Error('nothing was seen yet');
    return last.sight;
  }

  #saw(change: Partial<Sight>): void {
    this.moments.push({ sight: { ...this.#now, ...change }, since: Date.now() });
  }

  /** Puts the caret at the beginning or the end of one of the fields. */
  async #goTo(page: Page): Promise<void> {
    const field = fields[Math.floor(this.random() * fields.length)] ?? 'text';
    const end = this.random() < 0.7;
    await page.locator(places[field]).focus();
    const { in: where, at } = await seen(page); // the caret is where it was in that field, for a moment
    this.#saw({ in: where, at });
    // For 20 ms after it was given the focus an editor may put its own caret back over one that it has not heard of yet:
    // no hand is that fast, so the typist looks, as a person does, whether the caret is where it was sent.
    const place = end ? this.#now[field].length : 0;
    do {
      await page.keyboard.press(end ? 'Control+End' : 'Control+Home');
      await page.evaluate(twoFrames);
      const is = await seen(page);
      this.#saw({ in: is.in, at: is.at });
    } while (this.#now.in !== field || this.#now.at !== place);
  }

  async #type(page: Page): Promise<void> {
    const letter = prose.charAt(this.#next++ % prose.length);
    const { in: field, at } = this.#now;
    await page.keyboard.type(letter);
    const text = this.#now[field];
    this.#saw({ [field]: text.slice(0, at) + letter + text.slice(at), at: at + 1 });
  }
}
