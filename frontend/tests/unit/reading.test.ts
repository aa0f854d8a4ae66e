/** What an article's page works out of an article: its parts, its pictures, how long it takes. */
import { describe, expect, test } from 'vitest';
import type { Article, Photo } from '../../src/api/types';
import { blocksOf, figuresOf } from '../../src/body/read';
import { partsOf } from '../../src/reading/contents';
import { photoApart, platesOf } from '../../src/reading/plates';
import { countWords, minutes } from '../../src/viet/reading-time';

const heading = (id: string, level: number, ...texts: string[]): unknown => ({
  type: 'heading',
  attrs: { id, level },
  content: texts.map((text) => ({ type: 'text', text })),
});
const blocks = (...content: unknown[]): ReturnType<typeof blocksOf> => blocksOf({ type: 'doc', content });

describe('the parts of a piece', () => {
  test('are its headings in order, with their words and depth', () => {
    const quoted = { type: 'blockquote', attrs: { id: 'q' }, content: [heading('inner', 2, 'Trong khung')] };
    const text = { type: 'paragraph', attrs: { id: 'p' }, content: [{ type: 'text', text: 'Đoạn' }] };
    expect(
      partsOf(
        blocks(
          heading('a', 2, 'Một ', 'ngày'),
          text,
          heading('b', 3, 'Sáng'),
          quoted,
          heading('c', 2, 'Hết'),
        ),
      ),
    ).toEqual([
      { id: 'a', level: 2, text: 'Một ngày' },
      { id: 'b', level: 3, text: 'Sáng' },
      { id: 'c', level: 2, text: 'Hết' },
    ]);
  });

  test('are not listed where a piece is short, or its headings lead nowhere', () => {
    expect(partsOf(blocks(heading('a', 2, 'Một'), heading('b', 2, 'Hai')))).toEqual([]);
    expect(partsOf(blocks(heading('', 2, 'Một'), heading('b', 2, ' '), heading('c', 2, 'Ba')))).toEqual([]);
  });
});

describe('the pictures of an article', () => {
  const picture = (name: string): object => ({
    width: 30,
    height: 20,
    colour: '#334455',
    sizes: [{ sha256: name, type: 'image/jpeg', width: 30, height: 20, bytes: 9, url: `/media/${name}/30` }],
  });
  const figure = (media: string, credit = ''): unknown => ({
    type: 'figure',
    attrs: { id: media, media, alt: '', caption: `Ảnh ${media}`, credit },
  });
  const photo = {
    ...picture('lead'),
    alt: 'Đầu bài',
    caption: '',
    credit: 'A',
    focus: { x: 1, y: 1 },
  } as Photo;
  const article = (lead: Photo | null): Article =>
    ({
      photo: lead,
      media: { one: picture('one'), two: picture('two'), lead: picture('lead') },
    }) as unknown as Article;
  const seen = (lead: Photo | null, ...figures: unknown[]): string[] => {
    const found = figuresOf(blocks(...figures));
    const of = article(lead);
    const apart = photoApart(of, found);
    return platesOf(of, apart, found, (name) => `Ảnh: ${name}`).map(
      ({ plate }) => `${plate.photo.sizes[0]?.sha256 ?? ''} ${plate.caption} ${plate.credit}`,
    );
  };

  test('begin with the lead photo, then come as the text shows them, galleries too', () => {
    const gallery = {
      type: 'gallery',
      attrs: { id: 'g' },
      content: [figure('one', 'B'), figure('two', 'Minh họa: C')],
    };
    expect(seen(photo, gallery)).toEqual(['lead  Ảnh: A', 'one Ảnh one Ảnh: B', 'two Ảnh two Minh họa: C']);
  });

  test('have the lead photo once where the text shows it', () => {
    expect(seen(photo, figure('one'), figure('lead'))).toEqual(['one Ảnh one ', 'lead Ảnh lead ']);
  });

  test('leave out what has not come', () => {
    expect(seen(null, figure('one'), figure('missing'))).toEqual(['one Ảnh one ']);
    expect(platesOf(null, null, [], String)).toEqual([]);
  });
});

describe('the time that reading takes', () => {
  test.each([
    [0, 1],
    [99, 1],
    [299, 1],
    [300, 2],
    [499, 2],
    [2_000, 10],
  ])('of %i words is %i minutes', (words, expected) => expect(minutes(words)).toBe(expected));

  test.each([
    ['Ban Tổ chức nhận 1.206 tác phẩm', 7],
    ['một – hai … “ba”\n\nbốn', 4],
    ['  ', 0],
  ])('%j', (text, words) => expect(countWords(text)).toBe(words));
});
