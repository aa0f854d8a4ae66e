/** What the history says of named versions and of two that stand beside each other. */
import { inBoth } from './language.svelte';

export const sayVersions = inBoth(
  {
    giveName: 'Đặt tên',
    changeName: 'Đổi tên',
    nameOf: (when: string) => `Đặt tên phiên bản ${when}`,
    changeNameOf: (name: string, when: string) => `Đổi tên “${name}”, phiên bản ${when}`,
    nameTitle: 'Tên phiên bản',
    name: 'Tên',
    nameHint: 'Để trống thì phiên bản thôi có tên. Tên không làm đổi phiên bản.',
    takeAway: 'Bỏ tên',
    named: 'Đã đặt tên phiên bản',
    unnamed: 'Đã bỏ tên phiên bản',
    wNamed: 'Đặt tên phiên bản',
    wUnnamed: 'Bỏ tên phiên bản',
    merged: (n: string) =>
      `Đây là bản gộp của ${n} bản sửa khác nhau, chưa ai lưu và bạn đọc không thấy. Xin đọc lại, rồi lưu.`,
    saveMerged: 'Lưu bản gộp',
    seeMerged: 'Xem bản gộp',
  },
  {
    giveName: 'Name it',
    changeName: 'Rename',
    nameOf: (when) => `Name the version of ${when}`,
    changeNameOf: (name, when) => `Rename “${name}”, version of ${when}`,
    nameTitle: 'Name of the version',
    name: 'Name',
    nameHint: 'Leave it empty and the version has none. A name changes nothing in the version.',
    takeAway: 'Take the name away',
    named: 'The version has its name',
    unnamed: 'The version has no name any more',
    wNamed: 'Named a version',
    wUnnamed: 'Took a version’s name away',
    merged: (n) =>
      `This is what ${n} different versions make together. Nobody has saved it and readers do not see it. Please read it, then save.`,
    saveMerged: 'Save the merged text',
    seeMerged: 'See the merged text',
  },
);
