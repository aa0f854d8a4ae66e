import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { cleanText } from '../../src/viet/clean';
import type { Encoding } from '../../src/viet/legacy';
import { fontEncoding, fromLegacy } from '../../src/viet/legacy';
import { isSyllable } from '../../src/viet/syllable';

describe('the encoding of a font', () => {
  test.each([
    ['.VnTime', 'tcvn3'],
    ['".VnTime", "sans-serif"', 'tcvn3'],
    ["'.VnArial Narrow'", 'tcvn3'],
    ['.VnTimeH', 'tcvn3-upper'],
    ['.vntimeh', 'tcvn3-upper'],
    ['.VnArial NarrowH,serif', 'tcvn3-upper'],
    ['VNI-Times', 'vni'],
    ['"VNI-Helve-Condense"', 'vni'],
    ['VNI Times', 'vni'],
    ['VI Times', 'viscii'],
    ['Times New Roman', null],
    ['"Times New Roman", .VnTime', null],
    ['VNIcons', null],
    ['', null],
  ])('%s', (name, encoding) => {
    expect(fontEncoding(name)).toBe(encoding);
  });
});

describe('text from before Unicode', () => {
  test.each<[Encoding, string, string]>([
    ['tcvn3', 'Héi nghÞ t¹i S¬n Giang, ®ång bµo ñng hé', 'Hội nghị tại Sơn Giang, đồng bào ủng hộ'],
    ['tcvn3', 'tr\u00adêng Trung häc', 'trường Trung học'],
    ['tcvn3', 'nãi: “Chóng t«i s½n sµng” – «ng Hßa', 'nói: “Chúng tôi sẵn sàng” – ông Hòa'],
    ['tcvn3', '\u0081nh: Gia §×nh', 'Ảnh: Gia Đình'],
    ['tcvn3-upper', 'ñy ban nh©n d©n tØnh', 'ỦY BAN NHÂN DÂN TỈNH'],
    ['vni', 'Hoäi nghò taïi Sôn Giang, ñöôøng loä', 'Hội nghị tại Sơn Giang, đường lộ'],
    ['vni', 'ÑAÏI HOÄI ÑAÛNG BOÄ TÆNH', 'ĐẠI HỘI ĐẢNG BỘ TỈNH'],
    ['vni', 'Öôùc mô cuûa nhöõng ngöôøi ñaõ ñi xa, kyõ nieäm', 'Ước mơ của những người đã đi xa, kỹ niệm'],
    ['vni', 'Aán töôïng Eâm ñeàm', 'Ấn tượng Êm đềm'],
    ['viscii', 'Hµi ngh¸ tÕi S½n Giang', 'Hội nghị tại Sơn Giang'],
    ['viscii', 'H“I ngh¸ H\u0093I', 'HỘI nghị HỘI'],
    ['cp1258', 'Hô\u00f2i nghi\u00f2 Ðô\u00ecng', 'Hội nghị Đống'],
  ])('%s: %s', (encoding, from, to) => {
    expect(fromLegacy(from, encoding)).toBe(to);
  });

  test.each<[Encoding, string]>([
    ['tcvn3', 'Hội nghị tại Sơn Giang'],
    ['tcvn3', 'Hà'],
    ['tcvn3', 'So 12/KH, 2024'],
    ['tcvn3-upper', 'Ban to chuc'],
    ['vni', 'Sở Ngoại vụ tỉnh'],
    ['vni', 'Sông Hà Tĩnh'],
    ['viscii', 'Đại hội'],
    ['tcvn3', 'Nguye\u0302\u0303n'],
  ])('Unicode in a font of %s stays: %s', (encoding, text) => {
    expect(fromLegacy(text, encoding)).toBe(text);
  });
});

describe('real texts', () => {
  const folder = `${process.env['BANGTIN_SAMPLES'] ?? new URL('../../../../shared/data', import.meta.url).pathname}/articles/legacy-derived-dev/`;
  const there = existsSync(folder);
  const names = there
    ? readdirSync(folder).filter((name) => /^(tcvn3|viscii|cp1258)-[^.]*\.txt$/.test(name))
    : [];
  const gaps = /[\u0080-\u009f]/;

  test.skipIf(!there)(`come back as they were (skipped where there is no ${folder})`, () => {
    expect(names.length).toBeGreaterThan(20);
    for (const name of names) {
      const encoding = name.split('-')[0] as Encoding;
      const bytes = readFileSync(folder + name);
      const wanted = readFileSync(folder + name.replace('.txt', '.expected-utf8-nfc.txt'), 'utf8');
      const latin = bytes.toString('latin1');
      expect(fromLegacy(latin, encoding), name).toBe(wanted);
      // In TCVN3 a browser's quotation marks stay what they are.
      const windows = new TextDecoder('windows-1252').decode(bytes);
      if (encoding !== 'tcvn3' || !gaps.test(latin)) expect(fromLegacy(windows, encoding), name).toBe(wanted);
    }
  });
});

describe('clean text', () => {
  test.each([
    ['decomposed', 'Hội nghị Đảng ủy'.normalize('NFD'), 'Hội nghị Đảng ủy'],
    ['look-alikes of Đ', 'Ðảng, Ɖồng chí, ðội, ÐẢNG', 'Đảng, Đồng chí, đội, ĐẢNG'],
    ['other words with them', 'Ðað, Guðmundur, chữ Ð', 'Ðað, Guðmundur, chữ Ð'],
    ['invisible ones', 'hội\u00ad\u200b nghị\ufeff\u2060', 'hội nghị'],
    ['joiners', 'a\u200db 👨‍👩‍👧 می\u200cخواهم', 'ab 👨‍👩‍👧 می\u200cخواهم'],
    ['spaces', 'ngày\u00a003/7\u2003và\u202f4\u3000', 'ngày 03/7 và 4 '],
    ['bullets of fonts', '\uf0b7 Một \uf0fc', ' Một '],
    ['line ends', 'ô\r\ną\rc\u2028d\ve', 'ô\ną\nc\nd\ne'],
    ['controls', 'ô\u0000\u0008\u007f', 'ô'],
    ['half an emoji', 'ô\ud83d', 'ô\ufffd'],
  ])('%s', (_, from, to) => {
    expect(cleanText(from)).toBe(to);
    expect(cleanText(to)).toBe(to);
  });
});

describe('syllables, as app/viet judges them', () => {
  const yes = `a à Đảng đảng ĐẢNG ủy uỷ hòa hoà quốc quý quí quýt quỳnh Huỳnh giết gì giếng gìn già giữ nghiêng nghề ghế kỹ kĩ
    khuya khuỷu nguyễn tuyết thuở hươu rượu bướm xoong loắt choắt ngoằn ngoèo khoẻ tuếch huênh xuống chuyện yêu yểu
    Đắk Lắk Kạn Đak ý y ừ ông ương oai uy ích ếch ách`;
  test.each(yes.trim().split(/\s+/))('%s', (word) => {
    expect(isSyllable(word)).toBe(true);
    expect(isSyllable(word.normalize('NFD'))).toBe(true);
  });

  const no = ['', 'đ', 'đað', 'Ðảng', 'ðað', 'đb', 'nghà', 'cế', 'kịchh', 'ngỉ', 'ghà', 'đáà', 'học sinh', 'hoc', 'đep', 'nhich', 'f', 'wa', 'zó', 'bình.', 'a1', 'ngoằnngoèo', 'yt', 'a'.repeat(1000)]; // prettier-ignore
  test.each(no)('not %j', (word) => {
    expect(isSyllable(word)).toBe(false);
  });
});
