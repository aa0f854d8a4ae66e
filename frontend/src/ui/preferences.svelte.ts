/** How the reader likes it: text size and ground. A browser remembers it (remember.ts), a kiosk never does. */
import { language } from '../i18n/language.svelte';

export type Step = 1 | 2 | 3;
export type Theme = 'paper' | 'dark' | 'contrast';

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
}

export const preferences = new Preferences();
