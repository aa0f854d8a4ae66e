/** Keeping a reader's choices in their browser. */
import { language } from '../i18n/language.svelte';
import { preferences } from './preferences.svelte';

const storeKey = 'bangtin-reader';

/** Takes up what this browser remembers; a store that is closed or damaged counts as empty. */
export function remember(): void {
  try {
    const text = localStorage.getItem(storeKey);
    // Whoever has told the system that they need contrast need not say it again.
    if (text === null && matchMedia('(prefers-contrast: more)').matches) preferences.theme = 'contrast';
    const kept: unknown = JSON.parse(text ?? '{}');
    if (typeof kept !== 'object' || kept === null) return;
    if ('step' in kept && (kept.step === 1 || kept.step === 2 || kept.step === 3))
      preferences.step = kept.step;
    if ('theme' in kept && (kept.theme === 'dark' || kept.theme === 'contrast'))
      preferences.theme = kept.theme;
    if ('plain' in kept) preferences.plain = kept.plain === true;
    if ('language' in kept && kept.language === 'en') language.current = 'en';
  } catch {
    // Nothing remembered.
  }
}

/** Keeps the choices for the next visit. */
export function keep(): void {
  const { step, theme, plain } = preferences;
  const choices = { step, theme, plain, language: language.current };
  try {
    localStorage.setItem(storeKey, JSON.stringify(choices));
  } catch {
    // A browser that forbids this still shows the choices until it is closed.
  }
}
