/** Numbers as they are written: `53.206` and `4,7` in Vietnamese, `53,206` and `4.7` in English. */
const formats = {
  vi: new Intl.NumberFormat('vi-VN', { maximumFractionDigits: 1 }),
  en: new Intl.NumberFormat('en-GB', { maximumFractionDigits: 1 }),
};

/** At most one figure after the mark. */
export function number(value: number, lang: 'vi' | 'en'): string {
  return formats[lang].format(value);
}

/** Tenths with their one figure after the mark: `4,7`, and `4,0` too. */
export function tenths(value: number, lang: 'vi' | 'en'): string {
  return `${formats[lang].format(Math.floor(value / 10))}${lang === 'vi' ? ',' : '.'}${String(value % 10)}`;
}
