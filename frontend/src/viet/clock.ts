/** Times of day as people type them; the same forms as the engine reads (app/viet/clock.go). */
const form =
  /^(?:(\d{1,2})(?: ?(?::|\.|h|g|gio) ?(\d{2})(?::\d{2})?(?: ?phut|')?| ?(?:h|g|gio))?|(\d{3,4}))(?: ?(am|pm|sa|ch))?$/;

/** Minutes from midnight for `8h30`, `8:30`, `0830`, `8 giờ 30`, `1:30 PM` …; 24:00 is 1440; null for no time. */
export function readClock(typed: string): number | null {
  const text = typed.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase().trim().replace(/\s+/gu, ' ');
  const found = form.exec(text);
  if (found === null) return null;
  const [, apart, minutes, joined, half] = found;
  let hour = Number(apart ?? joined?.slice(0, -2));
  const minute = Number(minutes ?? joined?.slice(-2) ?? 0);
  if (half !== undefined) {
    if (hour < 1 || hour > 12) return null;
    hour = (hour % 12) + (half === 'pm' || half === 'ch' ? 12 : 0);
  }
  if (minute > 59 || hour > 24 || (hour === 24 && minute > 0)) return null;
  return hour * 60 + minute;
}

/** `08:30`; minutes of the next day as that day's, midnight at an end as `24:00`. */
export function showClock(minutes: number): string {
  const day = 24 * 60;
  const of = minutes > day ? minutes - day : minutes;
  return `${String(Math.floor(of / 60)).padStart(2, '0')}:${String(of % 60).padStart(2, '0')}`;
}
