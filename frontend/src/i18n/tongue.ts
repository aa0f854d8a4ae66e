/** Names of languages inside a sentence. */
import type { Language } from './language.svelte';
import { language } from './language.svelte';

/** In the language shown, or in the one named: `tiếng Lào`, `Lao`. */
export function nameIn(code: string, lang: Language = language.current): string {
  try {
    const name = new Intl.DisplayNames([lang], { type: 'language' }).of(code.split('-')[0] ?? code) ?? code;
    return lang === 'vi' ? name.charAt(0).toLowerCase() + name.slice(1) : name;
  } catch {
    return code;
  }
}
