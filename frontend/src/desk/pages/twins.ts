import type { Account } from '../../api/types';

/** The logins that several accounts have: they were made on machines that were apart. */
export function twinsOf(accounts: readonly Account[]): { login: string; names: string[] }[] {
  const names = new Map<string, string[]>();
  for (const { login, name } of accounts) names.set(login, [...(names.get(login) ?? []), name]);
  return [...names].flatMap(([login, all]) => (all.length > 1 ? [{ login, names: all }] : []));
}
