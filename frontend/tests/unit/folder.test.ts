/** Folders of pictures that are chosen or dropped on the tray. */
import { expect, test } from 'vitest';
import { isPicture, ofDrop, ofFolder } from '../../src/desk/tray/folder';

/** What a browser hands over of a folder: as many entries at a time as Chromium gives, files and folders. */
type Tree = { [name: string]: Tree | string };

function entry(name: string, of: Tree | string): FileSystemEntry {
  if (typeof of === 'string')
    return {
      name,
      isDirectory: false,
      file: (good: (file: File) => void, bad: () => void) =>
        of === 'unreadable' ? bad() : good(new File([of], name)),
    } as unknown as FileSystemEntry;
  const left = Object.entries(of).map(([inner, value]) => entry(inner, value));
  const createReader = (): unknown => ({
    readEntries: (good: (some: FileSystemEntry[]) => void) => good(left.splice(0, 3)),
  });
  return { name, isDirectory: true, createReader } as unknown as FileSystemEntry;
}

function drop(of: Tree): DataTransfer {
  const entries = Object.entries(of).map(([name, value]) => entry(name, value));
  const items = entries.map((one) => ({ kind: 'file', webkitGetAsEntry: () => one }));
  const files = entries.map(({ name }) => new File(['x'], name));
  return { items, files } as unknown as DataTransfer;
}

test('a folder that is dropped gives all its pictures, those of folders in it too, in order', async () => {
  const card = {
    '.Trash': { 'c.jpg': 'x' },
    '100CANON': Object.fromEntries(['10', '9', '1', '2', '11'].map((n) => [`IMG_${n}.JPG`, 'x'])),
    '101CANON': { 'a.heic': 'x', 'film.MOV': 'x', 'Thumbs.db': 'x', '._a.heic': 'x' },
    'đọc.txt': 'x',
    'hỏng.jpg': 'unreadable',
  };
  const { files, others } = await ofDrop(drop({ DCIM: card, 'lẻ.docx': 'x' }));
  expect(files.map(({ name }) => name).join(' ')).toBe(
    'IMG_1.JPG IMG_2.JPG IMG_9.JPG IMG_10.JPG IMG_11.JPG a.heic hỏng.jpg lẻ.docx',
  );
  expect(others).toBe(2);
  expect(files.find(({ name }) => name === 'hỏng.jpg')?.size).toBe(0);
});

test('files that are dropped without a folder are taken whatever they are', async () => {
  const { files, others } = await ofDrop(drop({ 'a.jpg': 'x', 'thư.docx': 'x' }));
  expect(files.map(({ name }) => name)).toEqual(['a.jpg', 'thư.docx']);
  expect(others).toBe(0);
  expect(await ofDrop(null)).toEqual({ files: [], others: 0 });
});

test('of a folder that is chosen the pictures are taken and the rest is counted', () => {
  const at = (path: string): File =>
    Object.defineProperty(new File(['x'], path.split('/').at(-1) ?? ''), 'webkitRelativePath', {
      value: path,
    });
  const { files, others } = ofFolder(['h/b/2.png', 'h/a/10.jpg', 'h/a/9.jpg', 'h/x.mp4', 'h/.x.jpg'].map(at));
  expect(files.map(({ webkitRelativePath }) => webkitRelativePath)).toEqual([
    'h/a/9.jpg',
    'h/a/10.jpg',
    'h/b/2.png',
  ]);
  expect(others).toBe(1);
  expect(['A.JPEG', 'a.HEIF', 'a.webp', 'a.NEF'].every(isPicture)).toBe(true);
  expect(['.a.jpg', 'jpg', 'a.jpg.txt', 'a.svg'].some(isPicture)).toBe(false);
});
