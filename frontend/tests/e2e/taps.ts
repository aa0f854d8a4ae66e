/** A finger on the keyboard of the screen. */
import type { CDPSession, Page } from '@playwright/test';
import { expect } from '@playwright/test';
import { tremble } from '../../src/ui/keyboard/fingers';
import { ended, lineOf, press, textOf, toneMarks } from '../../src/viet/telex';
import { isSyllable } from '../../src/viet/syllable';
import { keysFor } from '../unit/telex';

type Place = readonly [x: number, y: number];

const letters = 'abcdefghijklmnopqrstuvwxyzăâđêôơư';
const signs = '1234567890-/:;()&@“”.,?!\'"%+=_*#°…–§';

/** What a title's letters are typed with in Telex; null where a key for one of them is missing. */
export function telexKeys(title: string): string[] | null {
  const way = { method: 'telex', style: 'hòa' } as const;
  const keys: string[] = [];
  for (const part of title.match(/\p{L}+|\P{L}/gu) ?? []) {
    const typed = isSyllable(part) ? keysFor(part, 'telex', 'within') : part;
    let line = lineOf('');
    for (const key of typed) line = press(line, key, way);
    // A word of another language may hold letters that are marks in Telex: such a title is for another hand.
    if (/\p{L}/u.test(part) && settled(textOf(ended(line, 'hòa'), 'hòa')) !== settled(part)) return null;
    keys.push(...typed);
  }
  return keys.every((key) => key === ' ' || (letters + signs).includes(key.toLowerCase())) ? keys : null;
}

/** A text whose tones all stand where the house puts them. */
export function settled(text: string): string {
  return text.normalize('NFC').replace(/\p{L}+/gu, (word) => {
    const tone = Object.values<string>(toneMarks).find((mark) => word.normalize('NFD').includes(mark));
    if (tone === undefined || !isSyllable(word)) return word;
    const bare = word.normalize('NFD').replace(tone, '').normalize('NFC');
    return textOf(press(lineOf(bare), tone, { method: 'telex', style: 'hòa' }), 'hòa');
  });
}

/** Taps keys by what stands on them, as a finger would: twice on one key never faster than a hand can. */
export class Finger {
  readonly #page: Page;
  #places: ReadonlyMap<string, Place> = new Map();
  #hand: CDPSession | null = null;
  #last = '';
  #lastAt = 0;

  constructor(page: Page) {
    this.#page = page;
  }

  async tap(name: string): Promise<void> {
    if (!this.#places.has(name)) {
      await this.#page
        .locator(`[data-keyboard] button[aria-label="${name.replace(/["\\]/g, '\\$&')}"]`)
        .waitFor();
      await this.look();
    }
    const place = this.#places.get(name);
    if (place === undefined) throw new Error(`there is no key ${name}`);
    const since = this.#lastAt;
    if (String(place) === this.#last) {
      await expect.poll(() => Date.now() - since, { intervals: [20] }).toBeGreaterThan(tremble + 20);
    }
    this.#hand ??= await this.#page.context().newCDPSession(this.#page);
    const touchPoints = [{ x: place[0], y: place[1] }];
    await this.#hand.send('Input.dispatchTouchEvent', { type: 'touchStart', touchPoints });
    await this.#hand.send('Input.dispatchTouchEvent', { type: 'touchEnd', touchPoints: [] });
    this.#last = String(place);
    this.#lastAt = Date.now();
  }

  /** Turns the keyboard to where a key stands. A tap in the same breath as the last one counts for none. */
  async #turn(to: string, wanted: string): Promise<void> {
    const there = this.#page.locator(
      `[data-keyboard] button[aria-label="${wanted.replace(/["\\]/g, '\\$&')}"]`,
    );
    await expect(async () => {
      if (!(await there.isVisible())) await this.tap(to);
      await expect(there).toBeVisible({ timeout: 500 });
    }).toPass();
    await this.look();
  }

  async type(keys: readonly string[]): Promise<void> {
    for (const key of keys) {
      if (key === ' ') await this.tap('dấu cách');
      else if (signs.includes(key)) {
        await this.#turn('Số và ký hiệu', key);
        await this.tap(key);
        await this.#turn('Chữ cái', 'a');
      } else if (key === key.toLowerCase()) await this.tap(key);
      else {
        await this.tap('Chữ hoa');
        await this.look();
        await this.tap(key);
        await this.look();
      }
    }
  }

  /** Looks anew where the keys stand. */
  async look(): Promise<void> {
    const found = await this.#page.locator('[data-keyboard] button').evaluateAll((keys) =>
      keys.map((key) => {
        const box = key.getBoundingClientRect();
        const place = [box.left + box.width / 2, box.top + box.height / 2] as const;
        return [key.getAttribute('aria-label') ?? '', place] as const;
      }),
    );
    this.#places = new Map(found);
  }
}
