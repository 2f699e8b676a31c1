import type { RecorderRef, Trainer } from '@windrow/core';
import { TaskManager } from '@windrow/core';
import type { Frame } from '@windrow/frame';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { DelayTrainerR, DelayTrainerRM, TrainerR, TrainerRM, type TrainingFailedError } from '../src/index.js';
import { temporarySqlite } from './support/temporary-sqlite.js';
import { memoryStores, type ToyTraining, toyTask, toyTraining } from './support/toy-training.js';

let toy: ToyTraining;
let remove = async (): Promise<void> => {};

async function open(store: 'memory' | 'SQLite'): Promise<void> {
  remove = async () => {};
  if (store === 'memory') {
    toy = toyTraining(memoryStores());
    return;
  }
  const sqlite = await temporarySqlite();
  ({ remove } = sqlite);
  toy = toyTraining(sqlite.stores);
}
afterEach(() => remove());

async function predictions(refs: readonly RecorderRef[]): Promise<readonly number[]> {
  const values: number[] = [];
  for (const ref of refs) {
    const pred = (await (await toy.experiments.open(ref)).loadObject('pred')) as Frame;
    values.push(pred.column('score')[0] as number);
  }
  return values;
}

async function statuses(refs: readonly RecorderRef[]) {
  return Promise.all(
    refs.map(async (ref) => {
      const { status, tags } = (await toy.experiments.open(ref)).opened;
      return [status, tags['train_status']];
    }),
  );
}

const tasks = [toyTask(3), toyTask(1), toyTask(2)];

const trainers: readonly (readonly [string, (options?: object) => Trainer])[] = [
  ['TrainerR', (more) => new TrainerR({ ...toy, experiment: 'exp', ...more })],
  ['DelayTrainerR', (more) => new DelayTrainerR({ ...toy, experiment: 'exp', ...more })],
  ['TrainerRM', (more) => new TrainerRM({ ...toy, experiment: 'exp', ...more })],
  ['DelayTrainerRM', (more) => new DelayTrainerRM({ ...toy, experiment: 'exp', ...more })],
];

type Case = readonly [string, 'memory' | 'SQLite', (options?: object) => Trainer];
const over = (kinds: typeof trainers): readonly Case[] =>
  kinds.flatMap(([name, make]): readonly Case[] => [
    [name, 'memory', make],
    [name, 'SQLite', make],
  ]);

describe.each(over(trainers))(
  '%s over %s (parity: Trainer train end_train is_delay has_worker worker __call__)',
  (name, store, make) => {
    beforeEach(() => open(store));

    it('answers recorder references in the order of the tasks, FINISHED and tagged as ended', async () => {
      const refs = await make().run(tasks);
      expect(await predictions(refs)).toEqual([3, 1, 2]);
      expect(await statuses(refs)).toEqual(Array(3).fill(['FINISHED', 'end_task_train']));
    });

    it('trains in train, or only prepares there when it is delayed', async () => {
      const trainer = make();
      const delayed = name.startsWith('Delay');
      expect(trainer.isDelay()).toBe(delayed);
      const refs = await trainer.train(tasks);
      expect(toy.fits.size).toBe(delayed ? 0 : 3);
      expect(await statuses(refs)).toEqual(Array(3).fill([delayed ? 'SCHEDULED' : 'FINISHED', expect.anything()]));
      const ended = await trainer.endTrain(refs);
      expect(ended).toEqual(refs);
      expect(await predictions(ended)).toEqual([3, 1, 2]);
      expect([...toy.fits.values()]).toEqual([1, 1, 1]);
    });

    it('ends only what has not ended: a second endTrain trains nothing', async () => {
      const trainer = make();
      const refs = await trainer.run(tasks);
      await trainer.endTrain(refs);
      expect([...toy.fits.values()]).toEqual([1, 1, 1]);
    });

    it('takes a single task, and an empty list', async () => {
      expect(await make().run(toyTask(7))).toHaveLength(1);
      expect(await make().run([])).toEqual([]);
    });

    it('says which task failed and why, keeps what succeeded, and does not hang', async () => {
      const trainer = make({ worker: { retry: { noRetryOn: ['Error'] } } });
      const failing = trainer.run([toyTask(1), toyTask(2, { fail: true }), toyTask(3)]);
      const error = (await failing.catch((thrown: unknown) => thrown)) as TrainingFailedError;
      expect(error.code).toBe('TRAINING_FAILED');
      expect(error.message).toMatch(
        /^1 of 3 tasks did not train\. First: task .+ failed, Error: value 2 cannot be learnt\./,
      );
      expect(error.failed).toMatchObject([{ index: 1, status: 'failed' }]);
      expect(error.succeeded[1]).toBeUndefined();
      const succeeded = error.succeeded.filter((ref) => ref !== undefined);
      expect(await predictions(succeeded)).toEqual([1, 3]);
    });

    it('records the definition, the model, the dataset and the records (parity: task_train)', async () => {
      const [ref] = await make().run([toyTask(5)]);
      const recorder = await toy.experiments.open(ref as RecorderRef);
      expect(await recorder.listObjects()).toEqual(['dataset', 'kwargs', 'params', 'pred', 'task']);
      expect(await recorder.loadObject('task')).toEqual(toyTask(5));
      expect(await recorder.loadObject('params')).toMatchObject({ save: expect.any(Function) });
      expect(await recorder.loadObject('dataset')).toEqual({ class: 'OneDay' });
      expect(await recorder.listParams()).toEqual(toyTask(5));
      expect(await recorder.loadObject('kwargs')).toEqual(['model']);
    });
  },
);

describe.each(trainers.slice(0, 2))('%s', (_, make) => {
  beforeEach(() => open('memory'));

  it('has no worker, and says which trainer has', () => {
    expect(make().hasWorker()).toBe(false);
    expect(() => make().worker()).toThrow(
      'trains in this process only, so no worker can help. Use TrainerRM or DelayTrainerRM.',
    );
  });
});

describe.each(over(trainers.slice(2)))('%s over %s', (name, store, make) => {
  beforeEach(() => open(store));

  it('trains the same list again not at all, nor a duplicate in a list', async () => {
    const first = await make().run([toyTask(1), toyTask(2), toyTask(1)]);
    expect(first[2]).toEqual(first[0]);
    const second = await make().run([toyTask(2), toyTask(1)]);
    expect(second).toEqual([first[1], first[0]]);
    expect([...toy.fits.values()]).toEqual([1, 1]);
  });

  it('trains anew in a new experiment, on the same pool (scope = experiment)', async () => {
    await make({ pool: 'shared' }).run(tasks);
    const refs = await make({ pool: 'shared', experiment: 'other' }).run(tasks);
    expect([...toy.fits.values()]).toEqual([2, 2, 2]);
    const experiment = await toy.experiments.get('other');
    expect(new Set(refs.map(({ experimentId }) => experimentId))).toEqual(new Set([experiment.id]));
  });

  it('two trainers on one pool at once train each task once', async () => {
    const [one, two] = await Promise.all([make().run(tasks), make().run(tasks)]);
    expect(one).toEqual(two);
    expect([...toy.fits.values()]).toEqual([1, 1, 1]);
  });

  it('only submits and waits with skipRun, while a worker elsewhere does the work', async () => {
    const trainer = make();
    expect(trainer.hasWorker()).toBe(true);
    const prepare = name.startsWith('Delay') ? new TrainerRM({ ...toy, experiment: 'exp' }) : undefined;
    expect(prepare?.hasWorker() ?? true).toBe(true);
    const skipping = make({ skipRun: true });
    if (skipping.isDelay()) {
      const refs = await trainer.train(tasks);
      const worker = skipping.worker();
      const working = worker.run();
      expect(await predictions(await skipping.endTrain(refs))).toEqual([3, 1, 2]);
      await worker.stop();
      await working;
      return;
    }
    const worker = trainer.worker();
    const working = worker.run();
    expect(await predictions(await skipping.run(tasks))).toEqual([3, 1, 2]);
    await worker.stop();
    await working;
  });

  it.each([
    [{ concurrency: 0 }, 'concurrency: must be a whole number from 1 to 1000, not 0.'],
    [{ leaseMs: 1_000, renewEveryMs: 2_000 }, 'renewEveryMs: 2000 ms is not shorter than the lease of 1000 ms'],
  ])('refuses %j before anything is submitted', async (worker, message) => {
    await expect(make({ worker }).train(tasks)).rejects.toThrow(message);
    expect(await toy.store.pools()).toEqual([]);
  });

  it.each([
    [{ module: 'file:///not/there.js' }, /cannot be loaded: Cannot find module|cannot be loaded: Failed to load/],
    [{ module: 'node:path', export: 'nope' }, /cannot be loaded: it exports/],
    [{ module: 'node:path', export: 'sep' }, /cannot be loaded: that export is string, no function/],
  ])('refuses a train function that it cannot load, %j, before anything is submitted', async (trainFn, message) => {
    await expect(make({ trainFn }).train(tasks)).rejects.toThrow(message);
    await expect(make().train(tasks, { trainFn } as object)).rejects.toMatchObject({ code: 'HANDLER_LOAD' });
    expect(await toy.store.pools()).toEqual([]);
    expect(await make({ trainFn }).train([])).toEqual([]);
  });

  it('looks for no train function where it only submits and waits: it may be with the workers alone', async () => {
    const stop = new AbortController();
    const training = make({ trainFn: { module: 'file:///not/there.js' }, skipRun: true }).train(tasks, {
      signal: stop.signal,
    });
    training.catch(() => {});
    await vi.waitUntil(async () => (await toy.store.pools()).length === 1);
    stop.abort(new Error('enough'));
    await expect(training).rejects.toThrow('enough');
    expect(await new TaskManager(toy.store, 'exp').stat()).toMatchObject({ waiting: 3 });
  });

  it('takes no task with a worker whose train function cannot be loaded', async () => {
    await make({ skipRun: true })
      .train(tasks, { signal: AbortSignal.timeout(50) })
      .catch(() => {});
    const worker = new TrainerRM({ ...toy, experiment: 'exp', trainFn: { module: 'file:///not/there.js' } }).worker();
    await expect(worker.run()).rejects.toMatchObject({ code: 'HANDLER_LOAD' });
    expect(await new TaskManager(toy.store, 'exp').stat()).toMatchObject({ waiting: 3, running: 0, failed: 0 });
  });

  it('tells a task that was removed while it waited', async () => {
    const trainer = make({ skipRun: true });
    const training = trainer.run([toyTask(1)], { onSubmitted: () => void removeAll() } as object);
    const manager = new TaskManager(toy.store, 'exp');
    const removeAll = () => manager.remove({});
    const error = (await training.catch((thrown: unknown) => thrown)) as TrainingFailedError;
    expect(error.failed).toMatchObject([{ index: 0, status: 'removed' }]);
  });

  it('FINISHES a recorder that a crash left RUNNING behind its committed task', async () => {
    const [ref] = await make().run([toyTask(1)]);
    await toy.experiments.resume(ref as RecorderRef);
    const [again] = await make().run([toyTask(1)]);
    expect(again).toEqual(ref);
    expect((await toy.experiments.open(ref as RecorderRef)).opened.status).toBe('FINISHED');
  });
});
