import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openSqliteStore, type SqliteStore } from '@windrow/store-sqlite';

/** The three stores in a new directory, and how to be rid of them. */
export async function temporarySqlite(): Promise<{ readonly stores: SqliteStore; remove(): Promise<void> }> {
  const directory = await mkdtemp(join(tmpdir(), 'windrow-trainer-'));
  const stores = await openSqliteStore({ directory });
  return {
    stores,
    remove: async () => {
      await stores.close();
      await rm(directory, { recursive: true });
    },
  };
}
