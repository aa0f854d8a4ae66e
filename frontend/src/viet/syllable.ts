/** Which words are spelt as Vietnamese syllables; the same judgement as app/viet/syllable.go. */

/** The onsets, the empty one included. gi and qu are tried beside g and with their own letters: giết is g + iêt. */
export const onsets = [
  '', 'b', 'c', 'ch', 'd', 'đ', 'g', 'gh', 'gi', 'h', 'k', 'kh', 'l', 'm', 'n', 'ng', 'ngh', 'nh',
  'p', 'ph', 'qu', 'r', 's', 't', 'th', 'tr', 'v', 'x',
]; // prettier-ignore

/** The rhymes without tones. */
export const rhymes: ReadonlySet<string> = new Set(
  `
  a ac ach ai ak am an ang anh ao ap at au ay
  ăc ăk ăm ăn ăng ăp ăt
  âc âm ân âng âp ât âu ây
  e ec em en eng eo ep et
  ê êch êm ên ênh êp êt êu
  i ia ich im in inh ip it iu
  iêc iêm iên iêng iêp iêt iêu
  o oc oi om on ong ooc oong op ot
  oa oac oach oai oam oan oang oanh oao oap oat oay
  oăc oăm oăn oăng oăt
  oe oem oen oeo oet
  ô ôc ôi ôm ôn ông ôp ôt
  ơ ơi ơm ơn ơp ơt
  u ua uc ui um un ung up ut
  uân uâng uât uây
  uê uêch uên uênh uêt uêu
  uôc uôi uôm uôn uông uôt
  uơ uy uya uych uyn uynh uyp uyt uyu uyên uyêt
  ư ưa ưc ưi ưm ưn ưng ưt ưu
  ươc ươi ươm ươn ương ươp ươt ươu
  y yêm yên yêng yêt yêu
  ych yn ynh yp yt
  `
    .trim()
    .split(/\s+/),
);

/** Huyền, sắc, ngã, hỏi, nặng as combining marks. */
const tones = /[\u0300\u0301\u0303\u0309\u0323]/g;

/**
 * Whether a word is spelt as one Vietnamese syllable: an onset, a rhyme, and at most one tone, which may stand
 * on any vowel. Capitals count as small letters. Rhymes of names from the Central Highlands count too.
 */
export function isSyllable(word: string): boolean {
  if (word.length > 16) return false;
  const apart = word.toLocaleLowerCase('vi-VN').normalize('NFD');
  const found = apart.match(tones) ?? [];
  if (found.length > 1) return false;
  const letters = apart.replace(tones, '').normalize('NFC');
  return onsets.some((onset) => {
    const rhyme = letters.slice(onset.length);
    return (
      letters.startsWith(onset) && rhymes.has(rhyme) && fits(onset, rhyme) && toneFits(rhyme, found[0] ?? '')
    );
  });
}

/** Circumflex, breve and horn, which may be typed after the rest of the word. */
const shapes = /[\u0302\u0306\u031b]/g;

function plain(letters: string): string {
  return letters.normalize('NFD').replace(shapes, '').replaceAll('đ', 'd');
}

/** What is typed may be the beginning of what is meant, its marks still to come. */
class Meant {
  readonly #plain: string;

  constructor(readonly text: string) {
    this.#plain = plain(text);
  }

  /** Whether as much of it as is typed could become it. */
  begins(typed: string): boolean {
    for (let i = 0; i < typed.length; i++) {
      if (typed[i] !== this.text[i] && typed[i] !== this.#plain[i]) return false;
    }
    return true;
  }
}

const meantOnsets = onsets.map((onset) => new Meant(onset));
const meantRhymes = [...rhymes].map((rhyme) => new Meant(rhyme));

/**
 * Whether small letters in NFC, without a tone, are the beginning of a syllable or can become one when marks
 * are put on them later: `duo` of `đường`. The tone, a combining mark or nothing, has to suit its end.
 */
export function mayBecome(letters: string, tone: string): boolean {
  return meantOnsets.some((onset) => {
    if (!onset.begins(letters.slice(0, onset.text.length))) return false;
    if (letters.length <= onset.text.length) return true;
    const rest = letters.slice(onset.text.length);
    return meantRhymes.some(
      (rhyme) => rhyme.begins(rest) && fits(onset.text, rhyme.text) && toneFits(rhyme.text, tone, true),
    );
  });
}

/** The rules of spelling between onset and rhyme. */
function fits(onset: string, rhyme: string): boolean {
  const front = /^[eêiy]/.test(rhyme);
  if (onset === 'c' || onset === 'ng') return !front;
  if (onset === 'g') return !front || rhyme.startsWith('i');
  if (onset === 'gh' || onset === 'ngh') return front;
  // Only after qu are these written with y: quýt, quỳnh.
  return !['ych', 'yn', 'ynh', 'yp', 'yt'].includes(rhyme) || onset === 'qu';
}

/** Syllables that end in a stop have sắc or nặng, or will; the final k of borrowed names is free. */
function toneFits(rhyme: string, tone: string, later = false): boolean {
  if (later && tone === '') return true;
  return !/(?:[cpt]|ch)$/.test(rhyme) || tone === '\u0301' || tone === '\u0323';
}
