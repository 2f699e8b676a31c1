import type { ExperimentStore } from '@windrow/core';
import { MongoExperimentStore } from '@windrow/store-mongo';
import { RedisExperimentStore } from '@windrow/store-redis';
import { SqliteExperimentStore } from '@windrow/store-sqlite';

/** `address`: a directory for SQLite, else a server's URL and after a space the database or prefix. */
export async function openExperimentStore(kind: string, address: string): Promise<ExperimentStore> {
  const [url = '', name = ''] = address.split(' ');
  if (kind === 'sqlite') return SqliteExperimentStore.open({ directory: address });
  if (kind === 'mongo') return MongoExperimentStore.open({ url, database: name });
  return RedisExperimentStore.open({ url, prefix: name, onWarning: () => {} });
}
