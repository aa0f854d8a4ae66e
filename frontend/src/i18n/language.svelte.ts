/** The language of the interface, and how its words are chosen. */
import type { Text } from '../api/types';

export type Language = 'vi' | 'en';

class LanguageState {
  /** The language shown; Vietnamese until somebody asks for English. */
  current = $state<Language>('vi');

  /** Changes between the two. */
  toggle(): void {
    this.current = this.current === 'vi' ? 'en' : 'vi';
  }
}

export const language = new LanguageState();

type Words = Readonly<Record<string, string | ((...values: string[]) => string)>>;

/**
 * A dictionary in Vietnamese and English, which the compiler holds to the same keys. It gives the words of the
 * language shown, or of the one named; reading it in markup keeps the markup current.
 */
export function inBoth<Vi extends Words>(
  vi: Vi,
  en: { [Key in keyof Vi]: Vi[Key] },
): (lang?: Language) => Vi {
  return (lang = language.current) => (lang === 'vi' ? vi : en);
}

/** The language in which a panel speaks that speaks as its article does: English, else Vietnamese. */
export function spokenFor(lang: string): Language {
  return /^en(-|$)/iu.test(lang) ? 'en' : 'vi';
}

/** The text in the language shown, else in Vietnamese, else in whatever there is. */
export function pick(text: Text): string {
  return text[language.current] || text.vi || text.en;
}

/** The language in which pick answers, for the lang attribute. */
export function pickLang(text: Text): Language {
  if (text[language.current] !== '') return language.current;
  return text.vi !== '' ? 'vi' : 'en';
}
