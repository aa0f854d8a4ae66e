/** What the desk says of the versions of the program that a machine keeps and carries. */
import { inBoth } from './language.svelte';

export const sayPrograms = inBoth(
  {
    title: 'Phiên bản chương trình',
    runs: (version: string) => `Máy này chạy bản ${version}.`,
    issue: 'Phát hành bản này',
    issueText:
      'Ký bản đang chạy bằng khóa của máy quản trị này. Mỗi lần trao đổi, bản ấy được mang theo; ki-ốt và máy khác tự thử và tự quay về bản cũ nếu không lên được trang nào.',
    issued: 'Bản này đang được mang tới các máy khác mỗi lần trao đổi.',
    issuedNow: (version: string) => `Đã phát hành bản ${version}`,
    withdraw: 'Thôi mang',
    withdrawOf: (version: string) => `Thôi mang bản ${version}`,
    withdrawn: (version: string) => `Thôi mang bản ${version}. Trên các USB đã gặp, bản ấy vẫn còn`,
    by: (name: string) => `do ${name} ký`,
    carried: 'Mang tới các máy khác',
    waits: 'Chờ khởi động lại',
    good: 'Chạy tốt ở đây',
    failed: 'Không chạy được ở đây',
    waiting: (version: string) => `Bản mới ${version} đã tới máy này.`,
    waitingText:
      'Khởi động lại mất vài giây, bài đang viết vẫn còn nguyên. Nếu bản mới không lên được trang nào, bản cũ tự trở lại.',
    restart: 'Khởi động lại để dùng',
    restarting: 'Đang khởi động lại',
    failedThere: (version: string) => `Bản ${version} không chạy được ở đó, đã quay về bản cũ`,
  },
  {
    title: 'Versions of the program',
    runs: (version: string) => `This machine runs version ${version}.`,
    issue: 'Issue this version',
    issueText:
      "Signs the version that runs with this administrator machine's key. Each exchange then carries it; kiosks and other machines try it by themselves, and go back by themselves to the old one if it shows no page.",
    issued: 'This version is carried to the other machines with each exchange.',
    issuedNow: (version: string) => `Version ${version} was issued`,
    withdraw: 'Carry no further',
    withdrawOf: (version: string) => `Carry version ${version} no further`,
    withdrawn: (version: string) =>
      `Version ${version} is carried no further. It stays on sticks that were met`,
    by: (name: string) => `signed by ${name}`,
    carried: 'Carried to other machines',
    waits: 'Waits for the next start',
    good: 'Works here',
    failed: 'Does not work here',
    waiting: (version: string) => `Version ${version} has come to this machine.`,
    waitingText:
      'Starting again takes a few seconds, and what is being written stays. If the new version shows no page, the old one comes back by itself.',
    restart: 'Start again to use it',
    restarting: 'Starting again',
    failedThere: (version: string) => `Version ${version} does not work there; the old one is back`,
  },
);
