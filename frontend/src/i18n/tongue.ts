/** Names of languages. The locale is always named: a webview's own may be one with which Intl throws. */
import type { Language } from './language.svelte';
import { language } from './language.svelte';

const locales = { vi: 'vi-VN', en: 'en-GB' };

function named(code: string, locale: string): string {
  try {
    return new Intl.DisplayNames([locale, 'vi-VN'], { type: 'language' }).of(code) ?? code;
  } catch {
    return code;
  }
}

/** Its name in itself, as a title: `Tiếng Việt`, `English`, `ລາວ`. */
export function ownName(code: string): string {
  const name = named(code, code);
  return name.charAt(0).toLocaleUpperCase(code.startsWith('vi') ? 'vi-VN' : 'en-GB') + name.slice(1);
}

/** Its name as it stands inside a sentence of the language shown, or of the one named. */
export function nameIn(code: string, lang: Language = language.current): string {
  const name = named(code.split('-')[0] ?? code, locales[lang]);
  return lang === 'vi' ? name.charAt(0).toLocaleLowerCase('vi-VN') + name.slice(1) : name;
}
