/** What the desk says of a machine's clock that is not believed. */
import { inBoth } from './language.svelte';

export const sayClock = inBoth(
  {
    title: 'Giờ của máy này chưa được tin.',
    reads: (at: string) => `Máy đang chỉ ${at}.`,
    meanwhile: 'Cho đến khi có người xác nhận, bài hẹn giờ chưa hiện và bài hết hạn chưa được gỡ.',
    others: 'Xin nhờ người xuất bản hoặc quản trị xác nhận.',
    look: 'Xem và xác nhận giờ',
    ask: 'Giờ của máy đã đúng chưa?',
    compare: 'Xin so với điện thoại hoặc đồng hồ khác, cả ngày và năm.',
    since: (at: string) => `Lần cuối giờ của máy được tin là ${at}.`,
    wrong: 'Nếu chưa đúng, xin chỉnh ngày giờ trong phần cài đặt của máy; giờ mới sẽ hiện ở đây.',
    against: (at: string) =>
      `Các máy khác của thư viện đã ghi giờ ${at}, trái với giờ này. Xin xem lại kỹ: nếu xác nhận một năm sai, ý kiến và góp ý của bạn đọc sẽ bị coi là quá hạn và bị xóa ở mọi máy.`,
    right: 'Đúng, dùng giờ này',
    notYet: 'Chưa đúng',
    confirmed: 'Đã xác nhận giờ của máy',
  },
  {
    title: "This machine's clock is not believed.",
    reads: (at: string) => `It shows ${at}.`,
    meanwhile:
      'Until somebody says that it is right, nothing scheduled is shown and nothing expired is taken off.',
    others: 'Please ask a publisher or an administrator to confirm it.',
    look: 'Look and confirm',
    ask: "Is the machine's clock right?",
    compare: 'Please compare it with a phone or another clock, the date and the year too.',
    since: (at: string) => `It was last believed at ${at}.`,
    wrong: "If it is wrong, set date and time in the machine's settings; the new time will appear here.",
    against: (at: string) =>
      `Other machines of the library have written ${at}, which goes against this time. Please look again: if a wrong year is confirmed, readers' comments and what they told the office count as too old and are erased on all machines.`,
    right: 'It is right, use it',
    notYet: 'Not yet',
    confirmed: "The machine's clock was confirmed",
  },
);
