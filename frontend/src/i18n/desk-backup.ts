/** What the desk says of backups, of bringing them back, and of the recovery words. */
import { inBoth } from './language.svelte';

export const sayBackup = inBoth(
  {
    title: 'Sao lưu',
    line: 'Cả thư viện trong một tệp đã mã hóa: bài, nháp, ảnh gốc, tài khoản. Nên sao lưu mỗi tuần, cất ở nơi khác.',
    last: 'Bản sao lưu gần nhất',
    none: 'Chưa có bản sao lưu nào',
    noneHint: 'Máy hỏng hay mất là mất hết. Xin cắm một USB hoặc ổ đĩa ngoài và sao lưu ngay.',
    due: 'Đã hơn 7 ngày chưa sao lưu.',
    where: 'Ghi vào đâu',
    free: (size: string) => `còn trống ${size}`,
    noDrives: 'Chưa thấy ổ đĩa rời nào. Cắm USB vào là thấy ở đây.',
    otherFolder: 'Thư mục khác',
    path: 'Đường dẫn đầy đủ',
    pathHint: 'Ví dụ /media/van-phong/USB hoặc D:\\Sao lưu. Thư mục phải có sẵn.',
    go: 'Sao lưu ngay',
    writing: (share: string) => `Đang ghi bản sao lưu: ${share} %`,
    reading: (share: string) => `Đã ghi xong, đang đọc lại để kiểm: ${share} %`,
    goesOn: 'Mọi người vẫn làm việc bình thường. Xin đừng rút ổ đĩa.',
    stop: 'Dừng',
    done: 'Bản sao lưu đã được đọc lại và đúng',
    holds: (articles: string, media: string, size: string) =>
      `${articles} bài, ${media} tệp ảnh và phim, ${size}.`,
    takeOut: 'Xin tháo ổ đĩa đúng cách rồi cất ở nơi khác, khóa lại.',
    damaged: (n: string) =>
      `${n} tệp ảnh hoặc phim đã hỏng từ trước nên không có trong đó. Chạy bangtin check để xem danh sách.`,

    wordsTitle: '24 từ khôi phục',
    wordsText:
      'Chép ra giấy, cất nơi an toàn. Khi mất hết máy, 24 từ này mở bản sao lưu và cho máy mới quyền quản trị. Ai đọc được chúng thì có mọi quyền với thư viện.',
    unwritten: 'Chưa được chép ra giấy.',
    written: 'Đã được chép ra giấy hoặc không nằm trên máy này. Máy này không giữ chúng nữa.',
    show: 'Xem 24 từ',
    showTitle: 'Xem từ khôi phục',
    showText: 'Chỉ xem khi không có ai khác nhìn màn hình. Xin nhập lại mật khẩu của mình.',
    copy: 'Chép đúng thứ tự. Đừng chụp ảnh, đừng lưu vào máy.',
    print: 'In',
    hide: 'Giấu đi',
    copied: 'Tôi đã chép xong',
    askTitle: 'Thử tờ giấy',
    askText:
      'Xin gõ hai từ trên tờ giấy; không cần dấu. Đúng thì khóa được xóa khỏi máy này, chỉ còn trên giấy.',
    word: (place: string) => `Từ thứ ${place}`,
    remove: 'Xóa khỏi máy này',
    removed: 'Khóa khôi phục nay chỉ còn trên giấy',
    sheet: 'Từ khôi phục của thư viện Bảng Tin',
    sheetText: 'Cất nơi khóa kín. Dùng với: bangtin restore TỆP --words',

    restoreTitle: 'Đưa bản sao lưu về',
    restoreText: 'Đóng Bảng Tin, rồi chạy trên dòng lệnh của máy mới hoặc máy này:',
    restoreHint:
      'Dữ liệu cũ được giữ lại ở thư mục bên cạnh. Không có --words thì cần một máy quản trị khác nhận lại máy này.',
    cardOpen: 'Mở trang sao lưu',
  },
  {
    title: 'Backup',
    line: 'The whole library in one encrypted file: articles, drafts, originals, accounts. Best every week, kept elsewhere.',
    last: 'The last backup',
    none: 'There is no backup yet',
    noneHint:
      'If this machine breaks or is stolen, all is lost. Please plug in a USB stick or disk and back up now.',
    due: 'There was no backup for more than 7 days.',
    where: 'Write it to',
    free: (size: string) => `${size} free`,
    noDrives: 'No removable drive is plugged in. Plug one in and it appears here.',
    otherFolder: 'Another folder',
    path: 'The whole path',
    pathHint: 'Such as /media/office/USB or D:\\Backup. The folder has to be there.',
    go: 'Back up now',
    writing: (share: string) => `Writing the backup: ${share} %`,
    reading: (share: string) => `Written; reading it back to be sure: ${share} %`,
    goesOn: 'Everybody can go on working. Please do not pull out the disk.',
    stop: 'Stop',
    done: 'The backup was read back and is right',
    holds: (articles: string, media: string, size: string) =>
      `${articles} articles, ${media} pictures and films, ${size}.`,
    takeOut: 'Please eject the disk properly and keep it elsewhere, locked away.',
    damaged: (n: string) =>
      `${n} pictures or films were damaged before and are not in it. bangtin check lists them.`,

    wordsTitle: '24 recovery words',
    wordsText:
      'Write them down and keep the paper safe. When every machine is lost these 24 words open a backup and make a new machine an administrator. Whoever reads them has every right to the library.',
    unwritten: 'They have not been written down yet.',
    written: 'They were written down or are not on this machine. It keeps them no longer.',
    show: 'Show the 24 words',
    showTitle: 'Show the recovery words',
    showText: 'Only while nobody else sees the screen. Please type your own password again.',
    copy: 'Copy them in this order. Take no photo, and keep them in no file.',
    print: 'Print',
    hide: 'Hide',
    copied: 'I have copied them',
    askTitle: 'Try the paper',
    askText:
      'Please type two words of the paper; marks do not matter. If they are right the key is removed from this machine and is on paper alone.',
    word: (place: string) => `Word ${place}`,
    remove: 'Remove from this machine',
    removed: 'The recovery key is now on paper alone',
    sheet: 'Recovery words of the Bảng Tin library',
    sheetText: 'Keep it locked away. To be used with: bangtin restore FILE --words',

    restoreTitle: 'Bringing a backup back',
    restoreText: 'Close Bảng Tin, then on the command line of this machine or a new one:',
    restoreHint:
      'What was there is kept in a folder beside. Without --words another administrator has to admit the machine again.',
    cardOpen: 'Open the page of backups',
  },
);
