/** What is looked for, and how an address says it: `/tim?q=đối ngoại&category=thoi-su`. */

/** What the found can be narrowed to, besides words. Empty is any. */
export const narrowings = ['category', 'author', 'genre', 'lang', 'tag', 'from', 'to'] as const;
export type Narrowing = (typeof narrowings)[number];

export type Asked = Record<Narrowing, string> & { q: string; sort: 'best' | 'newest' };

/** The longest question that the engine takes. */
export const longest = 200;

/** What the part of an address behind its ? asks; what this program does not know is passed over. */
export function readAsked(query: string): Asked {
  const parts = new URLSearchParams(query);
  const of = (name: string): string => (parts.get(name) ?? '').slice(0, longest);
  return {
    q: of('q').trim(),
    category: of('category'),
    author: of('author'),
    genre: of('genre'),
    lang: of('lang'),
    tag: of('tag'),
    from: of('from'),
    to: of('to'),
    sort: of('sort') === 'newest' ? 'newest' : 'best',
  };
}

/** The path of the page that answers it. */
export function pathOf(asked: Partial<Asked>): string {
  const parts = new URLSearchParams();
  for (const name of ['q', ...narrowings, 'sort'] as const) {
    const value = asked[name]?.trim() ?? '';
    if (value !== '' && value !== 'best') parts.set(name, value);
  }
  const query = parts.toString();
  return query === '' ? '/tim' : `/tim?${query}`;
}

/** Whether it is narrowed to less than its words say. */
export function isNarrowed(asked: Asked): boolean {
  return narrowings.some((name) => asked[name] !== '');
}

/** Nothing but the words, without any narrowing. */
export function onlyWords(asked: Asked): Asked {
  return { ...readAsked(''), q: asked.q, sort: asked.sort };
}

/** A text without its marks, as whoever cannot type them writes it. */
export function withoutMarks(text: string): string {
  return text.normalize('NFD').replace(/\p{M}/gu, '').replaceAll('đ', 'd').replaceAll('Đ', 'D');
}
