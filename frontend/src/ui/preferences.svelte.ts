/** How the reader likes it: text size and ground. Remembered in a browser, never on a kiosk. */
import { language } from '../i18n/language.svelte';

export type Step = 1 | 2 | 3;
export type Theme = 'paper' | 'dark' | 'contrast';

const storeKey = 'bangtin-reader';

class Preferences {
  step = $state<Step>(1);
  theme = $state<Theme>('paper');

  /** The next text size, and after the last the first again. */
  enlarge(): void {
    this.step = this.step === 1 ? 2 : this.step === 2 ? 3 : 1;
  }

  /** Everything as a new visitor finds it. */
  reset(): void {
    this.step = 1;
    this.theme = 'paper';
    language.current = 'vi';
  }

  /** Whether anything is otherwise than a new visitor finds it. */
  get touched(): boolean {
    return this.step !== 1 || this.theme !== 'paper' || language.current !== 'vi';
  }

  /** Writes the choices to the page's root; to be called from an effect. */
  apply(root: HTMLElement): void {
    root.dataset['step'] = String(this.step);
    root.dataset['theme'] = this.theme;
    root.lang = language.current;
  }

  /** Takes up what this browser remembers; a store that is closed or damaged counts as empty. */
  async remember(): Promise<void> {
    try {
      const kept: unknown = JSON.parse(localStorage.getItem(storeKey) ?? '{}');
      if (typeof kept !== 'object' || kept === null) return;
      if ('step' in kept && (kept.step === 1 || kept.step === 2 || kept.step === 3)) this.step = kept.step;
      if ('theme' in kept && (kept.theme === 'dark' || kept.theme === 'contrast')) this.theme = kept.theme;
      if ('language' in kept && kept.language === 'en') await language.choose('en');
    } catch {
      // Nothing remembered.
    }
  }

  /** Keeps the choices for the next visit. */
  keep(): void {
    const choices = { step: this.step, theme: this.theme, language: language.current };
    try {
      localStorage.setItem(storeKey, JSON.stringify(choices));
    } catch {
      // A browser that forbids this still shows the choices until it is closed.
    }
  }
}

export const preferences = new Preferences();
