import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { TaskManager } from '@windrow/core';
import { openSqliteStore, type SqliteStore } from '@windrow/store-sqlite';
import { WorkerProcess } from '../support/worker-process.js';
import { type ChaosDefinition, POOLS } from './definitions.js';
import type { ChaosProgram } from './run-chaos.js';
import type { ChaosSettings } from './worker/chaos-settings.js';

/** A pool over SQLite whose tasks run in children of a few workers that nobody harms. */
export class IsolatedPool {
  readonly manager: TaskManager;
  readonly #workers: WorkerProcess[] = [];

  private constructor(
    private readonly directory: string,
    private readonly store: SqliteStore,
    private readonly program: ChaosProgram,
  ) {
    this.manager = new TaskManager(store.tasks, POOLS.isolated, { codeVersion: false });
  }

  static async open(program: ChaosProgram): Promise<IsolatedPool> {
    const directory = await mkdtemp(join(tmpdir(), 'windrow-isolated-'));
    return new IsolatedPool(directory, await openSqliteStore({ directory }), program);
  }

  async submit(definitions: readonly ChaosDefinition[]): Promise<void> {
    await this.manager.createTasks(definitions.map((definition) => ({ ...definition })));
  }

  start(settings: Omit<ChaosSettings, 'place' | 'log' | 'concurrency'>): WorkerProcess {
    const log = join(this.directory, `worker-${this.#workers.length}`);
    const place = { kind: 'sqlite', directory: this.directory } as const;
    const told: ChaosSettings = { ...settings, place, log, concurrency: 1 };
    const worker = new WorkerProcess({ command: [...this.program.command, JSON.stringify(told)], log });
    this.#workers.push(worker);
    return worker;
  }

  async close(): Promise<void> {
    for (const worker of this.#workers) worker.signal('SIGKILL');
    await Promise.all(this.#workers.map(({ ended }) => ended));
    await this.store.close();
    await rm(this.directory, { recursive: true, maxRetries: 5 });
  }
}
