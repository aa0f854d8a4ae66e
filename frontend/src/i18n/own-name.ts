/** Names of languages in themselves. */

/** Those of the region: Debian's Chromium has no words of Lao or Khmer, and would give their Vietnamese names. */
const region: Readonly<Record<string, string>> = {
  vi: 'Tiếng Việt',
  en: 'English',
  lo: 'ລາວ',
  km: 'ខ្មែរ',
  th: 'ไทย',
  my: 'မြန်မာ',
  zh: '中文',
};

/** As a title: `Tiếng Việt`, `English`, `ລາວ`. The locale is named: a webview's own may be one with which Intl throws. */
export function ownName(code: string): string {
  const known = region[code.split('-')[0] ?? code];
  if (known !== undefined) return known;
  try {
    const name = new Intl.DisplayNames([code, 'vi-VN'], { type: 'language' }).of(code) ?? code;
    return name.charAt(0).toLocaleUpperCase(code) + name.slice(1);
  } catch {
    return code;
  }
}
