/** What the desk and readers make of attachments, films and sounds. */
import { expect, test } from 'vitest';
import { checks } from '../../src/desk/article/checks';
import { emptyFields, putTogether, takeApart } from '../../src/desk/article/document';
import { clockOf } from '../../src/reading/media/clock';
import { bytesOf } from '../../src/viet/bytes';

test('times of a player', () => {
  const said = [0, 7.9, 67, 3847, -1, Infinity, NaN].map(clockOf);
  expect(said).toEqual(['0:00', '0:07', '1:07', '1:04:07', '0:00', '0:00', '0:00']);
});

test('sizes as they are written', () => {
  expect([900, 24_000, 3_210_000, 52_000_000, 1_940_000_000].map((size) => bytesOf(size, 'vi'))).toEqual([
    '0,9 KB',
    '24 KB',
    '3,2 MB',
    '52 MB',
    '1,9 GB',
  ]);
  expect(bytesOf(3_210_000, 'en')).toBe('3.2 MB');
});

test('attachments come out of a document and go back with what a newer program wrote', () => {
  const attachments = [{ media: 'ab', name: 'Quyết định', type: 'application/pdf', pages: 4 }];
  const doc = { title: 'Bài', body: { type: 'doc', content: [] }, category: 'c', lang: 'vi', attachments };
  const parts = takeApart(doc);
  expect(parts.fields.attachments).toEqual(attachments);
  expect(putTogether(parts)).toEqual(doc);
  expect(putTogether(takeApart({ ...doc, attachments: [] }))).not.toHaveProperty('attachments');
  expect(takeApart({ ...doc, attachments: 'x' }).fields.attachments).toEqual([]);
});

test('a film without a caption is among the checks', () => {
  const film = { type: 'video', attrs: { id: 'v1', media: 'ab' } };
  const found = (caption: string) =>
    checks(
      { ...emptyFields, categories: [], tags: [], attachments: [] },
      { type: 'doc', content: [{ ...film, attrs: { ...film.attrs, caption } }] },
      [],
      () => '',
    ).filter(({ key, block }) => key === 'caption_missing' && block === 'v1');
  expect(found('')).toHaveLength(1);
  expect(found('Khai mạc')).toEqual([]);
});
