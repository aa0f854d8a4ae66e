/**
 * Vietnamese from before Unicode. A font of that time draws Vietnamese letters in place of the characters
 * 0x80 to 0xFF, so a text is understood by its font only. Browsers hand such bytes over as Windows-1252 or as
 * Latin-1 characters, which differ from 0x80 to 0x9F; both are read.
 */
import { isSyllable } from './syllable';

/** How a font draws: TCVN3 (ABC) with small letters or with capitals only, VNI for Windows, VISCII. */
export type FontEncoding = 'tcvn3' | 'tcvn3-upper' | 'vni' | 'viscii';
/** Windows-1258 is no font's: its bytes come from files, tones as marks after their letters. */
export type Encoding = FontEncoding | 'cp1258';

/** How the first font of a CSS font-family draws; null if it is none of the known ones. */
export function fontEncoding(fontFamily: string): FontEncoding | null {
  const name = (fontFamily.split(',', 1)[0] ?? '').replace(/["']/g, '').trim();
  if (/^\.vn(?!i)/i.test(name)) return /h$/i.test(name) ? 'tcvn3-upper' : 'tcvn3';
  if (/^\.?vni[- ]/i.test(name)) return 'vni';
  return /^(?:vi (?:times|arial)|viscii|\S+ viscii)\b/i.test(name) ? 'viscii' : null;
}

/**
 * The text in Unicode, NFC. A text that is in Unicode already is left alone, whatever its font: one of ASCII
 * only, one with letters that the encoding lacks, and one whose words are Vietnamese as they stand and would
 * not be after the change.
 */
export function fromLegacy(text: string, encoding: Encoding): string {
  if (/^[\t\n\r -~]*$/.test(text)) return text;
  const read = decoders[encoding](text);
  if (read === null || misread(text, read, encoding)) return text;
  const composed = read.normalize('NFC');
  return encoding === 'tcvn3-upper' ? composed.toLocaleUpperCase('vi-VN') : composed;
}

/** Whether the words before make better Vietnamese than those after. */
function misread(before: string, after: string, encoding: Encoding): boolean {
  if (encoding === 'cp1258') return false;
  const wrong = strange(before);
  const capital = encoding.startsWith('tcvn3') && tonedCapital.test(after);
  return wrong < strange(after) || (wrong === 0 && capital);
}

/** TCVN3 fonts have no capitals with tones: what gives one is Unicode where it makes sense as Unicode. */
const tonedCapital = /[ÀẢÃÁẠẰẲẴẮẶẦẨẪẤẬÈẺẼÉẸỀỂỄẾỆÌỈĨÍỊÒỎÕÓỌỒỔỖỐỘỜỞỠỚỢÙỦŨÚỤỪỬỮỨỰỲỶỸÝỴ]/;

/** The number of words beyond ASCII that are no syllables. */
function strange(text: string): number {
  // eslint-disable-next-line no-control-regex -- these are the characters meant
  const words = text.match(/[^\s\u0000-@[-`{-~“”‘’–—…•]+/g) ?? [];
  // eslint-disable-next-line no-control-regex -- these are the characters meant
  return words.filter((word) => /[^\u0000-\u007f]/.test(word) && !isSyllable(word)).length;
}

/** What Windows-1252 has from 0x80 to 0x9F; the gaps are controls in both. */
const windows = '€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008dŽ\u008f\u0090‘’“”•–—˜™š›œ\u009džŸ';

/** Punctuation that TCVN3 fonts draw as Windows does; word processors put it there by themselves. */
const punctuation = '‘’“”–—…•€™';

type Table = ReadonlyMap<string, string>;

/** A table from runs of consecutive characters; · is a character without a letter. */
function table(runs: Readonly<Record<number, string>>): Map<string, string> {
  const made = new Map<string, string>();
  for (const [start, letters] of Object.entries(runs)) {
    [...letters].forEach((letter, i) => {
      const code = Number(start) + i;
      if (letter !== '·') made.set(String.fromCharCode(code), letter);
    });
  }
  return made;
}

/** The same letters under the names that Windows-1252 gives the characters 0x80 to 0x9F. */
function asWindowsToo(made: Map<string, string>, but = ''): Table {
  [...windows].forEach((name, i) => {
    const letter = made.get(String.fromCharCode(0x80 + i));
    if (letter !== undefined && !but.includes(name)) made.set(name, letter);
  });
  return made;
}

const tcvn3 = asWindowsToo(
  table({
    0x01: 'ÚỤ·ỪỬỮ',
    0x11: 'ỨỰỲỶỸÝỴ',
    0x80: 'ÀẢÃÁẠẶẬÈẺẼÉẸỆÌỈĨÍỊÒỎÕÓỌỘỜỞỠỚỢÙỦŨ',
    0xa1: 'ĂÂÊÔƠƯĐăâêôơưđẰ\u0300\u0309\u0303\u0301\u0323àảãáạẲằẳẵắẴẮẦẨẪẤỀặầẩẫấậèỂẻẽéẹềểễếệìỉỄẾỒĩíịòỔỏõóọồổỗốộờởỡớợùỖủũúụừửữứựỳỷỹýỵỐ',
  }),
  punctuation,
);

const viscii = asWindowsToo(
  table({
    0x02: 'Ẳ··ẴẪ',
    0x14: 'Ỷ····Ỹ····Ỵ',
    0x80: 'ẠẮẰẶẤẦẨẬẼẸẾỀỂỄỆỐỒỔỖỘỢỚỜỞỊỎỌỈỦŨỤỲÕắằặấầẩậẽẹếềểễệốồổỗỠƠộờởịỰỨỪỬơớƯÀÁÂÃẢĂẳẵÈÉÊẺÌÍĨỳĐứÒÓÔạỷừửÙÚỹỵÝỡưàáâãảăữẫèéêẻìíĩỉđựòóôõỏọụùúũủýợỮ',
  }),
);

/** Where Windows-1258 differs from Windows-1252. */
const cp1258 = table({
  0xc3: 'Ă',
  0xcc: '\u0300',
  0xd0: 'Đ·\u0309··Ơ',
  0xdd: 'Ư\u0303',
  0xe3: 'ă',
  0xec: '\u0301',
  0xf0: 'đ·\u0323··ơ',
  0xfd: 'ư₫',
});

/** In VNI a letter is followed by one that stands for its marks; these stand alone. */
const vniAlone = new Map(pairs('ñđ ôơ öư íí ìì æỉ óĩ òị îỵ'));
const vniTones = pairs('ù\u0301 ø\u0300 û\u0309 õ\u0303 ï\u0323');
const vniHats = pairs('â á\u0301 à\u0300 å\u0309 ã\u0303 ä\u0323', '\u0302');
const vniBows = pairs('ê é\u0301 è\u0300 ú\u0309 ü\u0303 ë\u0323', '\u0306');
const vni = vniTable();

function pairs(list: string, before = ''): [string, string][] {
  return list.split(' ').map((pair) => [pair.charAt(0), before + pair.slice(1)]);
}

function vniTable(): Table {
  const made = new Map<string, string>();
  const put = (from: string, to: string): void => {
    made.set(from, to.normalize('NFC'));
    made.set(from.toLocaleUpperCase('vi-VN'), to.normalize('NFC').toLocaleUpperCase('vi-VN'));
  };
  const marks: Record<string, [string, string][]> = {
    a: [...vniTones, ...vniHats, ...vniBows],
    e: [...vniTones, ...vniHats],
    o: [...vniTones, ...vniHats],
    u: vniTones,
    y: vniTones,
    ô: vniTones,
    ö: vniTones,
  };
  for (const [letter, list] of Object.entries(marks)) {
    const base = vniAlone.get(letter) ?? letter;
    for (const [mark, means] of list) {
      put(letter + mark, base + means);
      // A capital may carry the mark of a small letter.
      made.set(
        letter.toLocaleUpperCase('vi-VN') + mark,
        (base + means).normalize('NFC').toLocaleUpperCase('vi-VN'),
      );
    }
  }
  for (const [from, to] of vniAlone) put(from, to);
  return made;
}

/** The text read by a table, or null if it has letters that the table lacks. */
function byTable(text: string, from: Table): string | null {
  let read = '';
  for (const character of text) {
    const letter = from.get(character);
    if (letter === undefined && foreign(character)) return null;
    read += letter ?? character;
  }
  return read;
}

function foreign(character: string): boolean {
  return character > '\u007f' && /[\p{L}\p{M}]/u.test(character);
}

function fromVni(text: string): string | null {
  let read = '';
  for (let i = 0; i < text.length; i++) {
    const two = vni.get(text.slice(i, i + 2));
    const character = text.charAt(i);
    const one = vni.get(character);
    if (two !== undefined) i++;
    else if (one === undefined && foreign(character)) return null;
    read += two ?? one ?? character;
  }
  return read;
}

const decoders: Record<Encoding, (text: string) => string | null> = {
  tcvn3: (text) => byTable(text, tcvn3),
  'tcvn3-upper': (text) => byTable(text, tcvn3),
  vni: fromVni,
  viscii: (text) => byTable(text, viscii),
  cp1258: (text) => [...text].map((character) => cp1258.get(character) ?? character).join(''),
};
