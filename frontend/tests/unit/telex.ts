/** Keys for Vietnamese words, as different people press them, for tests of typing. */

const toneMark = /[\u0300\u0301\u0303\u0309\u0323]/;

/** Where the marks of a word are typed: behind their letter, the tone at the end, all at the end. */
export const manners = ['within', 'tone last', 'marks last'] as const;
export type Manner = (typeof manners)[number];

const tables = {
  telex: {
    tones: { '\u0300': 'f', '\u0301': 's', '\u0303': 'x', '\u0309': 'r', '\u0323': 'j' },
    shapes: { â: 'a', ê: 'e', ô: 'o', ă: 'w', ơ: 'w', ư: 'w', đ: 'd' },
  },
  vni: {
    tones: { '\u0300': '2', '\u0301': '1', '\u0303': '4', '\u0309': '3', '\u0323': '5' },
    shapes: { â: '6', ê: '6', ô: '6', ă: '8', ơ: '7', ư: '7', đ: '9' },
  },
};

/**
 * The keys that write a word. Whoever types marks last presses one key for ươ; moóc has three o in Telex, and
 * its tone at the end.
 */
export function keysFor(word: string, method: 'telex' | 'vni', manner: Manner): string {
  const { tones, shapes } = tables[method];
  const long = method === 'telex' && /oo/.test(withoutTones(word));
  let written = '';
  let shaping = '';
  let tone = '';
  for (const letter of word.normalize('NFC')) {
    const mark = toneMark.exec(letter.normalize('NFD'))?.[0] ?? '';
    const clear = withoutTones(letter);
    const shape = shapes[clear.toLowerCase() as keyof typeof shapes] ?? '';
    written += shape === '' ? clear : bare(clear);
    if (manner !== 'marks last') written += shape;
    else if (!'w7'.includes(shape) || !shaping.endsWith(shape)) shaping += shape;
    const toneKey = mark === '' ? '' : tones[mark as keyof typeof tones];
    if (manner === 'within' && !long) written += toneKey;
    else tone += toneKey;
  }
  return (long ? written.replace('oo', 'ooo') : written) + shaping + tone;
}

/** A word without its tone, which may stand on any of its vowels: hoà and hòa are one. */
export function withoutTones(word: string): string {
  return word.normalize('NFD').replace(toneMark, '').normalize('NFC');
}

function bare(letter: string): string {
  if (letter === 'đ') return 'd';
  return letter === 'Đ' ? 'D' : letter.normalize('NFD').charAt(0);
}
