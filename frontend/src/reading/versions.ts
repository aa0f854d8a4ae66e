/** Going from one language of an article to another without losing the place. */
import type { Article } from '../api/types';
import type { Language } from '../i18n/language.svelte';
import { spokenFor } from '../i18n/language.svelte';

interface Place {
  article: string;
  /** How many marked blocks stand above the reader's place, and how much of the next is past. */
  block: number;
  past: number;
}

let place: Place | null = null;

const is = (lang: string, language: Language): boolean =>
  language === 'en' ? spokenFor(lang) === 'en' : /^vi(-|$)/iu.test(lang);

/** The version to read on in; none where the article is in that language already, or in no such one. */
export function versionFor(article: Article, language: Language): Article['versions'][number] | undefined {
  if (is(article.lang, language)) return undefined;
  return article.versions.find(({ lang }) => is(lang, language));
}

const blocks = (): DOMRect[] =>
  [...document.querySelectorAll('main article [data-anchor]')].map((block) => block.getBoundingClientRect());

/** Notes how far the reader has come, for the version with this id. */
export function depart(article: string): void {
  const all = blocks();
  const at = all.findIndex(({ bottom }) => bottom > 0);
  const box = all[at];
  place =
    scrollY <= 0 || box === undefined
      ? { article, block: 0, past: 0 }
      : { article, block: at, past: -box.top / Math.max(box.height, 1) };
}

/** Puts the reader where they were; false if they did not come from another version of this one. */
export function arrive(article: string): boolean {
  const from = place;
  place = null;
  if (from?.article !== article) return false;
  if (from.block === 0 && from.past === 0) scrollTo(0, 0);
  else {
    const all = blocks();
    const box = all[Math.min(from.block, all.length - 1)];
    if (box !== undefined) scrollTo(0, scrollY + box.top + Math.min(from.past, 1) * box.height);
  }
  return true;
}
