/** What the tests of pasting share. */
import type { DocNode, Pasted } from '../../src/desk/paste';

/** A media name for every picture. */
export function everyPicture({ pictures }: Pasted): Map<string, string> {
  return new Map(pictures.map(({ key, index }) => [key, index.toString(16).padStart(64, '0')]));
}

const wordsOf = (text: string): string[] =>
  text
    .normalize('NFC')
    .toLowerCase()
    .match(/[\p{L}\p{N}]+/gu) ?? [];

/** The words that a reader of the page sees, found without the code that is tried. */
export function wordsSeen(html: string): string[] {
  const page = new DOMParser().parseFromString(html, 'text/html');
  for (const unseen of page.querySelectorAll('script, style, noscript, template, svg, button, select, textarea, iframe, [hidden], [style*="display:none"], [style*="display: none"]')) unseen.remove(); // prettier-ignore
  for (const apart of page.querySelectorAll(
    'br, p, div, li, ul, ol, dt, dd, td, th, h1, h2, h3, h4, h5, h6, figcaption, img, blockquote, header, footer, section, article, center, legend',
  )) {
    // prettier-ignore
    apart.before(' ');
    apart.after(' ');
  }
  const texts: string[] = [];
  const walker = page.createTreeWalker(page.body, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node !== null; node = walker.nextNode())
    texts.push(node.nodeValue ?? '');
  return wordsOf(texts.join(''));
}

/** The share of words, each as often as it stands, that a text has too. */
export function wordsKept(words: readonly string[], text: string): number {
  const left = new Map<string, number>();
  for (const word of wordsOf(text)) left.set(word, (left.get(word) ?? 0) + 1);
  const kept = words.filter((word) => {
    const count = left.get(word) ?? 0;
    left.set(word, count - 1);
    return count > 0;
  });
  return words.length === 0 ? 1 : kept.length / words.length;
}

/** All words of a document, those of its figures too. */
export function allText(nodes: readonly DocNode[]): string {
  return nodes
    .map(({ type, attrs = {}, content = [], text = '' }) => {
      // A credit has lost its "Ảnh:", which a page of ours says again.
      const credit = attrs['credit'] === undefined ? '' : ` Ảnh: ${String(attrs['credit'])}`;
      const own = `${text}${String(attrs['caption'] ?? '')}${credit}`;
      return `${own}${allText(content)}${type === 'text' ? '' : '\n'}`;
    })
    .join('');
}
