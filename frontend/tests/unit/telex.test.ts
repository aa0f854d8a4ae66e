import { existsSync, readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { isSyllable, onsets, rhymes } from '../../src/viet/syllable';
import type { Line, Way } from '../../src/viet/telex';
import { ended, erase, eraseWord, lineOf, press, textOf, toneMarks } from '../../src/viet/telex';
import { keysFor, manners, withoutTones } from './telex';

const telex: Way = { method: 'telex', style: 'hòa' };
const vni: Way = { method: 'vni', style: 'hòa' };

function pressed(keys: Iterable<string>, way: Way, from = ''): Line {
  let line = lineOf(from);
  for (const key of keys) line = press(line, key, way);
  return line;
}

/** What the keys leave when the search key is pressed after them. */
function typed(keys: Iterable<string>, way: Way, from = ''): string {
  return textOf(ended(pressed(keys, way, from), way.style), way.style);
}

describe('what people are used to', () => {
  test.each([
    ['marks behind their letters', 'Vieejt Nam', 'Việt Nam'],
    ['the tone at the end', 'vieetj', 'việt'],
    ['all at the end', 'vietje', 'việt'],
    ['the shape after the tone', 'vijete', 'việt'],
    ['đ at once, later, and behind the word', 'ddang, dadng, dangd', 'đang, đang, đang'],
    ['w for ă, ơ, ư', 'awn, own, uwng', 'ăn, ơn, ưng'],
    ['w alone', 'nhw thw tw w', 'như thư tư ư'],
    ['ươ by one w', 'dduowngf truowcs nguowif', 'đường trước người'],
    ['ươ by two', 'dduwowngf', 'đường'],
    ['ươ by a w after the u', 'nuwocs', 'nước'],
    ['ươ by w alone', 'ngwowif ngwoif', 'người người'],
    ['ưa, ưu, ưi by a late w', 'xuaw huuw guiwr', 'xưa hưu gửi'],
    ['uơ where nothing follows', 'thuowr huow', 'thuở huơ'],
    ['oă and quă', 'hoawcj quawng', 'hoặc quăng'],
    ['giữ without its u', 'giwx', 'giữ'],
    ['gi and qu before a vowel', 'gif gias gieets quys quas', 'gì giá giết quý quá'],
    ['three vowels', 'khuyur nguwowif ngoeor', 'khuỷu người ngoẻo'],
    ['oo by three o', 'mooocs xooong', 'moóc xoong'],
    ['small and capital letters', 'DDAIJ HOOIJ Ddaij hooij dDaij', 'ĐẠI HỘI Đại hội đại'],
    ['a capital in the middle', 'VIeejt UOWNG Uowng', 'VIệt ƯƠNG Ương'],
    ['another tone instead', 'hoifs hoisf', 'hói hòi'],
    ['another shape instead', 'toow toowi aaw', 'tơ tơi ă'],
    ['z takes the tone away', 'toansz hoiz', 'toan hoiz'],
    ['repeated, a tone undoes itself', 'ass aff arr axx ajj', 'as af ar ax aj'],
    ['repeated, a shape undoes itself', 'aaa eee ddd', 'aa ee dd'],
    ['repeated, w undoes itself', 'aww oww uww ww tww uoww', 'aw ow uw w tw uow'],
    ['undone, a word goes on as it is pressed', 'tesst Parris', 'test Paris'],
    [
      'twice where once is no tone: two letters',
      'Messi office coffee traffic',
      'Messi office coffee traffic',
    ],
    ['the same with more of them', 'Mississippi assess passport', 'Mississippi assess passport'],
    ['the same at the end of a word', 'MESSI, lesson? Hussein.', 'MESSI, lesson? Hussein.'],
    ['three times, as elsewhere', 'Messsi Rosssi bosss', 'Messi Rossi boss'],
    ['twice with letters between', 'basis tests Sisi', 'basis tests Sisi'],
    ['twice where once is a tone: undone', 'Rossi boss hurry', 'Rosi bos hury'],
    ['short for several words', 'HDDND TTDDN QDD NDD-CP DDBSCL', 'HĐND TTĐN QĐ NĐ-CP ĐBSCL'],
    ['a third d and a fourth', 'GDDDDT', 'GDĐT'],
    ['figures and signs end a word', 'soos 19/KH-BGDDT, "hooij nghij"!', 'số 19/KH-BGĐT, "hội nghị"!'],
    ['no Vietnamese: as it is pressed', 'windows Facebook NASA https', 'windows Facebook NASA https'],
    ['no Vietnamese, ending like it', 'photo Lexus moto data wow', 'photo Lexus moto data wow'],
    ['no Vietnamese, with double letters', 'class address bladder Google', 'class address bladder Google'],
    ['an address', 'https://www.example.vn', 'https://www.example.vn'],
    ['a tone that a stop does not have', 'catf cafc', 'catf cafc'],
    ['an unfinished word', 'nguoif', 'nguoif'],
  ])('Telex: %s', (_, keys, text) => {
    expect(typed(keys, telex)).toBe(text);
  });

  test.each([
    ['marks behind their letters', 'Vie65t Nam', 'Việt Nam'],
    ['all at the end', 'viet65 hoi65 d9uong72', 'việt hội đường'],
    ['đ behind its letter and at the end', 'd9ang dang9', 'đang đang'],
    ['ươ by one 7, by two, and after the u', 'nuo7c1 nu7o7c1 nu7oc1', 'nước nước nước'],
    ['ă, ơ, ư', 'a8n o7n u7ng', 'ăn ơn ưng'],
    ['uơ where nothing follows', 'thuo73', 'thuở'],
    ['0 takes the tone away', 'hoi10', 'hoi'],
    ['another tone instead', 'hoi12', 'hòi'],
    ['repeated, a mark undoes itself', 'a11 a66 o77 d99', 'a1 a6 o7 d9'],
    ['numbers stay numbers', '2026 19/12 A44 COVID19', '2026 19/12 A4 COVID19'],
    ['letters of Telex are letters', 'as aaw ddoo', 'as aaw ddoo'],
    ['short for several words', 'HD9ND', 'HĐND'],
    ['capitals', 'D9A5I HO65I', 'ĐẠI HỘI'],
  ])('VNI: %s', (_, keys, text) => {
    expect(typed(keys, vni)).toBe(text);
  });

  test('without a method every key is its letter', () => {
    expect(typed('vieetj ddaay 65', { ...telex, method: 'none' })).toBe('vieetj ddaay 65');
  });

  test.each([['hoaf thuys khoer hoafn thuyeets', 'hòa thúy khỏe hoàn thuyết', 'hoà thuý khoẻ hoàn thuyết']])(
    'the tone stands where the house wants it: %s',
    (keys, old, modern) => {
      expect(typed(keys, telex)).toBe(old);
      expect(typed(keys, { ...telex, style: 'hoà' })).toBe(modern);
    },
  );

  test('while a word is open it shows what it may become', () => {
    const seen = [...'dduowngf'].map((_, i, all) => textOf(pressed(all.slice(0, i + 1), telex), 'hòa'));
    expect(seen).toEqual(['d', 'đ', 'đu', 'đuo', 'đươ', 'đươn', 'đương', 'đường']);
    expect(textOf(pressed('win', telex), 'hòa')).toBe('win');
  });

  test('keys of their own for letters and tones', () => {
    const { s, j } = toneMarks;
    expect(typed(['h', 'ô', 'i', j], telex)).toBe('hội');
    expect(typed(['K', 'r', 'ô', 'n', 'g', ' ', 'P', 'ă', 'c', s], telex)).toBe('Krông Pắc');
    expect(typed(['b', 'a', s, s], telex)).toBe('ba');
    expect(typed([s, '1', j], telex)).toBe('1');
  });

  test('a word that stands there already is gone on with', () => {
    expect(typed('j', telex, 'hôi')).toBe('hội');
    expect(typed('f', telex, 'xin chào hội')).toBe('xin chào hồi');
    expect(typed('n', telex, 'hòa')).toBe('hoàn');
    expect(typed('s', telex, 'Facebook')).toBe('Facebooks');
    expect(typed('e', vni, 'việt\u0301')).toBe('việt\u0301e');
  });
});

describe('deleting', () => {
  const left = (keys: string, times: number): string => {
    let line = pressed(keys, telex);
    for (let i = 0; i < times; i++) line = erase(line);
    return textOf(line, 'hòa');
  };

  test.each([
    ['a letter, not a mark', 'vieetj', 1, 'việ'],
    ['the letter with its marks', 'vieetj', 2, 'vi'],
    ['the tone moves back', 'hoafn', 1, 'hòa'],
    ['the letter that ended being Vietnamese', 'hooijk', 1, 'hội'],
    ['the letter that showed that two were meant', 'messi', 1, 'mes'],
    ['letters of another word', 'windows', 2, 'windo'],
    ['a space, and the word is open again', 'hooij ', 1, 'hội'],
    ['everything and more', 'as', 9, ''],
  ])('%s', (_, keys, times, text) => {
    expect(left(keys, times)).toBe(text);
  });

  test('goes on where it stopped', () => {
    expect(typed('c', telex, left('vieetj', 1))).toBe('việc');
    expect(textOf(press(erase(pressed('hooijk', telex)), 'f', telex), 'hòa')).toBe('hồi');
  });

  test('a whole word, then the one before it', () => {
    const words = pressed('tin ddoois, ngoaij  ', telex);
    const steps = [eraseWord(words), eraseWord(eraseWord(words)), eraseWord(eraseWord(eraseWord(words)))];
    expect(steps.map((line) => textOf(line, 'hòa'))).toEqual(['tin đối, ', 'tin đối', 'tin ']);
    expect(textOf(eraseWord(lineOf('')), 'hòa')).toBe('');
  });

  test('an emoji or a letter with loose marks goes whole', () => {
    expect(textOf(erase(lineOf('a 🎉')), 'hòa')).toBe('a ');
    expect(textOf(erase(lineOf('a -\u0301\u0302')), 'hòa')).toBe('a ');
  });
});

/** Numbers that look random and are the same in every run. */
function dice(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

const effort = Number(process.env['EFFORT'] ?? '1');

test('whatever is typed, deleting it restores what stood before', { timeout: 20_000 * effort }, () => {
  const roll = dice(Number(process.env['SEED'] ?? '7'));
  const keys = [...'aaeeoouuwwddsfrxjznghtcpmik AUDW19./đăơ', ...Object.values(toneMarks)];
  for (let run = 0; run < 3000 * effort; run++) {
    const way = { method: (['telex', 'vni', 'none'] as const)[run % 3] ?? 'telex', style: 'hòa' } as const;
    const before = ['', 'Hội nghị ', 'số 19-'][roll(3)] ?? '';
    const all = Array.from({ length: 1 + roll(12) }, () => keys[roll(keys.length)] ?? 'a');
    let line = pressed(all, way, before);
    for (let text = textOf(line, 'hòa'); text !== before; text = textOf(line, 'hòa')) {
      line = erase(line);
      const next = textOf(line, 'hòa');
      expect(next.startsWith(before), `${all.join('')} over "${before}": ${next}`).toBe(true);
      expect(next.length, `${all.join('')}: ${text} to ${next}`).toBeLessThan(text.length);
    }
  }
});

test(
  'no letter is lost: what is no mark stands in the text, in its order',
  { timeout: 20_000 * effort },
  () => {
    const roll = dice(Number(process.env['SEED'] ?? '8'));
    const keys = 'bcghiklmnpqtuvyaeowdsfrxjz';
    const bare = (text: string): string => text.normalize('NFD').replace(/\p{M}/gu, '').replaceAll('đ', 'd');
    for (let run = 0; run < 3000 * effort; run++) {
      const all = Array.from({ length: 1 + roll(9) }, () => keys[roll(keys.length)] ?? 'a').join('');
      let rest = bare(typed(all, telex)).replace(/^u(?=.*)/, (u) => (all.startsWith('w') ? 'w' : u));
      for (const key of all) {
        const stands = rest.startsWith(key) || (key === 'w' && rest.startsWith('u'));
        if (stands) rest = rest.slice(1);
        else expect('sfrxjzwaeod', `${all}: ${typed(all, telex)}`).toContain(key);
      }
      expect(rest, `${all}: ${typed(all, telex)}`).toBe('');
    }
  },
);

/** Every syllable that the rules of spelling allow. */
function syllables(): string[] {
  const all = [...onsets].flatMap((onset) =>
    [...rhymes].flatMap((rhyme) => {
      const at = rhyme.search(/[ăâêôơư](?!.*[ăâêôơư])/);
      const carrier = at >= 0 ? at : 0;
      return ['', ...Object.values(toneMarks)].map((tone) =>
        (onset + rhyme.slice(0, carrier + 1) + tone + rhyme.slice(carrier + 1)).normalize('NFC'),
      );
    }),
  );
  return [...new Set(all)].filter(isSyllable);
}

/** A syllable apart from where its tone stands. */
function apart(word: string): string {
  return `${withoutTones(word)} ${/[\u0300\u0301\u0303\u0309\u0323]/.exec(word.normalize('NFD'))?.[0] ?? ''}`;
}

/** The words that do not come out of their keys; each word goes one of the six ways, with effort every one. */
function missed(words: string[]): string[] {
  const ways = manners.flatMap((manner) => [telex, vni].map((way) => ({ manner, way })));
  return words.flatMap((word, i) =>
    ways
      .filter((_, n) => effort > 1 || n === i % ways.length)
      .map(({ manner, way }) => [keysFor(word, way.method === 'vni' ? 'vni' : 'telex', manner), way] as const)
      .filter(([keys, way]) => apart(typed(keys, way)) !== apart(word))
      .map(([keys, way]) => `${word}: ${keys} is ${typed(keys, way)}`),
  );
}

test('every syllable, there and back', { timeout: 60_000 * effort }, () => {
  const all = syllables();
  expect(all.length).toBeGreaterThan(19_000);
  expect(missed(all)).toEqual([]);
});

const samples =
  process.env['BANGTIN_SAMPLES'] ?? new URL('../../../../shared/data', import.meta.url).pathname;
const articles = `${samples}/articles/dev.jsonl.gz`;

test.skipIf(!existsSync(articles))('the words of real titles', { timeout: 60_000 * effort }, () => {
  const lines = gunzipSync(readFileSync(articles)).toString('utf8').trim().split('\n');
  const titles = lines.map((line) => (JSON.parse(line) as { title: string }).title.normalize('NFC'));
  const words = [...new Set(titles.flatMap((title) => title.match(/\p{L}+/gu) ?? []))];
  const vietnamese = words.filter((word) => isSyllable(word));
  expect(vietnamese.length).toBeGreaterThan(3000);
  const lost = missed(vietnamese);
  expect(lost.length / vietnamese.length, lost.join('\n')).toBeLessThan(0.002);
});
