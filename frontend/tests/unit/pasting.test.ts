// @vitest-environment jsdom
import { expect, test } from 'vitest';
import { takePaste } from '../../src/desk/article/pasting';
import { blocksOf, figuresOf, textAttr } from '../../src/body/read';

const dot =
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';

test('a picture that came along stands in its place under a name of its own, with its caption', () => {
  const html = `<p>Trước.</p><p><img src="data:image/png;base64,${dot}" alt="image 20240704065955 1"></p><p>Sau.</p>`;
  const pasted = takePaste({ html, text: 'Trước. Sau.', rtf: '', files: [] }, () => 'ab'.repeat(32));
  expect(pasted?.pictures.map(({ standIn, file }) => [standIn, file.type])).toEqual([
    ['ab'.repeat(32), 'image/png'],
  ]);
  const [figure] = figuresOf(blocksOf(pasted?.doc));
  expect(figure && textAttr(figure, 'media')).toBe('ab'.repeat(32));
  expect(figure && textAttr(figure, 'alt')).toBe('');
  expect(blocksOf(pasted?.doc).map(({ type }) => type)).toEqual(['paragraph', 'figure', 'paragraph']);
});

test('a picture that did not come is told of, and leaves no figure', () => {
  const html =
    '<p>Trước.</p><figure><img src="https://example.vn/a.jpg"><figcaption>Quang cảnh</figcaption></figure>';
  const pasted = takePaste({ html, text: 'Trước.', rtf: '', files: [] });
  expect(pasted?.pictures).toEqual([]);
  expect(pasted?.notes).toContain('pictures_missing');
  expect(figuresOf(blocksOf(pasted?.doc))).toEqual([]);
  expect(JSON.stringify(pasted?.doc)).toContain('Quang cảnh');
});

test('pictures alone are left to the way of dropped files, and no two stand-ins are alike', () => {
  expect(
    takePaste({ html: '', text: '', rtf: '', files: [new File(['x'], 'a.png', { type: 'image/png' })] }),
  ).toBeNull();
  const html = `<p>Hai ảnh<img src="data:image/png;base64,${dot}"><img src="data:image/png;base64,${dot}"></p>`;
  const names =
    takePaste({ html, text: 'Hai ảnh', rtf: '', files: [] })?.pictures.map(({ standIn }) => standIn) ?? [];
  expect(names).toHaveLength(2);
  expect(new Set(names).size).toBe(2);
  for (const name of names) expect(name).toMatch(/^[0-9a-f]{64}$/);
});
