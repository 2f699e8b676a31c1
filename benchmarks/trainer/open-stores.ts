import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ArtifactStore, ExperimentStore, TaskStore } from '@windrow/core';
import { MemoryArtifactStore, MemoryExperimentStore, MemoryTaskStore } from '@windrow/store-memory';
import { openMongoStore } from '@windrow/store-mongo';
import { RedisArtifactStore, RedisExperimentStore, RedisTaskStore } from '@windrow/store-redis';
import { openSqliteStore } from '@windrow/store-sqlite';

export interface Stores {
  readonly tasks: TaskStore;
  readonly experiments: ExperimentStore;
  readonly artifacts: ArtifactStore;
}

/** Empty stores of one kind; MongoDB and Redis where `MONGO_URL` and `REDIS_URL` say. */
export type StoreKind = 'memory' | 'SQLite' | 'MongoDB' | 'Redis';

export function reachable(): readonly StoreKind[] {
  return [
    'memory',
    'SQLite',
    ...(process.env['MONGO_URL'] === undefined ? [] : (['MongoDB'] as const)),
    ...(process.env['REDIS_URL'] === undefined ? [] : (['Redis'] as const)),
  ];
}

/** Opens them for `run`, and closes them after it. */
export async function withStores(kind: StoreKind, run: (stores: Stores) => Promise<void>): Promise<void> {
  const name = `bench_${randomUUID()}`;
  if (kind === 'memory') {
    await run({
      tasks: new MemoryTaskStore(),
      experiments: new MemoryExperimentStore(),
      artifacts: new MemoryArtifactStore(),
    });
  } else if (kind === 'SQLite') {
    const directory = await mkdtemp(join(tmpdir(), 'windrow-bench-'));
    const stores = await openSqliteStore({ directory });
    await run(stores);
    await stores.close();
    await rm(directory, { recursive: true });
  } else if (kind === 'MongoDB') {
    const stores = await openMongoStore({ url: process.env['MONGO_URL'] ?? '', database: name });
    await run(stores);
    await stores.close();
  } else {
    const options = { url: process.env['REDIS_URL'] ?? '', prefix: name, onWarning: () => {} };
    const tasks = await RedisTaskStore.open(options);
    const experiments = await RedisExperimentStore.open(options);
    const artifacts = await RedisArtifactStore.open(options);
    await run({ tasks, experiments, artifacts });
    for (const store of [tasks, experiments, artifacts]) await store.close();
  }
}
