/** Which keys a keyboard has, and where they stand. */
import { sayKeyboard } from '../../i18n/keyboard';
import type { Method } from '../../viet/telex';
import { toneMarks } from '../../viet/telex';

export type Act =
  'shift' | 'delete' | 'left' | 'right' | 'space' | 'enter' | 'hide' | 'method' | 'signs' | 'letters';

export type ToneName = 'acute' | 'grave' | 'hook' | 'tilde' | 'dot';

export type Key =
  | {
      kind: 'write';
      text: string;
      /** What else the key does, in small letters below: the mark that a figure is in VNI. */
      hint?: () => string;
    }
  | { kind: 'tone'; mark: string; name: ToneName }
  | { kind: 'act'; act: Act };

export interface Layout {
  /** The row above the letters: beside them where the panel is wide. */
  top: Key[];
  rows: Key[][];
  /** The lowest row. */
  bottom: Key[];
}

/** What a field wants to be written with. */
export type Wanted = 'text' | 'email' | 'digits';

const acts: Readonly<Record<string, Act>> = {
  SHIFT: 'shift',
  DELETE: 'delete',
  LEFT: 'left',
  RIGHT: 'right',
  SPACE: 'space',
  ENTER: 'enter',
  HIDE: 'hide',
  METHOD: 'method',
  SIGNS: 'signs',
  LETTERS: 'letters',
};

function keys(row: string): Key[] {
  return row.split(' ').map((name) => {
    const act = acts[name];
    return act === undefined ? { kind: 'write', text: name } : { kind: 'act', act };
  });
}

const tones: Key[] = (
  [
    ['s', 'acute'],
    ['f', 'grave'],
    ['r', 'hook'],
    ['x', 'tilde'],
    ['j', 'dot'],
  ] as const
).map(([key, name]) => ({ kind: 'tone', mark: toneMarks[key], name }));

const figures = keys('1 2 3 4 5 6 7 8 9 0');
const hints = [
  () => sayKeyboard().acute,
  () => sayKeyboard().grave,
  () => sayKeyboard().hook,
  () => sayKeyboard().tilde,
  () => sayKeyboard().dot,
  () => 'â ê ô',
  () => 'ơ ư',
  () => 'ă',
  () => 'đ',
  () => sayKeyboard().noTone,
];
const vniFigures: Key[] = hints.map((hint, i) => ({ kind: 'write', text: String((i + 1) % 10), hint }));

const letters = [keys('q w e r t y u i o p'), keys('a s d f g h j k l'), keys('SHIFT z x c v b n m DELETE')];
const textBottom = keys('SIGNS METHOD LEFT SPACE RIGHT HIDE ENTER');

const top: Readonly<Record<Method, Key[]>> = {
  telex: [...keys('ă â đ ê ô ơ ư'), ...tones],
  vni: vniFigures,
  none: figures,
};

const signs: Layout = {
  top: figures,
  rows: [keys('- / : ; ( ) & @ “ ”'), keys('. , ? ! \' " % + ='), keys('_ * # ° … – § DELETE')],
  bottom: keys('LETTERS LEFT SPACE RIGHT HIDE ENTER'),
};

/** Figures alone, as large as the hand likes them. */
export const digits: Layout = {
  top: [],
  rows: [keys('1 2 3'), keys('4 5 6'), keys('7 8 9'), keys('DELETE 0 ENTER')],
  bottom: keys('HIDE'),
};

/** The keys for a field. */
export function layoutOf(wanted: Wanted, method: Method, signsShown: boolean): Layout {
  if (wanted === 'digits') return digits;
  if (signsShown) return signs;
  if (wanted === 'email') {
    return { top: figures, rows: letters, bottom: keys('SIGNS @ . - _ .vn .com LEFT RIGHT HIDE ENTER') };
  }
  return { top: top[method], rows: letters, bottom: textBottom };
}
