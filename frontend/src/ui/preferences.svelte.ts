/** How the reader likes it: text size, ground, plain letters. A browser remembers it (remember.ts), a kiosk never does. */
import { language } from '../i18n/language.svelte';

export type Step = 1 | 2 | 3;
export type Theme = 'paper' | 'dark' | 'contrast';

class Preferences {
  step = $state<Step>(1);
  theme = $state<Theme>('paper');
  /** Plain letters and wide lines, for whom the others are hard to follow. */
  plain = $state(false);

  /** Everything as a new visitor finds it. */
  reset(): void {
    this.calm();
    language.current = 'vi';
  }

  /** Everything but the language. */
  calm(): void {
    this.step = 1;
    this.theme = 'paper';
    this.plain = false;
  }

  /** Whether the pages look otherwise than a new visitor finds them. */
  get altered(): boolean {
    return this.step !== 1 || this.theme !== 'paper' || this.plain;
  }

  /** Whether anything is otherwise than a new visitor finds it. */
  get touched(): boolean {
    return this.altered || language.current !== 'vi';
  }

  /** Writes the choices to the page's root; to be called from an effect. */
  apply(root: HTMLElement): void {
    root.dataset['step'] = String(this.step);
    root.dataset['theme'] = this.theme;
    root.dataset['plain'] = String(this.plain);
    root.lang = language.current;
  }
}

export const preferences = new Preferences();
