import { numbersOf } from './numbers';

/** "3,2 MB" in Vietnamese, "3.2 MB" in English. */
export function bytesOf(bytes: number, lang: 'vi' | 'en'): string {
  const [value, unit] =
    bytes >= 1e9
      ? [bytes / 1e9, 'GB']
      : bytes >= 1e6
        ? [bytes / 1e6, 'MB']
        : [Math.max(bytes / 1e3, 0.1), 'KB'];
  const digits = { maximumFractionDigits: value < 10 ? 1 : 0 };
  return `${new Intl.NumberFormat(numbersOf(lang) === 'vi' ? 'vi-VN' : 'en-GB', digits).format(value)} ${unit}`;
}
