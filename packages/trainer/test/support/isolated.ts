import { readFileSync } from 'node:fs';
import { TaskManager, type TaskView } from '@windrow/core';
import { MemoryTaskStore } from '@windrow/store-memory';
import { vi } from 'vitest';
import { type HandlerModule, Worker, type WorkerOptions } from '../../src/index.js';

export const handlers: string = new URL('../handlers/handlers.ts', import.meta.url).href;

/** A pool in memory, and workers whose train functions run in children. */
export class IsolatedPool {
  readonly store: MemoryTaskStore = new MemoryTaskStore();
  readonly manager: TaskManager = new TaskManager(this.store, 'pool', { codeVersion: false });

  worker(name: string, options: Partial<WorkerOptions>): Worker {
    const train: HandlerModule = { module: handlers, export: name };
    return new Worker(this.store, { pool: 'pool', train, untilEmpty: true, ...options });
  }

  async submit(definition: Record<string, unknown> = {}, options: object = { maxAttempts: 1 }): Promise<string> {
    const { ids } = await this.manager.createTasks([definition as never], options);
    return ids[0] as string;
  }

  /** The progress of a task, once it has one. */
  async progress(id: string): Promise<unknown> {
    let { progress } = await this.manager.get(id);
    await vi.waitUntil(
      async () => {
        ({ progress } = await this.manager.get(id));
        return progress !== undefined;
      },
      { timeout: 20_000 },
    );
    return progress;
  }

  async task(id: string): Promise<TaskView> {
    return this.manager.get(id);
  }
}

/** Whether a process lives; one that has ended and was not collected yet does not. */
export function lives(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return process.platform !== 'linux' || !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'latin1'));
  } catch {
    return false;
  }
}
