import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TaskManager, TaskOptions, TrainerWorker } from '@windrow/core';
import type { WorkerEvent } from '@windrow/trainer';
import { BEGUN, type WarmUp } from './handlers.js';

export interface Figures {
  readonly perSecond: number;
  readonly medianMs: number;
}

/** Hears a worker: how many tasks have begun to warm up, which have ended, and how long each took. */
export class Ear {
  readonly #ms: number[] = [];
  #begun = 0;
  #from = Number.NaN;
  #to = Number.NaN;
  #wake = (): void => {};

  readonly hear = (event: WorkerEvent): void => {
    if (event.type === 'task-log' && event.message === BEGUN) this.#begun++;
    // The first start after the warming up begins the measurement.
    if (event.type === 'task-started' && Number.isNaN(this.#from)) this.#from = performance.now();
    if (event.type === 'task-ended') {
      if (event.status !== 'done') throw new Error(`A task is ${event.status}: ${String(event.error)}`);
      this.#ms.push(event.elapsedMs);
      this.#to = performance.now();
    }
    this.#wake();
  };

  async begun(count: number): Promise<void> {
    await this.#until(() => this.#begun >= count);
  }

  async ended(count: number): Promise<void> {
    await this.#until(() => this.#ms.length >= count);
  }

  /** What is heard from here on counts. */
  forget(): void {
    this.#ms.length = 0;
    this.#from = Number.NaN;
  }

  figures(): Figures {
    const sorted = this.#ms.toSorted((a, b) => a - b);
    const perSecond = (sorted.length / (this.#to - this.#from)) * 1_000;
    return { perSecond, medianMs: sorted[Math.floor(sorted.length / 2)] ?? Number.NaN };
  }

  async #until(holds: () => boolean): Promise<void> {
    while (!holds()) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }
}

/**
 * Runs so many tasks on a worker whose places are all warm: each has ended one task before, and none of these is counted. The tasks are in
 * the pool when the first is claimed.
 */
export async function measure(
  worker: TrainerWorker,
  ear: Ear,
  manager: TaskManager,
  { tasks, places, options }: { readonly tasks: number; readonly places: number; readonly options: TaskOptions },
): Promise<Figures> {
  const directory = await mkdtemp(join(tmpdir(), 'windrow-bench-'));
  const until = join(directory, 'all-have-begun');
  const warmUps = Array.from({ length: places }, (_, place) => ({ place, until }) satisfies WarmUp & { place: number });
  const running = worker.run();
  try {
    await manager.createTasks(warmUps, options);
    await Promise.race([ear.begun(places), running]);
    await writeFile(until, '');
    await ear.ended(places);
    // Nothing is handed out until all are there.
    await manager.configure({ paused: true });
    await manager.createTasks(
      Array.from({ length: tasks }, (_, number) => ({ number })),
      options,
    );
    ear.forget();
    await manager.configure({ paused: false });
    await Promise.race([ear.ended(tasks), running]);
  } finally {
    await worker.stop();
    await rm(directory, { recursive: true });
  }
  await running;
  return ear.figures();
}
