// @vitest-environment jsdom
import { describe, expect, test, vi } from 'vitest';
import { limits } from '../../src/body/schema';
import { faultOf } from '../../src/body/validate';
import type { DocNode } from '../../src/desk/paste';
import { fromClipboard, settle } from '../../src/desk/paste';
import { splitCredit } from '../../src/desk/paste/caption';
import { convert } from '../../src/desk/paste/html';
import { newId } from '../../src/desk/paste/ids';
import { isAutomatic } from '../../src/desk/paste/picture';
import { convertPlain } from '../../src/desk/paste/plain';
import { picturesOfRtf } from '../../src/desk/paste/rtf';
import { sayPaste } from '../../src/i18n/paste';
import { allText, everyPicture } from './paste';

// The tests' DOM is many times slower than a browser's.
vi.setConfig({ testTimeout: 60_000 });

const blocks = (html: string): DocNode[] => convert(html).doc.content;
const text = (value: string, ...marks: string[]): DocNode =>
  (marks.length > 0
    ? { type: 'text', marks: marks.map((type) => ({ type })), text: value }
    : { type: 'text', text: value }) as DocNode;
const para = (...content: DocNode[]): DocNode => ({ type: 'paragraph', content });
const png = (name = 'a.png'): File =>
  new File([new Uint8Array([137, 80, 78, 71])], name, { type: 'image/png' });

describe('alts', () => {
  test.each([
    ...[
      '',
      'image 20240704065955 1',
      'image001',
      'image',
      'Image 3',
      'clip_image002',
      'Picture 1',
      'Hình 1',
      'Ảnh',
    ],
    ...[
      'Hình ảnh 1',
      'Hình ảnh 1 (2)',
      'IMG_1234',
      '_MG_7480',
      'DSC01234',
      'IMG-20240101-WA0001',
      'FB_IMG_1719',
    ],
    ...[
      'z5598742316_a1b2c3',
      'photo_2024-07-04_06-59-55',
      'Screenshot 2024-07-04 065955',
      'Untitled',
      'alt',
      '12',
    ],
    ...[
      'hoi-nghi.jpg',
      'Hội nghị.PNG',
      'khai-mac-hoi-nghi-2024',
      'https://a.vn/x',
      'file:///C:/x',
      '0h80 1.webp',
    ],
    ...['A close up of a sign\n\nDescription automatically generated', 'May be an image of 3 people'],
    ...[
      'Hai người đứng. Mô tả được tạo tự động',
      'Có thể là hình ảnh về 2 người',
      'Khai mạc hội sách - ảnh 2',
    ],
    '5f0c1a2b-7fff-1a2b-3c4d-0123456789ab',
  ])('%j was made by a program', (alt) => {
    expect(isAutomatic(alt)).toBe(true);
  });

  test.each([
    'Quang cảnh hội nghị',
    'Ảnh Bác Hồ',
    'Hình vẽ 3 con trâu',
    'Photo of the bridge',
    'Cầu',
    'Img Schmidt',
    'Đoàn 12 người lên thuyền',
    'P. Hải Âu',
  ])('%j was written by a person', (alt) => {
    expect(isAutomatic(alt)).toBe(false);
  });

  test('the name of the file says nothing more, with its number or without', () => {
    expect(isAutomatic('le hoi', 'https://a.vn/x/le-hoi.jpg?w=1')).toBe(true);
    expect(isAutomatic('le hoi', 'https://a.vn/x/le%20hoi_10.jpg')).toBe(true);
    expect(isAutomatic('le hoi', 'https://a.vn/x/le-hoi-xuan.jpg')).toBe(false);
    expect(isAutomatic('Lễ hội', 'https://a.vn/x/le-hoi.jpg')).toBe(false);
  });

  test('one that pictures share, or that repeats a heading, says nothing of a picture', () => {
    const pasted = convert(
      '<h1>Ngày hội</h1><img src="https://a.vn/1" alt="Mở hội"><img src="https://a.vn/2" alt="Mở hội"><img src="https://a.vn/3" alt="Ngày hội"><img src="https://a.vn/4" alt="Chợ nổi">',
    );
    expect(pasted.pictures.map(({ alt }) => alt)).toEqual(['', '', '', 'Chợ nổi']);
  });
});

describe('captions', () => {
  test.each([
    ['Cầu mới. Ảnh: Minh Lau', 'Cầu mới.', 'Minh Lau'],
    ['Cầu mới (Ảnh: Minh Lau).', 'Cầu mới', 'Minh Lau'],
    ['Ảnh: TTXVN', '', 'TTXVN'],
    ['Nguồn ảnh: Sở Ngoại vụ', '', 'Nguồn ảnh: Sở Ngoại vụ'],
    ['Cầu mới. Ảnh minh họa: Internet', 'Cầu mới.', 'Ảnh minh họa: Internet'],
    ['Hình ảnh: cầu mới', 'Hình ảnh: cầu mới', ''],
    ['Cầu mới', 'Cầu mới', ''],
  ])('%s', (line, caption, credit) => {
    expect(splitCredit(line)).toEqual({ caption, credit });
  });

  const image = '<p><img src="https://a.vn/1.jpg"></p>';
  test.each([
    ['in italics', `${image}<p><i>Cầu mới</i></p>`, true],
    ['in the middle', `${image}<p align=center>Cầu mới</p>`, true],
    ['with a credit', `${image}<p>Cầu mới. Ảnh: Lau</p>`, true],
    ['below in the same paragraph', '<p align=center><img src="https://a.vn/1.jpg"><br>Cầu mới</p>', true],
    ['the text that goes on', `${image}<p>Cầu mới</p>`, false],
    ['a heading in the middle', `${image}<p align=center><b>Cầu mới</b></p>`, false],
    ['stars in the middle', `${image}<p align=center>* * *</p>`, false],
    ['a long text in italics', `${image}<p><i>${'Cầu mới '.repeat(60)}</i></p>`, false],
    ['before the picture', `<p><i>Cầu mới</i></p>${image}`, false],
  ])('%s', (_, html, taken) => {
    expect(blocks(html)).toHaveLength(taken ? 1 : 2);
  });

  test('a picture takes one caption, and a credit after it', () => {
    const [figure, rest] = blocks(`${image}<p><i>Cầu mới</i></p><p>Ảnh: Lau</p><p><i>Dòng sau</i></p>`);
    expect(figure?.attrs).toMatchObject({ caption: 'Cầu mới', credit: 'Lau' });
    expect(rest).toEqual(para(text('Dòng sau', 'italic')));
  });
});

describe('text', () => {
  test('two line breaks end a paragraph, one does not', () => {
    expect(blocks('<div>Một<br>hai<br> <br>ba<br></div>')).toEqual([
      para(text('Một'), { type: 'hard_break' }, text('hai')),
      para(text('ba')),
    ]);
  });

  test('white space is joined, also over marks', () => {
    expect(blocks('<p> Một <b> hai </b>\n<i> </i> ba&nbsp; </p>')).toEqual([
      para(text('Một '), text('hai ', 'bold'), text('ba')),
    ]);
  });

  test('a style undoes what its tag says', () => {
    expect(
      blocks('<b style="font-weight:normal">a<strong>b</strong></b><i style="font-style:normal">c</i>'),
    ).toEqual([para(text('a'), text('b', 'bold'), text('c'))]);
  });

  test('a letter of VNI is read over the elements that part it', () => {
    expect(blocks('<p style="font-family:VNI-Times">Hoa<span lang=VI>ù</span></p>')).toEqual([
      para(text('Hoá')),
    ]);
  });

  test('lines of preformatted text stay lines', () => {
    expect(blocks('<pre>a\n  b</pre>')).toEqual([para(text('a'), { type: 'hard_break' }, text('b'))]);
  });

  test('a link is kept where it may lead, else its text', () => {
    const link = (href: string) => JSON.stringify(blocks(`<a href="${href}">a</a>`)).includes('link');
    expect(['https://a.vn', 'mailto:a@a.vn', 'tel:1'].every(link)).toBe(true);
    expect(['javascript:1', '#a', '/a', `https://a.vn/${'a'.repeat(3000)}`, 'file:///a'].some(link)).toBe(
      false,
    );
    expect(convert('<a href="/tin">a</a>', { base: 'https://a.vn/x/' }).doc.content).toEqual([
      para({ type: 'text', marks: [{ type: 'link', attrs: { href: 'https://a.vn/tin' } }], text: 'a' }),
    ]);
  });
});

describe('levels', () => {
  const levels = (html: string) => blocks(html).map(({ attrs }) => attrs?.['level']);
  test('the highest is 2, all below 3', () => {
    expect(levels('<h3>a</h3><h4>b</h4><h3>c</h3><h5>d</h5>')).toEqual([2, 3, 2, 3]);
    expect(levels('<h1>a</h1><h2>b</h2><h1>c</h1>')).toEqual([2, 3, 2]);
  });

  test('a title does not count', () => {
    expect(levels('<h1>a</h1><h2>b</h2><h3>c</h3>')).toEqual([2, 2, 3]);
    expect(levels('<p class=MsoTitle>a</p><h1>b</h1><h1>c</h1><h2>d</h2>')).toEqual([2, 2, 2, 3]);
  });
});

describe('limits', () => {
  const valid = (html: string) => {
    const pasted = convert(html);
    const doc = settle(pasted.doc, everyPicture(pasted));
    expect(faultOf(doc)).toBeNull();
    return { notes: pasted.notes, doc };
  };

  test('too many paragraphs are joined, their words kept', () => {
    const { notes, doc } = valid('<p>từ</p>'.repeat(limits.blocks * 3));
    expect(notes).toEqual(['paragraphs_joined']);
    expect(allText(doc.content).match(/từ/g)).toHaveLength(limits.blocks * 3);
  });

  test('what cannot be joined is cut, and that is said', () => {
    const { notes, doc } = valid('<h2>a</h2>'.repeat(limits.blocks + 5));
    expect(doc.content).toHaveLength(limits.blocks);
    expect(notes).toContain('cut_to_fit');
  });

  test('too many bytes are cut', () => {
    const { notes } = valid(`<p>${'ữ'.repeat(1000)}</p>`.repeat(400));
    expect(notes).toEqual(['cut_to_fit']);
    const images = valid('<img src="https://a.vn/1.jpg">'.repeat(4900));
    expect(images.notes).toEqual(['pictures_missing']);
  });

  test('what is nested too deep comes out, with its words', () => {
    const list = `${'<ul><li>a'.repeat(20)}${'</li></ul>'.repeat(20)}`;
    for (const html of [
      list,
      `<blockquote>${list}</blockquote>`,
      `<table><tr><td>x</td><td>${list}</td></tr></table>`,
    ]) {
      const { notes, doc } = valid(html);
      expect(notes).toContain('depth_flattened');
      expect(allText(doc.content).match(/a/g)).toHaveLength(20);
    }
    valid('<b>'.repeat(1_000));
    valid('<blockquote>'.repeat(1_000) + 'a');
    valid('<table><tr><td>'.repeat(300) + 'a');
    valid('<ol><li>'.repeat(500) + 'a');
  });

  test('broken HTML is read as browsers read it', () => {
    for (const html of [
      '',
      '<',
      '<p',
      '</p>',
      '<table>a<tr>b<td>c',
      '<li>a',
      '<frameset><frame src=a>',
      '<!--',
      '\u0000',
      '<p style="a:\'">b',
      '<ol start="x"><li value="-1">a',
    ]) {
      valid(html);
    }
    expect(blocks('<li>a<li>b')).toEqual([para(text('a')), para(text('b'))]);
  });

  test('a page of Word of 500 KB is read in time (five times what is wanted)', () => {
    const item = (n: number) =>
      `<p class=MsoNormal style='margin-top:6.0pt;text-align:justify;text-indent:36.0pt;line-height:150%'><span lang=VI style='font-size:14.0pt;line-height:150%;font-family:"Times New Roman",serif;mso-fareast-font-family:Calibri'>Đoạn văn số ${String(n)} của tỉnh Sơn Giang, <b style='mso-bidi-font-weight:normal'>có chữ đậm</b> và chữ thường<o:p></o:p></span></p>`;
    let html = '';
    for (let n = 0; html.length < 500_000; n++) html += item(n);
    const began = performance.now();
    convert(html);
    expect(performance.now() - began).toBeLessThan(10_000);
  });
});

describe('settling', () => {
  const { doc, pictures } = convert(
    '<p>a</p><img src="https://a.vn/1.jpg"><img src="https://a.vn/2.jpg"><p><i>Cầu. Ảnh: Lau</i></p><table><tr><td>x</td><td><img src="https://a.vn/3.jpg"></td></tr></table>',
  );
  const hash = 'ab'.repeat(32);

  test('gives pictures their media and blocks their ids', () => {
    let n = 0;
    const settled = settle(doc, new Map(pictures.map(({ key }) => [key, hash])), () => `b${String(n++)}`);
    expect(faultOf(settled)).toBeNull();
    expect(settled.content.map(({ attrs }) => attrs?.['id'])).toEqual(['b0', 'b1', 'b2', 'b3']);
    expect(settled.content[2]?.attrs).toEqual({ id: 'b2', media: hash, caption: 'Cầu.', credit: 'Lau' });
  });

  test('takes pictures out that are not there, and leaves their words', () => {
    const settled = settle(doc, new Map());
    expect(faultOf(settled)).toBeNull();
    expect(settled.content.map(({ type }) => type)).toEqual(['paragraph', 'paragraph', 'table']);
    expect(allText(settled.content)).toContain('Cầu. (Ảnh: Lau)');
  });

  test('ids are of our form and differ', () => {
    const ids = Array.from({ length: 1000 }, newId);
    expect(new Set(ids).size).toBe(1000);
    expect(ids.every((id) => /^[0-9a-hjkmnp-tv-z]{16}$/.test(id))).toBe(true);
  });
});

describe('RTF', () => {
  test('pictures in order; other kinds keep their place', async () => {
    const found = picturesOfRtf(
      '{\\rtf1{\\pict\\emfblip 00}{\\pict\\jpegblip\\picw1 ff\r\nD8}{\\*\\shppict{\\pict\\pngblip{\\*\\blipuid aa}89 50}}{\\nonshppict{\\pict\\pngblip 00}}{\\pict\\pngblip xyz}}',
    );
    expect(found.map((blob) => blob && `${blob.type} ${String(blob.size)}`)).toEqual([
      null,
      'image/jpeg 2',
      'image/png 2',
      null,
    ]);
  });

  test.each(['', '}}}}', '{{{{', '\\', '{\\pict\\pngblip 89', '{\\bin-99 }', '{\\bin9999999999 a}', "\\'4"])(
    'broken RTF has none: %j',
    (rtf) => {
      expect(picturesOfRtf(rtf)).toEqual([]);
    },
  );

  test('a brace in binary data is no brace', () => {
    expect(picturesOfRtf('{\\bin3 }}}{\\pict\\pngblip 89}}')).toHaveLength(1);
  });
});

describe('what is picked', () => {
  const words = '<p>Một</p>';
  test('HTML with words before everything, for the picture beside it is one of these words', () => {
    const pasted = fromClipboard({ html: words, text: 'Hai', files: [png()] });
    expect([allText(pasted.doc.content).trim(), pasted.pictures]).toEqual(['Một', []]);
  });

  test('pictures alone', () => {
    const pasted = fromClipboard({ files: [png(), png(), new File(['x'], 'a.txt', { type: 'text/plain' })] });
    expect(pasted.doc.content.map(({ type }) => type)).toEqual(['figure', 'figure']);
    expect(pasted.pictures.map(({ file, kind }) => [file?.size, kind])).toEqual([[4, 'blob'], [4, 'blob']]); // prettier-ignore
  });

  test('one picture copied from a page has its bytes beside it', () => {
    const html = '<img src="https://a.vn/1.jpg" alt="Cầu mới ở bản">';
    const [picture] = fromClipboard({ html, files: [png()] }).pictures;
    expect(picture).toMatchObject({ src: '', alt: 'Cầu mới ở bản' });
    expect(picture?.file?.size).toBe(4);
    expect(fromClipboard({ html }).notes).toEqual(['pictures_missing']);
  });

  test('plain text where HTML has nothing', () => {
    for (const html of [undefined, '', '<meta charset=utf-8>']) {
      const pasted = fromClipboard(html === undefined ? { text: 'Hai' } : { html, text: 'Hai' });
      expect(pasted.doc.content).toEqual([para(text('Hai'))]);
    }
    expect(fromClipboard({})).toEqual({ doc: { type: 'doc', content: [] }, pictures: [], notes: [] });
  });

  test("Word's pictures come from RTF only if it has as many", () => {
    const html = '<p>a</p><img src="file:///C:/clip_image001.png"><img src="file:///C:/clip_image003.png">';
    const rtf = (n: number) => `{\\rtf1${'{\\pict\\pngblip 89}'.repeat(n)}}`;
    expect(fromClipboard({ html, rtf: rtf(2) })).toMatchObject({
      notes: [],
      pictures: [{ src: '' }, { src: '' }],
    });
    for (const n of [0, 1, 3]) {
      const pasted = fromClipboard({ html, rtf: rtf(n) });
      expect(pasted.notes).toEqual(['pictures_missing']);
      expect(pasted.pictures.every(({ file }) => file === null)).toBe(true);
    }
  });

  test('data that cannot be read is a missing picture', () => {
    const pasted = fromClipboard({ html: 'a<img src="data:image/png;base64,%%%">' });
    expect(pasted.notes).toEqual(['pictures_missing']);
  });

  test('every note has words', () => {
    const notes = convert('<h2>a</h2>'.repeat(limits.blocks + 1)).notes;
    for (const note of notes) expect(sayPaste('vi')[note]).not.toBe('');
  });
});

test('plain text goes on with a list by its numbers', () => {
  const lists = convertPlain('1. a\n2. b\n5. c\n- d').doc.content;
  expect(lists.map(({ type, attrs, content }) => [type, attrs?.['order'], content?.length])).toEqual([
    ['ordered_list', undefined, 2],
    ['ordered_list', 5, 1],
    ['bullet_list', undefined, 1],
  ]);
});
