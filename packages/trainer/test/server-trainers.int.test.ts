import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type RecorderRef, TaskManager } from '@windrow/core';
import type { Frame } from '@windrow/frame';
import { afterEach, beforeEach, describe, expect, inject, it, vi } from 'vitest';
import { DelayTrainerRM, TrainerRM, type TrainingFailedError, Worker } from '../src/index.js';
import { type OpenedStores, openPlace } from './chaos/store/open-place.js';
import { handlers } from './support/isolated.js';
import { type ServerPlace, serverPlace } from './support/server-place.js';
import { startStoreWorker } from './support/start-store-worker.js';
import { type ToyTraining, toyTask, toyTraining } from './support/toy-training.js';
import type { WorkerProcess } from './support/worker-process.js';

vi.setConfig({ testTimeout: 120_000 });

const servers = [
  ['MongoDB', 'mongo', inject('mongoUrl') ?? ''],
  ['Redis', 'redis', inject('redisUrl') ?? ''],
] as const;
const trainers = [
  ['TrainerRM', (toy: ToyTraining) => new TrainerRM({ ...toy, experiment: 'exp', worker: ONE_TRY })],
  ['DelayTrainerRM', (toy: ToyTraining) => new DelayTrainerRM({ ...toy, experiment: 'exp', worker: ONE_TRY })],
] as const;
const ONE_TRY = { retry: { noRetryOn: ['Error'] } } as const;

const opened: OpenedStores[] = [];
let server: ServerPlace;

/** Training by one client of the server. */
async function client(): Promise<ToyTraining> {
  const stores = await openPlace(server.place);
  opened.push(stores);
  return toyTraining(stores);
}
afterEach(async () => {
  for (const stores of opened.splice(0)) await stores.close();
  await server.remove();
});

/** What the recorders of these references predict and how they ended, as this client reads it. */
async function read({ experiments }: ToyTraining, refs: readonly (RecorderRef | undefined)[]) {
  return Promise.all(
    refs.map(async (ref) => {
      if (ref === undefined) return undefined;
      const recorder = await experiments.open(ref);
      const pred = (await recorder.loadObject('pred')) as Frame;
      return [pred.column('score')[0], recorder.opened.status];
    }),
  );
}

const over = trainers.flatMap(([name, make]) =>
  servers.map(([title, kind, url]) => ({ name, title, kind, url, make })),
);

describe.each(over)('$name over $title', ({ kind, url, make }) => {
  let toy: ToyTraining;
  beforeEach(async ({ skip }) => {
    skip(url === '', 'there is no server');
    server = serverPlace(kind, url);
    toy = await client();
  });

  it('answers references in the order of the tasks, which another client opens', async () => {
    const refs = await make(toy).run([toyTask(3), toyTask(1), toyTask(2)]);
    expect(await read(await client(), refs)).toEqual([3, 1, 2].map((value) => [value, 'FINISHED']));
  });

  it('says which task failed and why, and keeps what succeeded', async () => {
    const training = make(toy).run([toyTask(1), toyTask(2, { fail: true }), toyTask(3)]);
    const error = (await training.catch((thrown: unknown) => thrown)) as TrainingFailedError;
    expect(error.code).toBe('TRAINING_FAILED');
    expect(error.failed).toMatchObject([
      { index: 1, status: 'failed', error: { name: 'Error', message: 'value 2 cannot be learnt' } },
    ]);
    expect(await read(toy, error.succeeded)).toEqual([[1, 'FINISHED'], undefined, [3, 'FINISHED']]);
  });

  it('trains the same list again not at all, nor a duplicate in it, whichever client asks', async () => {
    const first = await make(toy).run([toyTask(1), toyTask(2), toyTask(1)]);
    expect(first[2]).toEqual(first[0]);
    const other = await client();
    expect(await make(other).run([toyTask(2), toyTask(1)])).toEqual([first[1], first[0]]);
    expect([[...toy.fits.values()], [...other.fits.values()]]).toEqual([[1, 1], []]);
    expect(await make(toy).run([])).toEqual([]);
  });

  it('two trainers of two clients on one pool at once train each task once', async () => {
    const other = await client();
    const tasks = [1, 2, 3, 4, 5, 6].map((value) => toyTask(value));
    const [one, two] = await Promise.all([make(toy).run(tasks), make(other).run(tasks)]);
    expect(one).toEqual(two);
    const fits = new Map([...toy.fits, ...other.fits]);
    expect([fits.size, toy.fits.size + other.fits.size]).toEqual([6, 6]);
    expect(new Set(fits.values())).toEqual(new Set([1]));
  });
});

describe.each(servers)('an inline train function that blocks its thread, over %s', (_, kind, url) => {
  const LEASE_MS = 1_000;
  let directory: string;
  let blocked: WorkerProcess | undefined;
  beforeEach(async ({ skip }) => {
    skip(url === '', 'there is no server');
    server = serverPlace(kind, url);
    directory = await mkdtemp(join(tmpdir(), 'windrow-blocked-'));
    return async () => {
      blocked?.signal('SIGKILL');
      await blocked?.ended;
      await rm(directory, { recursive: true });
    };
  });

  it('keeps its task by the lease thread, though workers elsewhere reap and ask for it', async () => {
    const { store } = await client();
    const manager = new TaskManager(store, 'pool', { codeVersion: false });
    const { ids } = await manager.createTasks([{ a: 1 }]);
    const id = ids[0] as string;
    blocked = startStoreWorker({
      place: server.place,
      pool: 'pool',
      log: join(directory, 'worker.log'),
      handler: { module: handlers, export: 'blocks' },
      worker: { workerId: 'blocked', leaseMs: LEASE_MS, renewEveryMs: 150, args: 3 * LEASE_MS, untilEmpty: true },
    });
    await vi.waitUntil(async () => (await manager.get(id)).status === 'running', { timeout: 60_000, interval: 5 });
    const other = new Worker(store, { pool: 'pool', train: () => 'taken over', reapEveryMs: 20, pollMs: 50 });
    const running = other.run();
    expect(await blocked.ended).toEqual({ code: 0, signal: null });
    await other.stop();
    expect(await running).toMatchObject({ started: 0 });
    const { history } = await manager.get(id, { select: ['history'] });
    expect(history?.attempts.map(({ outcome, workerId }) => `${outcome} by ${workerId}`)).toEqual(['done by blocked']);
  });
});
