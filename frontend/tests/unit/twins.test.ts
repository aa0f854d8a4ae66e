import { expect, test } from 'vitest';
import type { Account } from '../../src/api/types';
import { twinsOf } from '../../src/desk/pages/twins';

function account(login: string, name: string): Account {
  return { id: name, login, name, post: 'writer', rights: [], disabled: false };
}

test('logins that several accounts have are named with their people', () => {
  const lan = [account('lan', 'Trần Thị Lan'), account('binh', 'Nguyễn Văn Bình')];
  expect(twinsOf(lan)).toEqual([]);
  expect(twinsOf([...lan, account('lan', 'Lê Thị Lan')])).toEqual([
    { login: 'lan', names: ['Trần Thị Lan', 'Lê Thị Lan'] },
  ]);
});
