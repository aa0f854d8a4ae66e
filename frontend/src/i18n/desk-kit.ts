/** How the machines of a kit are to stand in their hall. */
import { inBoth } from './language.svelte';

export const sayKit = inBoth(
  {
    turn: 'Hướng màn hình',
    turns: (turn: string) =>
      ({
        '': 'Như hệ thống của máy',
        portrait: 'Dọc',
        'portrait-left': 'Dọc, xoay ngược lại',
        landscape: 'Ngang',
        'landscape-left': 'Ngang, xoay ngược lại',
      })[turn] ?? turn,
    turnHint: 'Màn hình đã đúng hướng thì giữ nguyên. Hình bị lộn đầu thì chọn “xoay ngược lại”.',
    hours: 'Giờ mở cửa',
    always: 'Luôn mở',
    limited: 'Theo giờ',
    from: 'Từ',
    until: 'Đến',
    days: 'Những ngày mở cửa',
    hoursHint: 'Ngoài giờ, màn hình tối đi và ghi giờ mở cửa; chạm vào ki-ốt thì bài lại hiện.',
    hoursWrong: 'Giờ đóng cửa phải sau giờ mở cửa, và có ít nhất một ngày',
    pin: 'Mã PIN của nhân viên',
    pinHint:
      '4 đến 12 chữ số, bỏ trống là không dùng. Mã không nằm trên USB: từng máy nhận riêng, khi USB qua máy quản trị rồi trở lại máy ấy.',
    each: 'Từng máy',
    eachLine: 'Sửa ở đây những máy có tên, vai trò hoặc hướng khác các máy còn lại.',
    nameOf: (n: string) => `Tên máy thứ ${n}`,
    roleOf: (name: string) => `Vai trò của ${name}`,
    turnOf: (name: string) => `Hướng màn hình của ${name}`,
  },
  {
    turn: 'Display',
    turns: (turn) =>
      ({
        '': 'As its system has it',
        portrait: 'Portrait',
        'portrait-left': 'Portrait, the other way round',
        landscape: 'Landscape',
        'landscape-left': 'Landscape, the other way round',
      })[turn] ?? turn,
    turnHint:
      'A display that already is right is left alone. Choose “the other way round” if the picture stands on its head.',
    hours: 'Opening hours',
    always: 'Always open',
    limited: 'By the clock',
    from: 'From',
    until: 'Until',
    days: 'Days of opening',
    hoursHint:
      'Outside of them the display goes dark and tells the hours; a touch on a kiosk brings the articles back.',
    hoursWrong: 'The end has to be later than the beginning, on one day at least',
    pin: 'PIN of staff',
    pinHint:
      '4 to 12 figures; empty for none. It is not on the stick: each machine gets it sealed, when the stick comes back to it by way of the administrator.',
    each: 'Each machine',
    eachLine: 'For machines with another name, role or display than the rest.',
    nameOf: (n) => `Name of machine ${n}`,
    roleOf: (name) => `Role of ${name}`,
    turnOf: (name) => `Display of ${name}`,
  },
);
