/** A word while it is being typed: its letters, each with the keys that made it, and where its tone stands. */
import { isSyllable, mayBecome } from './syllable';

/** A letter before its tone. */
export interface Letter {
  /** The letter without a mark, small; whatever is no Latin letter stands for itself. */
  base: string;
  /** A combining circumflex, breve or horn; `-` for the stroke of đ; or nothing. */
  shape: string;
  upper: boolean;
  /** The key that wrote it and the key that shaped it, counted in the keys of the word; -1 for none. */
  at: number;
  by: number;
}

/**
 * - open: the beginning of a Vietnamese syllable;
 * - short: consonants that begin none, as in HĐND;
 * - plain: no Vietnamese; its keys stand as they were pressed.
 */
export type Kind = 'open' | 'short' | 'plain';

export interface Word {
  letters: readonly Letter[];
  /** A combining mark, or nothing. */
  tone: string;
  toneBy: number;
  /** Every key that was pressed and still counts; a key that was undone is empty. */
  keys: readonly string[];
  kind: Kind;
  /** Whether a letter or a tone was chosen by a key of its own: such a word is never given back as its keys. */
  chosen: boolean;
  /** The word before its keys were given back, for whoever deletes the letter that did it. */
  before: Word | null;
  /** Set where the key of a tone was pressed twice: two letters may have been meant, not a tone undone. */
  twice: Twice | null;
}

/** The word as it would be without the second press, and every key with it. */
export interface Twice {
  once: Word;
  keys: readonly string[];
}

/** Where the tone of oa, oe and uy stands: `hòa` or `hoà`. */
export type Style = 'hòa' | 'hoà';

export const circumflex = '\u0302';
export const breve = '\u0306';
export const horn = '\u031b';
export const stroke = '-';

export const emptyWord: Word = {
  letters: [],
  tone: '',
  toneBy: -1,
  keys: [],
  kind: 'open',
  chosen: false,
  before: null,
  twice: null,
};

const tones = /[\u0300\u0301\u0303\u0309\u0323]/g;

/** A word that stands in a text already. */
export function wordOf(text: string): Word {
  const composed = text.normalize('NFC');
  const found = composed.normalize('NFD').match(tones) ?? [];
  const clear = found.length > 1 ? composed : composed.normalize('NFD').replace(tones, '').normalize('NFC');
  const letters = [...clear].map((letter, at) => letterOf(letter, at));
  const tone = found.length === 1 ? (found[0] ?? '') : '';
  // The keys are not known: what stands there is taken for them, the tone with the letter under it.
  const keys = tone === '' ? [...clear] : [...composed];
  return { ...emptyWord, letters, tone, keys, kind: kindOf(letters, tone), chosen: true };
}

/** The letter that a character is, written by the key at a place. */
export function letterOf(character: string, at: number): Letter {
  const small = character.toLocaleLowerCase('vi-VN');
  const upper = small !== character;
  if (small === 'đ') return { base: 'd', shape: stroke, upper, at, by: at };
  const [base = '', shape = '', more] = small.normalize('NFD');
  if (more === undefined && [circumflex, breve, horn].includes(shape) && 'aeou'.includes(base))
    return { base, shape, upper, at, by: at };
  if (/^[a-z]$/.test(small)) return { base: small, shape: '', upper, at, by: -1 };
  return { base: character, shape: '', upper: false, at, by: -1 };
}

function shown(letter: Letter): string {
  const small = letter.shape === stroke ? 'đ' : (letter.base + letter.shape).normalize('NFC');
  return letter.upper ? small.toLocaleUpperCase('vi-VN') : small;
}

/** What the letters read without their tone, in small letters. */
export function spelling(letters: readonly Letter[]): string {
  return letters.map((letter) => shown({ ...letter, upper: false })).join('');
}

export function kindOf(letters: readonly Letter[], tone: string): Kind {
  if (mayBecome(spelling(letters), tone)) return 'open';
  return letters.some((letter) => isVowel(letter.base)) ? 'plain' : 'short';
}

function isVowel(base: string): boolean {
  return base.length === 1 && 'aeiouy'.includes(base);
}

/** The vowels of a word, from the first to behind the last: those of `gi` and `qu` are part of its onset. */
export function nucleus(letters: readonly Letter[]): [from: number, to: number] {
  const bases = letters.map((letter) => letter.base);
  let from = bases.findIndex(isVowel);
  if (from < 0) return [letters.length, letters.length];
  const two = bases.slice(0, 2).join('');
  if (two === 'qu' || (two === 'gi' && isVowel(bases[2] ?? ''))) from = 2;
  let to = from;
  while (isVowel(bases[to] ?? '')) to += 1;
  return [from, to];
}

/** The letter that carries the tone, by the rules of spelling; -1 where there is no vowel. */
export function tonePlace(letters: readonly Letter[], style: Style): number {
  const [from, to] = nucleus(letters);
  const vowels = letters.slice(from, to);
  if (vowels.length === 0) return -1;
  const shaped = vowels.findLastIndex((letter) => letter.shape !== '');
  if (shaped >= 0) return from + shaped;
  if (vowels.length === 1) return from;
  if (vowels.length > 2 || to < letters.length) return from + 1;
  const pair = spelling(vowels);
  const second = ['ie', 'ue', 'uo', 'ye'].includes(pair) || (style === 'hoà' && /^(?:oa|oe|uy)$/.test(pair));
  return second ? from + 1 : from;
}

/** What the word reads, in NFC. */
export function wordText({ letters, tone }: Word, style: Style): string {
  const place = tone === '' ? -1 : tonePlace(letters, style);
  return letters
    .map((letter, i) => (i === place ? (shown(letter) + tone).normalize('NFC') : shown(letter)))
    .join('');
}

/** The word as its keys were pressed. */
export function asPressed(word: Word): Word {
  const keys = word.keys.filter((key) => key !== '');
  const letters = keys.map((key, at) => letterOf(key, at));
  return { ...emptyWord, letters, keys, kind: 'plain', before: word };
}

/** The word with both letters that its tone's key wrote. */
export function asTwice(word: Word, { keys }: Twice): Word {
  return asPressed({ ...word, keys });
}

/** The word once it has ended: one that is no Vietnamese syllable gets its keys back. */
export function endedWord(word: Word, style: Style): Word {
  if (word.twice !== null && endedWord(word.twice.once, style).kind === 'plain')
    return asTwice(word, word.twice);
  const vowels = word.letters.some((letter) => isVowel(letter.base));
  if (word.kind !== 'open' || word.chosen || !vowels || word.letters.length === 1) return word;
  return [word, withoutSharedHorn(word)].find((one) => isSyllable(wordText(one, style))) ?? asPressed(word);
}

/** A horn that u and o share stays with the o where nothing follows: uơ. */
function withoutSharedHorn(word: Word): Word {
  const [u, o] = word.letters.slice(-2);
  if (u?.base !== 'u' || o?.base !== 'o' || u.by !== o.by || u.by < 0) return word;
  return { ...word, letters: [...word.letters.slice(0, -2), { ...u, shape: '', by: -1 }, o] };
}
