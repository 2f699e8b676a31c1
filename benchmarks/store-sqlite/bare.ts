import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { DatabaseSync } from '@photostructure/sqlite';
import type { NewTask } from '@windrow/core';
import { SqliteTaskStore } from '@windrow/store-sqlite';

type Statement = ReturnType<InstanceType<typeof DatabaseSync>['prepare']>;

/** The raw ceiling: the file the store itself made, with its tables, indexes and settings, and nothing but statements. */
export class BareSqlite {
  readonly database: InstanceType<typeof DatabaseSync>;
  readonly #begin: Statement;
  readonly #commit: Statement;
  readonly #insertTask: Statement;
  readonly #insertDefinition: Statement;
  readonly #count: Statement;
  readonly #claim: Statement;
  readonly #end: Statement;
  #seq = 1;

  private constructor(path: string) {
    this.database = new DatabaseSync(path);
    this.database.exec(`PRAGMA synchronous = NORMAL; PRAGMA cache_size = -65536; PRAGMA wal_autocheckpoint = 4000;
      PRAGMA journal_size_limit = 67108864; PRAGMA temp_store = MEMORY;`);
    const prepare = (sql: string): Statement => this.database.prepare(sql);
    this.#begin = prepare('BEGIN IMMEDIATE');
    this.#commit = prepare('COMMIT');
    this.#insertTask =
      prepare(`INSERT INTO tasks (seq, pool, id, key, status, queue, route, priority, fence, attempts, max_attempts,
      available_at, created_at, cancel_requested, backoff_initial_ms, backoff_factor, backoff_max_ms, backoff_jitter,
      time_limit_ms, schema_version, code_version, tags)
      VALUES (?, 1, ?, ?, 0, ?, ?, ?, 0, 0, ?, ?, ?, 0, ?, ?, ?, ?, ?, ?, ?, ?)`);
    this.#insertDefinition = prepare('INSERT INTO definitions (seq, text) VALUES (?, ?)');
    this.#count = prepare(
      'UPDATE pools SET waiting = waiting + ?, next_seq = ?, wakes = wakes + 1, clock = ? WHERE pool IN (0, 1)',
    );
    this.#claim =
      prepare(`UPDATE tasks SET status = 1, queue = NULL, fence = fence + 1, attempts = attempts + 1, origin = 0,
      request = ?, worker = ?, started_at = ?, lease_until = ?
      WHERE seq = (SELECT seq FROM tasks INDEXED BY tasks_claimable WHERE pool = 1 AND queue = 0 AND route = ''
        ORDER BY priority DESC, seq LIMIT 1)
      RETURNING id, fence, key, (SELECT text FROM definitions WHERE definitions.seq = tasks.seq) AS definition`);
    this.#end =
      prepare(`UPDATE tasks SET status = 3, origin = NULL, lease_until = NULL, ended_at = ?, last_fence = fence,
      last_end = 'done', last_outcome = 'done', last_ended_at = ?, settled_fence = fence, settled_end = 'done',
      settled_status = 3 WHERE pool = 1 AND id = ? AND status = 1 AND fence = ?`);
  }

  /** Of a directory whose first pool is `pool`; an empty one is made first. */
  static async open(directory: string, pool: string): Promise<BareSqlite> {
    const store = await SqliteTaskStore.open({ directory });
    if ((await store.pools()).length === 0) await store.configure(pool, { paused: false }, 0);
    await store.close();
    return new BareSqlite(join(directory, 'windrow.db'));
  }

  /** One transaction of inserts with the upkeep of the counters. */
  insert(tasks: readonly NewTask[]): void {
    const now = Date.now();
    this.#begin.run();
    for (const task of tasks) {
      this.#insertTask.run(
        this.#seq,
        task.id,
        task.key,
        0,
        task.route,
        task.priority,
        task.maxAttempts,
        null,
        now,
        task.backoff.initialMs,
        task.backoff.factor,
        task.backoff.maxMs,
        task.backoff.jitter,
        null,
        task.schemaVersion,
        task.codeVersion ?? null,
        JSON.stringify(task.tags),
      );
      this.#insertDefinition.run(this.#seq, task.definition);
      this.#seq += 1;
    }
    this.#count.run(tasks.length, this.#seq, now);
    this.#commit.run();
  }

  /** The two statements of a claim and its commit, each in a transaction of its own. */
  claimAndCommit(worker: string): boolean {
    const now = Date.now();
    const claimed = this.#claim.get(randomUUID(), worker, now, now + 60_000) as
      | { id: string; fence: number }
      | undefined;
    if (claimed === undefined) return false;
    this.#end.run(now, now, claimed.id, claimed.fence);
    return true;
  }

  close(): void {
    this.database.close();
  }
}
