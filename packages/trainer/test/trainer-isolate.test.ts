import type { Recorder, RecorderRef, Trainer } from '@windrow/core';
import { TaskManager } from '@windrow/core';
import { afterEach, describe, expect, it, vi } from 'vitest';
import {
  DelayTrainerR,
  DelayTrainerRM,
  type Isolation,
  type IsolationOptions,
  TrainerR,
  TrainerRM,
  type TrainingFailedError,
} from '../src/index.js';
import { temporarySqlite } from './support/temporary-sqlite.js';
import { memoryStores, type ToyTraining, toyTask, toyTraining } from './support/toy-training.js';

// A child that loads TypeScript takes a second or more to start where the machine is busy.
vi.setConfig({ testTimeout: 120_000 });

const module = new URL('./handlers/training.ts', import.meta.url).href;
const components = { module, export: 'components' };
const MB = 1024 * 1024;

let remove = async (): Promise<void> => {};
afterEach(async () => {
  await remove();
  remove = async () => {};
});

async function open(store: 'memory' | 'SQLite'): Promise<ToyTraining> {
  if (store === 'memory') return toyTraining(memoryStores());
  const sqlite = await temporarySqlite();
  ({ remove } = sqlite);
  return toyTraining(sqlite.stores);
}

type Make = (toy: ToyTraining, options: IsolationOptions & Record<string, unknown>) => Trainer;
const trainers: readonly (readonly [string, Make])[] = [
  ['TrainerR', (toy, options) => new TrainerR({ ...toy, experiment: 'exp', ...options })],
  ['DelayTrainerR', (toy, options) => new DelayTrainerR({ ...toy, experiment: 'exp', ...options })],
  ['TrainerRM', (toy, options) => new TrainerRM({ ...toy, experiment: 'exp', ...options })],
  ['DelayTrainerRM', (toy, options) => new DelayTrainerRM({ ...toy, experiment: 'exp', ...options })],
];

/** All that a recorder keeps, but for what is another's on each run. */
async function kept(recorder: Recorder): Promise<unknown> {
  const { params, metrics, status, tags, name } = await recorder.info();
  const { task_id: _, ...rest } = tags;
  const artifacts = (await recorder.listArtifacts()).map((info) => [info.name, info.size, info.sha256]);
  return { params, metrics, status, tags: rest, name, artifacts };
}

async function allKept(toy: ToyTraining, refs: readonly RecorderRef[]): Promise<readonly unknown[]> {
  return Promise.all(refs.map(async (ref) => kept(await toy.experiments.open(ref))));
}

describe.each(trainers)('%s (parity: call_in_subproc, force_release)', (_, make) => {
  it.each(['thread', 'process'] satisfies Isolation[])(
    'records in a %s what it records inline, bit for bit',
    async (isolate) => {
      const tasks = [toyTask(3), toyTask(1), toyTask(2)];
      const inline = await open('memory');
      const expected = await allKept(inline, await make(inline, {}).run(tasks));
      const toy = await open('SQLite');
      const refs = await make(toy, { isolate, components, recorderName: 'recorder' }).run(tasks);
      expect(await allKept(toy, refs)).toEqual(expected);
      expect(toy.fits.size).toBe(0);
    },
  );

  it('tells which task failed in its child, and why, and what succeeded', async () => {
    const toy = await open('memory');
    const trainer = make(toy, { isolate: 'thread', components });
    const tasks = [toyTask(1), toyTask(2, { fail: true }), toyTask(3)];
    const refs = trainer.isDelay() ? await trainer.train(tasks) : [];
    const training = trainer.isDelay() ? trainer.endTrain(refs) : trainer.train(tasks);
    const error = (await training.catch((thrown: unknown) => thrown)) as TrainingFailedError;
    expect(error.code).toBe('TRAINING_FAILED');
    expect(error.failed).toMatchObject([{ index: 1, error: { message: 'value 2 cannot be learnt' } }]);
    expect(error.succeeded.map((ref) => ref !== undefined)).toEqual([true, false, true]);
    const experiment = await toy.experiments.get('exp');
    const statuses: string[] = [];
    for await (const { opened } of experiment.recorders()) statuses.push(opened.status);
    expect(statuses.toSorted()).toContain('FAILED');
    expect(statuses).not.toContain('RUNNING');
  });

  it('refuses before anything is done what a child could not run', async () => {
    const toy = await open('memory');
    const run = (options: object): Promise<unknown> =>
      (async () => make(toy, { isolate: 'process', ...options }).train([toyTask(1)]))();
    await expect(run({})).rejects.toThrow(/^components: is missing: in a process the default trainFn has to load/);
    await expect(run({ trainFn: () => {} })).rejects.toThrow(/^trainFn: a function cannot move to a process/);
    await expect(run({ components: { module: `${module}.not-there` } })).rejects.toMatchObject({
      code: 'HANDLER_LOAD',
    });
    await expect(run({ components: { module, export: 'noComponents' } })).rejects.toThrow(/is no ComponentRegistry/);
    expect(toy.fits.size).toBe(0);
    expect(await toy.store.pools()).toEqual([]);
  });
});

describe('a trainer whose children die', () => {
  it.each(['memory', 'SQLite'] as const)(
    'retries a task whose child was killed in the middle of an upload, over %s: its recorder is FAILED, and nothing of the upload stays',
    async (store) => {
      const toy = await open(store);
      const trainer = new TrainerRM({
        ...toy,
        experiment: 'exp',
        isolate: 'process',
        trainFn: { module, export: 'uploads' },
      });
      const manager = new TaskManager(toy.store, 'exp', { codeVersion: false });
      const definition = { bytes: 8 * MB, dieAfter: 4 * MB };
      await manager.createTasks([definition], { scope: 'exp', tags: { experiment: 'exp' }, maxAttempts: 1 });
      const error = (await trainer.train([definition]).catch((thrown: unknown) => thrown)) as TrainingFailedError;
      expect(error.failed).toMatchObject([{ status: 'failed', error: { code: 'CHILD_DIED' } }]);
      expect(error.failed[0]?.error?.message).toMatch(/ended by SIGKILL; it last used \d+ MB/);
      const experiment = await toy.experiments.get('exp');
      for await (const recorder of experiment.recorders()) {
        expect([recorder.opened.status, await recorder.listArtifacts()]).toEqual(['FAILED', []]);
      }
      const { owners } = await toy.artifacts.owners({ limit: 10 });
      expect(owners.filter(({ owner, bytes }) => owner.kind === 'recorder' && bytes > 0)).toEqual([]);
      const [whole] = await trainer.train([{ bytes: 3 * MB }]);
      const [artifact] = await (await toy.experiments.open(whole as RecorderRef)).listArtifacts();
      expect(artifact).toMatchObject({ name: 'big', size: 3 * MB });
    },
  );

  it('TrainerR says which of its list died, and goes on with the others', async () => {
    const toy = await open('memory');
    const trainFn = { module, export: 'uploads' };
    const trainer = new TrainerR({ ...toy, experiment: 'exp', isolate: 'process', trainFn });
    const training = trainer.train([{ bytes: MB }, { bytes: MB, dieAfter: 0 }, { bytes: MB }]);
    const error = (await training.catch((thrown: unknown) => thrown)) as TrainingFailedError;
    expect(error.failed).toMatchObject([{ index: 1, error: { code: 'CHILD_DIED' } }]);
    expect(error.failed[0]?.error?.message).toMatch(/^The process \d+ that ran task number 1 ended by SIGKILL/);
    expect(error.succeeded.map((ref) => ref !== undefined)).toEqual([true, false, true]);
  });

  it.each(['TrainerR', 'TrainerRM'])('%s ends a child that blocks for longer than its time limit', async (name) => {
    const toy = await open('memory');
    const options = {
      ...toy,
      experiment: 'exp',
      isolate: 'thread',
      timeLimitMs: 300,
      trainFn: { module, export: 'blocks' },
    } as const;
    const trainer =
      name === 'TrainerR'
        ? new TrainerR(options)
        : new TrainerRM({ ...options, worker: { abortGraceMs: 50, retry: { retryOn: [] } } });
    const error = (await trainer.train([{ a: 1 }]).catch((thrown: unknown) => thrown)) as TrainingFailedError;
    expect(error.failed).toMatchObject([{ error: { code: 'TIME_LIMIT' } }]);
  });

  it('writes nothing more for a child whose claim is lost; the newer attempt stands', async () => {
    const toy = await open('SQLite');
    const manager = new TaskManager(toy.store, 'exp', { codeVersion: false });
    const worker = { leaseMs: 500, renewEveryMs: 20, reapEveryMs: 60_000, concurrency: 1 };
    const zombie = new TrainerRM({
      ...toy,
      experiment: 'exp',
      isolate: 'process',
      trainFn: { module, export: 'writesOn' },
      worker,
    });
    const { ids } = await manager.createTasks([toyTask(1)], { scope: 'exp', tags: { experiment: 'exp' } });
    const id = ids[0] as string;
    const working = zombie.worker();
    const running = working.run();
    let recorderId = '';
    await vi.waitUntil(
      async () => {
        const { progress } = await manager.get(id);
        recorderId = (progress as { recorderId?: string } | undefined)?.recorderId ?? '';
        return recorderId !== '';
      },
      { timeout: 60_000 },
    );
    void working.stop();
    await manager.resetStatus({ id }, 'waiting', { force: true });
    const [ref] = await new TrainerRM({ ...toy, experiment: 'exp' }).run([toyTask(1)]);
    expect(await running).toMatchObject({ lost: 1 });
    const old = await toy.experiments.open(recorderId);
    expect(old.opened.status).toBe('FAILED');
    expect(ref?.recorderId).not.toBe(recorderId);
    expect((await toy.experiments.open(ref as RecorderRef)).opened.status).toBe('FINISHED');
    expect((await manager.get(id)).result).toEqual(ref);
  });

  it('replaces a child after maxTasksPerChild, and keeps what the codec keeps', async () => {
    const toy = await open('memory');
    const trainFn = { module, export: 'whereabouts' };
    const trainer = new TrainerR({ ...toy, experiment: 'exp', isolate: 'process', trainFn, maxTasksPerChild: 2 });
    const refs = await trainer.train([{ a: 1 }, { a: 2 }, { a: 3 }]);
    const infos = await Promise.all(refs.map(async (ref) => (await toy.experiments.open(ref)).opened));
    const pids = infos.map(({ tags }) => tags['pid']);
    expect([pids[0] === pids[1], pids[1] === pids[2], pids.includes(process.pid)]).toEqual([true, false, false]);
    expect(infos[0]).toMatchObject({ status: 'FINISHED', metrics: { loss: Number.NaN, gain: -0 } });
  });
});
