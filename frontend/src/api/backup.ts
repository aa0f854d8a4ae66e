/** The desk's routes of backups and recovery words. Every promise is kept or rejects with a Refusal. */
import { take } from './client';
import { client } from './desk-client';
import type { components } from './schema';

type Schemas = components['schemas'];
export type BackupState = Schemas['BackupState'];
export type RestoreState = Schemas['RestoreState'];
export type RecoveryWords = Schemas['RecoveryWords'];

export const backup = {
  state: (): Promise<BackupState> => take(client.GET('/api/desk/backup')),

  begin: (folder: string): Promise<BackupState> =>
    take(client.POST('/api/desk/backup', { body: { folder } })),

  cancel: (): Promise<BackupState> => take(client.DELETE('/api/desk/backup')),

  /** Of bringing one back; that answers before anybody is in charge, too. */
  restoring: (): Promise<RestoreState> => take(client.GET('/api/desk/restore')),

  read: (file: string, words: string): Promise<RestoreState> =>
    take(client.POST('/api/desk/restore', { body: { file, words } })),

  drop: (): Promise<RestoreState> => take(client.DELETE('/api/desk/restore')),

  /** The program ends and begins again with what was read. */
  swap: async (password: string): Promise<void> => {
    await take(
      client
        .POST('/api/desk/restore/swap', { body: { password } })
        .then(({ error, response }) => ({ data: response.ok, error, response })),
    );
  },

  words: (password: string): Promise<RecoveryWords> =>
    take(client.POST('/api/desk/recovery', { body: { password } })),

  /** Removes the recovery key from this machine; the answer holds the two words that were asked for. */
  forget: async (answer: string): Promise<void> => {
    await take(
      client
        .POST('/api/desk/recovery/forget', { body: { answer } })
        .then(({ error, response }) => ({ data: response.ok, error, response })),
    );
  },
};
