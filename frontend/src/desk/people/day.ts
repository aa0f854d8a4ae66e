/** Days as staff type and read them. A field for dates of the webview would follow the PC's locale. */

/** `26/11/2026` for `2026-11-26`; empty for an open end. */
export function showDay(day: string): string {
  const [, year, month, date] = /^(\d{4})-(\d{2})-(\d{2})$/.exec(day) ?? [];
  return year === undefined ? day : `${date ?? ''}/${month ?? ''}/${year}`;
}

/** `2026-11-26` for `26/11/2026`, `26-11-2026`, `26.11.2026` or itself; empty for empty; null if it is no day. */
export function readDay(typed: string): string | null {
  const text = typed.trim();
  if (text === '') return '';
  const iso = /^(\d{4})-(\d{1,2})-(\d{1,2})$/.exec(text);
  const own = /^(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})$/.exec(text);
  const [year, month, date] = iso ? iso.slice(1).map(Number) : own ? own.slice(1).map(Number).reverse() : [];
  if (year === undefined || month === undefined || date === undefined || year < 1000) return null;
  const that = new Date(Date.UTC(year, month - 1, date));
  if (that.getUTCMonth() !== month - 1 || that.getUTCDate() !== date) return null;
  return that.toISOString().slice(0, 10);
}
