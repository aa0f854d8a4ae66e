/** A day of the directory, such as 2025-02-28, as it is written: 28/02/2025, 28 February 2025. */
import type { Language } from '../i18n/language.svelte';
import { longDate, shortDate } from '../viet/dates';

export function unitDay(day: string, language: Language): string {
  const noon = new Date(`${day}T12:00:00+07:00`);
  return language === 'en' ? longDate(noon, 'en').replace(/^\w+, /, '') : shortDate(noon);
}
