/** The language of the interface and the words in it. */
import type { Text } from '../api/types';
import type { Dictionary } from './vi';
import { vi } from './vi';

export type Language = 'vi' | 'en';

/** English comes with the first wish for it, or ahead of it by `foresee`. */
const dictionaries: { vi: Dictionary; en: Dictionary | null } = { vi, en: null };

class LanguageState {
  /** The language shown; Vietnamese until somebody asks for English. */
  current = $state<Language>('vi');

  /** Changes to a language once its words are there; without them it stays as it is. */
  async choose(wanted: Language): Promise<void> {
    if (wanted === 'en' && !(await this.foresee())) return;
    this.current = wanted;
  }

  /** Changes between the two. */
  toggle(): void {
    void this.choose(this.current === 'vi' ? 'en' : 'vi');
  }

  /** Fetches the English words; false if they cannot be had. */
  async foresee(): Promise<boolean> {
    try {
      dictionaries.en ??= (await import('./en')).en;
      return true;
    } catch {
      return false;
    }
  }
}

export const language = new LanguageState();

/** The words of the language shown; reading it in markup keeps the markup current. */
export function say(): Dictionary {
  return dictionaries[language.current] ?? vi;
}

/** The words of a content language, for panels that speak as their article does: English or else Vietnamese. */
export function sayIn(lang: string): { lang: Language; words: Dictionary } {
  const english = /^en(-|$)/iu.test(lang) ? dictionaries.en : null;
  return english === null ? { lang: 'vi', words: vi } : { lang: 'en', words: english };
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
