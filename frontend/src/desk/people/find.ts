/** Finding people by what is typed of their name, marks or not. */
import type { Person } from '../../api/types';

/** Small letters without marks, đ as d: the engine's viet.Fold for what people's names hold. */
export function fold(text: string): string {
  return text
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .toLocaleLowerCase('vi-VN')
    .replaceAll('đ', 'd')
    .replaceAll('’', "'");
}

const wordsOf = (text: string): string[] =>
  fold(text)
    .split(/[^\p{L}\p{N}']+/u)
    .filter(Boolean);

/**
 * Those in whose name each typed word begins another word, in the order of the name: "ng an" finds Nguyễn Văn
 * An. Their order stays.
 */
export function findPeople<T extends Pick<Person, 'name'>>(all: readonly T[], typed: string): T[] {
  const words = wordsOf(typed);
  return all.filter(({ name }) => {
    let from = 0;
    const parts = wordsOf(name);
    return words.every((word) => {
      const at = parts.findIndex((part, i) => i >= from && part.startsWith(word));
      from = at + 1;
      return at >= 0;
    });
  });
}
