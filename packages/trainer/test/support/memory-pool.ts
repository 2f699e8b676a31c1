import { type TaskDefinition, TaskManager, type TaskView } from '@windrow/core';
import { MemoryTaskStore } from '@windrow/store-memory';
import { afterEach, beforeEach } from 'vitest';
import { Worker, type WorkerOptions } from '../../src/index.js';

export const POOL = 'pool';

/** A pool in memory, new for each test, and its workers. */
export class MemoryPool {
  store!: MemoryTaskStore;
  manager!: TaskManager;

  open(): void {
    this.store = new MemoryTaskStore();
    this.manager = new TaskManager(this.store, POOL, { codeVersion: false });
  }

  /** One that answers with its input and leaves when nothing waits, unless the options say otherwise. */
  worker(options: Partial<WorkerOptions> = {}): Worker {
    return new Worker(this.store, { pool: POOL, train: (input) => input, untilEmpty: true, ...options });
  }

  async deadLetters(): Promise<readonly TaskView[]> {
    const found: TaskView[] = [];
    for await (const task of this.manager.deadLetters()) found.push(task);
    return found;
  }
}

/** The pool of each test of this file. */
export function memoryPool(): MemoryPool {
  const pool = new MemoryPool();
  beforeEach(() => pool.open());
  afterEach(() => pool.store.close());
  return pool;
}

export const definitions = (count: number): readonly TaskDefinition[] =>
  Array.from({ length: count }, (_, number) => ({ number }));
