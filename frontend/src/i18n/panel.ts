/** What a kiosk or screen says of its hall and of itself; the hall's words stand in both languages at once. */
import type { Hours } from '../api/panel.svelte';
import { inBoth } from './language.svelte';

const days = {
  vi: ['thứ hai', 'thứ ba', 'thứ tư', 'thứ năm', 'thứ sáu', 'thứ bảy', 'chủ nhật'],
  en: ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'],
};

export const sayPanel = inBoth(
  {
    closed: 'Ngoài giờ mở cửa',
    every: 'hằng ngày',
    to: 'đến',
    touch: 'Chạm vào màn hình để đọc bài.',
    number: (n: string) => `Số máy ${n}`,
    away: 'Chạm vào màn hình để trở lại.',
    staff: 'Dành cho nhân viên',
    pin: 'Mã PIN',
    typed: (n: string) => `Đã gõ ${n} chữ số`,
    erase: 'Xóa chữ số cuối',
    enter: 'Mở',
    wrong: 'Chưa mở được. Xin thử lại sau ít phút.',
    name: 'Tên máy',
    numberIs: 'Số máy',
    library: 'Thư viện',
    member: 'Đã được nhận vào',
    waits: 'Chờ máy quản trị nhận',
    shows: 'Đang hiện',
    shown: (n: string, root: string) => `${n} bài, mã ${root}`,
    hours: 'Giờ mở cửa',
    always: 'Luôn mở',
    clock: 'Giờ của máy',
    doubted: 'chưa được tin',
    clockText:
      'Bài hẹn giờ chưa hiện và bài hết hạn chưa được gỡ. Xin so giờ này với điện thoại, cả ngày và năm.',
    against: (at: string) =>
      `Các máy khác của thư viện đã ghi giờ ${at}, trái với giờ này. Nếu xác nhận một năm sai, ý kiến và góp ý của bạn đọc sẽ bị coi là quá hạn và bị xóa.`,
    right: 'Giờ này đúng',
    version: 'Phiên bản',
    blink: 'Nhấp nháy số máy',
  },
  {
    closed: 'Closed now',
    every: 'every day',
    to: 'to',
    touch: 'Touch the screen to read.',
    number: (n) => `Machine ${n}`,
    away: 'Touch the screen to go back.',
    staff: 'For staff',
    pin: 'PIN',
    typed: (n) => (n === '1' ? '1 figure typed' : `${n} figures typed`),
    erase: 'Erase the last figure',
    enter: 'Open',
    wrong: 'It could not be opened. Please try again in a few minutes.',
    name: 'Name',
    numberIs: 'Number',
    library: 'Library',
    member: 'Admitted',
    waits: 'Waits for an administrator',
    shows: 'Shows',
    shown: (n, root) => (n === '1' ? `1 article, code ${root}` : `${n} articles, code ${root}`),
    hours: 'Opening hours',
    always: 'Always open',
    clock: 'Clock',
    doubted: 'not believed',
    clockText:
      'Nothing scheduled is shown and nothing expired taken off. Please compare this time with a phone, the date and year too.',
    against: (at) =>
      `Other machines of the library have written ${at}, which goes against this time. If a wrong year is confirmed, what readers wrote counts as too old and is erased.`,
    right: 'This time is right',
    version: 'Version',
    blink: 'Blink the number',
  },
);

const clock = (minutes: number): string =>
  `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`;

/** `07:30–17:00, thứ hai đến thứ sáu, chủ nhật`. */
export function hoursIn(lang: 'vi' | 'en', hours: Hours): string {
  const say = sayPanel(lang);
  const runs: number[][] = [];
  for (const day of hours.days) {
    const run = runs.at(-1);
    if (run?.at(-1) === day - 1) run.push(day);
    else runs.push([day]);
  }
  const name = (day: number | undefined): string => days[lang][(day ?? 1) - 1] ?? '';
  const parts = runs.map((run) => {
    if (run.length < 3) return run.map(name).join(', ');
    return `${name(run[0])} ${say.to} ${name(run.at(-1))}`;
  });
  return `${clock(hours.from)}–${clock(hours.until)}, ${parts.length === 0 ? say.every : parts.join(', ')}`;
}
