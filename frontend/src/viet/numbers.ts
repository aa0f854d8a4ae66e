/**
 * Numbers as they are written: `53.206` and `4,7` in Vietnamese, `53,206` and `4.7` in English; in Vietnamese
 * as in English where the library keeps to the portal of old.
 */
import { site } from '../api/site.svelte';

const formats = {
  vi: new Intl.NumberFormat('vi-VN', { maximumFractionDigits: 1 }),
  en: new Intl.NumberFormat('en-GB', { maximumFractionDigits: 1 }),
};

/** The language whose numbers a page of a language shows. */
export function numbersOf(lang: 'vi' | 'en'): 'vi' | 'en' {
  return site.current?.settings.numbers === 'portal' ? 'en' : lang;
}

/** At most one figure after the mark. */
export function number(value: number, lang: 'vi' | 'en'): string {
  return formats[numbersOf(lang)].format(value);
}

/** Tenths with their one figure after the mark: `4,7`, and `4,0` too. */
export function tenths(value: number, lang: 'vi' | 'en'): string {
  return `${number(Math.floor(value / 10), lang)}${numbersOf(lang) === 'vi' ? ',' : '.'}${String(value % 10)}`;
}
