/** The desk's routes of backups and recovery words. Every promise is kept or rejects with a Refusal. */
import { take } from './client';
import { client } from './desk-client';
import type { components } from './schema';

type Schemas = components['schemas'];
export type BackupState = Schemas['BackupState'];
export type RecoveryWords = Schemas['RecoveryWords'];

export const backup = {
  state: (): Promise<BackupState> => take(client.GET('/api/desk/backup')),

  begin: (folder: string): Promise<BackupState> =>
    take(client.POST('/api/desk/backup', { body: { folder } })),

  cancel: (): Promise<BackupState> => take(client.DELETE('/api/desk/backup')),

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
