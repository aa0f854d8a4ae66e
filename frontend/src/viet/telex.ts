/**
 * Typing Vietnamese with the keys of a plain keyboard, by Telex or VNI: what stands before the caret and a key
 * give what stands there next. Nothing is kept elsewhere.
 *
 * Marks may be typed in the middle of a word or at its end, and in any order. The key of a mark pressed again
 * takes it away and writes itself: `ass` is `as`, `ddd` is `dd`. A word that cannot be Vietnamese any more, or
 * is not when it ends, gets back the letters that were pressed: `windows`, `Facebook`, `NASA`.
 *
 * The key of a tone pressed twice is two letters where one would have been a letter in the end: nobody needs to
 * undo the tone of `mesi`, which is no syllable, so `messi` is `messi`; that of `test`, which would be `tét`, is
 * undone by `tesst`.
 */
import type { Letter, Style, Twice, Word } from './word';
import {
  asPressed,
  asTwice,
  breve,
  circumflex,
  emptyWord,
  endedWord,
  horn,
  kindOf,
  letterOf,
  nucleus,
  spelling,
  stroke,
  tonePlace,
  wordOf,
  wordText,
} from './word';
import { mayBecome } from './syllable';

export type { Style } from './word';

/** How keys are read; with `none` every key is its letter. */
export type Method = 'telex' | 'vni' | 'none';

export interface Way {
  method: Method;
  style: Style;
}

/** What stands before the caret: the text that no key changes any more, and the word being typed. */
export interface Line {
  settled: string;
  word: Word;
}

/** Huyền, sắc, ngã, hỏi, nặng: as keys of their own they set the tone of the word, whatever the method. */
export const toneMarks = { f: '\u0300', s: '\u0301', x: '\u0303', r: '\u0309', j: '\u0323' } as const;

interface Table {
  /** The tone of a key; an empty one takes the tone away. */
  tones: Readonly<Record<string, string>>;
  /** The shape that a key gives to a vowel. */
  shapes: Readonly<Record<string, Readonly<Record<string, string>>>>;
  stroke: string;
  /** The key that alone is ư. */
  alone: string;
}

const tables: Readonly<Record<'telex' | 'vni', Table>> = {
  telex: {
    tones: { ...toneMarks, z: '' },
    shapes: {
      a: { a: circumflex },
      e: { e: circumflex },
      o: { o: circumflex },
      w: { a: breve, o: horn, u: horn },
    },
    stroke: 'd',
    alone: 'w',
  },
  vni: {
    tones: { 1: '\u0301', 2: '\u0300', 3: '\u0309', 4: '\u0303', 5: '\u0323', 0: '' },
    shapes: {
      6: { a: circumflex, e: circumflex, o: circumflex },
      7: { o: horn, u: horn },
      8: { a: breve },
    },
    stroke: '9',
    alone: '',
  },
};

/** The line that a text before the caret is. */
export function lineOf(text: string): Line {
  const word = /\p{L}[\p{L}\p{M}]*$/u.exec(text)?.[0] ?? '';
  return {
    settled: text.slice(0, text.length - word.length),
    word: word === '' ? emptyWord : wordOf(word),
  };
}

/** The text of a line. */
export function textOf(line: Line, style: Style): string {
  return line.settled + wordText(line.word, style);
}

/** The line after a key: a character, or one of toneMarks. */
export function press(line: Line, key: string, way: Way): Line {
  const { settled, word } = line;
  if (Object.values<string>(toneMarks).includes(key)) return { settled, word: withChosenTone(word, key) };
  if (/^\p{L}$/u.test(key)) return { settled, word: withLetter(word, key, way.method) };
  if (way.method === 'vni' && /^\d$/.test(key)) {
    const marked = withMark(word, key, tables.vni);
    if (marked !== null) return { settled, word: marked };
  }
  return { settled: textOf(ended(line, way.style), way.style) + key, word: emptyWord };
}

/** The line when nothing more is typed, as after a press on the search key. */
export function ended(line: Line, style: Style): Line {
  return { settled: line.settled, word: endedWord(line.word, style) };
}

/** The line without its last letter. The marks of the others stay. */
export function erase(line: Line): Line {
  if (line.word.letters.length > 0) return { settled: line.settled, word: withoutLast(line.word) };
  return lineOf(line.settled.replace(/(?:\P{M}|^)\p{M}*$/u, ''));
}

/** The line without its last word and the spaces behind it. */
export function eraseWord(line: Line): Line {
  if (line.word.letters.length > 0) return lineOf(line.settled);
  return lineOf(line.settled.replace(/(?:[\p{L}\p{M}\p{N}]+|[^\s\p{L}\p{M}\p{N}]+)?\s*$/u, ''));
}

function withLetter(word: Word, key: string, method: Method): Word {
  const typed = /^[a-z]$/i.test(key);
  if (!typed && method !== 'none') return appended({ ...word, chosen: true }, key);
  if (method !== 'none') {
    const marked = withMark(word, key, tables[method]);
    if (marked !== null) return marked;
    if (word.twice !== null) return afterTwice(word, word.twice, key, method);
  }
  return appended(word, key);
}

/** A letter behind a tone's key that was pressed twice; pressed a third time it was meant to undo. */
function afterTwice(word: Word, { once, keys }: Twice, key: string, method: 'telex' | 'vni'): Word {
  const third = keys.slice(-2).every((one) => one.toLowerCase() === key.toLowerCase());
  if (third) return appended({ ...word, twice: null }, key);
  const next = { once: withLetter(once, key, method), keys: [...keys, key] };
  if (next.once.kind === 'plain') return { ...asTwice(word, next), before: word };
  return { ...appended(word, key), twice: next };
}

/** What a key does to the word as a mark; null if it does nothing but be a letter. */
function withMark(word: Word, key: string, table: Table): Word | null {
  if (word.kind === 'plain') return null;
  const small = key.toLowerCase();
  return (
    withTone(word, key, table.tones[small]) ??
    withShape(word, key, table.shapes[small]) ??
    (small === table.stroke ? withStroke(word, key) : null) ??
    (small === table.alone ? withLoneHorn(word, key) : null) ??
    withoutShape(word, key, table.shapes[small])
  );
}

function withTone(word: Word, key: string, tone: string | undefined): Word | null {
  const [from, to] = nucleus(word.letters);
  if (tone === undefined || word.kind !== 'open' || from === to) return null;
  if (tone === word.tone) {
    if (tone === '') return null;
    const keys = [...word.keys, key];
    // A tone is undone at once; with letters between, both keys are letters: basis, tests.
    if (!word.chosen && word.toneBy < word.keys.length - 1)
      return { ...asPressed({ ...word, keys }), before: word };
    const undone = appended({ ...word, tone: '', keys: without(word.keys, word.toneBy) }, key);
    return word.chosen ? undone : { ...undone, twice: { once: word, keys } };
  }
  if (tone !== '' && !mayBecome(spelling(word.letters), tone)) return null;
  return { ...word, tone, toneBy: word.keys.length, keys: [...word.keys, key] };
}

function withChosenTone(word: Word, tone: string): Word {
  const [from, to] = nucleus(word.letters);
  if (from === to) return word;
  const next = tone === word.tone ? '' : tone;
  return { ...word, tone: next, toneBy: -1, chosen: true, before: null, twice: null };
}

type Shapes = Readonly<Record<string, string>>;

/** The word with a vowel shaped by a key: a pair of u and o first, then the last vowel that it suits. */
function withShape(word: Word, key: string, shapes: Shapes | undefined): Word | null {
  if (shapes === undefined || word.kind !== 'open') return null;
  const at = word.keys.length;
  const [from, to] = nucleus(word.letters);
  const places = Array.from({ length: to - from }, (_, i) => to - 1 - i);
  const pair = places.find((i) => isPair(word.letters, i));
  const tries = [
    ...(pair !== undefined && shapes['u'] !== undefined ? [[pair, pair + 1]] : []),
    ...places.map((i) => [i]),
  ];
  for (const chosen of tries) {
    const letters = settle(
      word.letters.map((letter, i) => {
        const shape = shapes[letter.base];
        return chosen.includes(i) && shape !== undefined && shape !== letter.shape
          ? { ...letter, shape, by: at }
          : letter;
      }),
    );
    if (spelling(letters) !== spelling(word.letters) && mayBecome(spelling(letters), word.tone))
      return { ...word, letters, keys: [...word.keys, key] };
  }
  return null;
}

/** The word with its shape taken away again, and the key as a letter. */
function withoutShape(word: Word, key: string, shapes: Shapes | undefined): Word | null {
  if (shapes === undefined || word.kind !== 'open') return null;
  const shaped = word.letters.filter(({ base, shape }) => shape !== '' && shape === shapes[base]);
  if (shaped.length === 0) return null;
  const lone = shaped.filter((letter) => isLone(word, letter));
  const letters = word.letters
    .filter((letter) => !lone.includes(letter))
    .map((letter) => (shaped.includes(letter) ? { ...letter, shape: '', by: -1 } : letter));
  const keys = shaped.reduce((kept, { by }) => without(kept, by), word.keys);
  return appended({ ...word, letters, keys }, key);
}

/** Whether a letter is the ư that one key wrote. */
function isLone(word: Word, letter: Letter): boolean {
  return letter.by === letter.at && /^w$/i.test(word.keys[letter.at] ?? '');
}

function withLoneHorn(word: Word, key: string): Word | null {
  if (word.kind !== 'open') return null;
  const at = word.keys.length;
  const letters = [...word.letters, { base: 'u', shape: horn, upper: key !== 'w', at, by: at }];
  if (!mayBecome(spelling(letters), word.tone)) return null;
  return { ...word, letters, keys: [...word.keys, key] };
}

/** đ at the beginning of a syllable, or at the end of consonants such as HĐ. */
function withStroke(word: Word, key: string): Word | null {
  const place = word.kind === 'open' ? 0 : word.letters.length - 1;
  const letter = word.letters[place];
  if (letter?.base !== 'd') return null;
  const put = (changed: Letter): Letter[] => word.letters.map((one, i) => (i === place ? changed : one));
  if (letter.shape === stroke) {
    const letters = put({ ...letter, shape: '', by: -1 });
    return appended({ ...word, letters, keys: without(word.keys, letter.by) }, key);
  }
  const letters = put({ ...letter, shape: stroke, by: word.keys.length });
  if (word.kind === 'open' && !mayBecome(spelling(letters), word.tone)) return null;
  return { ...word, letters, keys: [...word.keys, key] };
}

/** The word with a letter more. If that is the end of its being Vietnamese, it is as it was pressed. */
function appended(word: Word, key: string): Word {
  // Of the three letters that begin an address the second has undone the first.
  if (word.kind === 'short' && /^w$/i.test(spelling(word.letters)) && /^w$/i.test(key))
    return appended(appended({ ...word, letters: [], keys: [] }, key), key + key);
  const keys = [...word.keys, key];
  const letters = settle([...word.letters, letterOf(key, word.keys.length)]);
  const next = { ...word, letters, keys, before: null };
  if (word.kind === 'plain') return { ...next, before: word };
  const kind = kindOf(letters, word.tone);
  if (kind !== 'plain') return { ...next, kind };
  if (word.chosen || word.kind === 'short') return { ...next, kind, before: word };
  return { ...asPressed(next), before: word };
}

function withoutLast(word: Word): Word {
  if (word.before !== null) return word.before;
  const last = word.letters.at(-1);
  const letters = settle(word.letters.slice(0, -1));
  if (last === undefined || letters.length === 0) return emptyWord;
  const shared = letters.some(({ by }) => by === last.by);
  let keys = without(word.keys, last.at);
  if (!shared) keys = without(keys, last.by);
  const toneless = tonePlace(word.letters, 'hòa') === letters.length;
  const tone = toneless ? '' : word.tone;
  if (toneless) keys = without(keys, word.toneBy);
  return { ...word, letters, tone, keys, kind: kindOf(letters, tone) };
}

function without(keys: readonly string[], at: number): string[] {
  return keys.map((key, i) => (i === at ? '' : key));
}

function isPair(letters: readonly Letter[], at: number): boolean {
  return letters[at]?.base === 'u' && letters[at + 1]?.base === 'o';
}

/**
 * u and o share a horn as soon as something follows them: `nuwoc` and `nuowc` are both `nươc`. At the end of a
 * word only the o has it behind h, kh and th: huơ, khuơ, thuở.
 */
function settle(letters: Letter[]): Letter[] {
  const [from, to] = nucleus(letters);
  const at = letters.findIndex((_, i) => i >= from && i < to && isPair(letters, i));
  const u = letters[at];
  const o = letters[at + 1];
  if (u === undefined || o === undefined) return letters;
  const put = (nextU: Letter, nextO: Letter): Letter[] =>
    letters.map((letter, i) => (i === at ? nextU : i === at + 1 ? nextO : letter));
  const follows = at + 2 < letters.length;
  if (follows && o.shape === horn && u.shape === '') return put({ ...u, shape: horn, by: o.by }, o);
  if (follows && u.shape === horn && o.shape === '') return put(u, { ...o, shape: horn, by: u.by });
  const onset = spelling(letters.slice(0, at));
  if (!follows && u.shape === horn && o.shape === horn && /^(?:h|kh|th)$/.test(onset))
    return put({ ...u, shape: '', by: -1 }, o);
  return letters;
}
