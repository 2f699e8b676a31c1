import { join } from 'node:path';
import { DatabaseSync } from '@photostructure/sqlite';
import { SqliteTaskStore } from '@windrow/store-sqlite';
import { sampleTask } from './tasks.js';

const BATCH = 5_000;

/** A pool of `size` tasks, of which the first half is done and the second waiting, and `delayed` more that wait for an hour. */
export async function fill(directory: string, pool: string, size: number, delayed: number): Promise<void> {
  const store = await SqliteTaskStore.open({ directory });
  for (let from = 0; from < size + delayed; from += BATCH) {
    const tasks = Array.from({ length: Math.min(BATCH, size + delayed - from) }, (_, i) =>
      sampleTask(from + i, from + i < size ? {} : { delayMs: 3_600_000 }),
    );
    await store.submit(pool, tasks, 'reuse');
  }
  await store.close();
  const half = Math.floor(size / 2);
  const database = new DatabaseSync(join(directory, 'windrow.db'));
  database.exec(`BEGIN;
    UPDATE tasks SET status = 3, queue = NULL, fence = 1, attempts = 1, started_at = created_at, ended_at = created_at,
      last_fence = 1, last_worker = 'host-0:1:0', last_started_at = created_at, last_end = 'done', last_outcome = 'done',
      last_ended_at = created_at, settled_fence = 1, settled_end = 'done', settled_status = 3 WHERE seq <= ${half};
    COMMIT;
    PRAGMA wal_checkpoint(TRUNCATE);`);
  database.close();
}
