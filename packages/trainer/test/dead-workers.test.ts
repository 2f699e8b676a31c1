import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { RecorderRef } from '@windrow/core';
import { openSqliteStore, type SqliteStore } from '@windrow/store-sqlite';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { DelayTrainerRM, TrainerRM, type TrainerRMOptions, type TrainingFailedError } from '../src/index.js';
import { startStoreWorker } from './support/start-store-worker.js';
import { type ToyTraining, toyTask, toyTraining } from './support/toy-training.js';
import type { WorkerProcess } from './support/worker-process.js';

vi.setConfig({ testTimeout: 120_000 });

let directory: string;
let store: SqliteStore;
let toy: ToyTraining;
let elsewhere: WorkerProcess | undefined;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'windrow-dead-workers-'));
  store = await openSqliteStore({ directory });
  toy = toyTraining(store);
});
afterEach(async () => {
  elsewhere?.signal('SIGKILL');
  await elsewhere?.ended;
  await store.close();
  await rm(directory, { recursive: true });
});

/** The only worker alive: a process that holds what it claims, and reaps nothing before it is killed. */
async function holdElsewhere(before: 'waiting' | 'part_done'): Promise<WorkerProcess> {
  elsewhere = startStoreWorker({
    place: { kind: 'sqlite', directory },
    pool: 'exp',
    log: join(directory, 'worker.log'),
    hold: true,
    worker: { before, leaseMs: 600, renewEveryMs: 100, reapEveryMs: 3_600_000 },
  });
  await vi.waitUntil(async () => (await store.tasks.workers('exp')).length > 0, { timeout: 60_000 });
  return elsewhere;
}

const kinds = [
  [
    'TrainerRM.train',
    'waiting',
    (options: Partial<TrainerRMOptions>) => new TrainerRM({ ...toy, experiment: 'exp', ...options }),
  ],
  [
    'DelayTrainerRM.endTrain',
    'part_done',
    (options: Partial<TrainerRMOptions>) => new DelayTrainerRM({ ...toy, experiment: 'exp', ...options }),
  ],
] as const;

describe.each(kinds)('%s that only waits, when the workers elsewhere are all killed', (_, before, make) => {
  /** What is waited for; it was held elsewhere, and the holder was killed. */
  async function killed(maxAttempts: number, signal?: AbortSignal) {
    const tasks = { maxAttempts };
    const holder = await holdElsewhere(before);
    const prepared = before === 'part_done' ? await make({ tasks }).train([toyTask(1)]) : [];
    const trainer = make({ tasks, skipRun: true, noWorkerAfterMs: 0 });
    const options = signal === undefined ? {} : { signal };
    const training =
      before === 'part_done' ? trainer.endTrain(prepared, options) : trainer.train([toyTask(1)], options);
    training.catch(() => {});
    await holder.wrote('started');
    holder.signal('SIGKILL');
    await holder.ended;
    return { training };
  }

  it('ends, and says why, when no attempt is left', async () => {
    const { training } = await killed(1);
    const error = (await training.catch((thrown: unknown) => thrown)) as TrainingFailedError;
    expect(error.code).toBe('TRAINING_FAILED');
    expect(error.failed).toMatchObject([{ index: 0, status: 'failed', error: { code: 'LEASE_EXPIRED' } }]);
    expect(error.succeeded).toEqual([undefined]);
  });

  it('goes on with a worker that begins later and reaps nothing: whoever waits has reaped', async () => {
    const { training } = await killed(2);
    const worker = make({ worker: { reapEveryMs: 3_600_000 } }).worker();
    const running = worker.run();
    const [ref] = await training;
    await worker.stop();
    expect(await running).toMatchObject({ started: 1, done: 1 });
    expect((await toy.experiments.open(ref as RecorderRef)).opened.status).toBe('FINISHED');
    expect([...toy.fits]).toEqual([[1, 1]]);
  });

  it('says that no worker is alive, and ends when it is told to', async () => {
    const warned: string[] = [];
    const warn = vi.spyOn(process, 'emitWarning').mockImplementation((text) => void warned.push(String(text)));
    const stop = new AbortController();
    const { training } = await killed(2, stop.signal);
    expect(warned).toEqual([]);
    await vi.waitUntil(() => warned.some((text) => text.includes('no worker is alive')), { timeout: 60_000 });
    warn.mockRestore();
    stop.abort(new Error('nobody comes'));
    await expect(training).rejects.toThrow('nobody comes');
  });
});
