import { ComponentRegistry, Experiments, StoreUnavailableError, type TrainFunction } from '@windrow/core';
import { MemoryArtifactStore, MemoryExperimentStore } from '@windrow/store-memory';
import { expect, it } from 'vitest';
import { stepWorker } from './step-worker.js';

it('asks anew who the store is when it was away at the first task, and does not fail every task of the worker', async () => {
  const ref = { experimentId: 'e', recorderId: 'r' };
  const answers = [() => Promise.reject(new StoreUnavailableError('s', 'identity', 'it restarts')), async () => 's'];
  let asked = 0;
  const { train } = stepWorker({
    step: 'first',
    delayed: false,
    experiment: 'exp',
    registry: new ComponentRegistry(),
    experiments: new Experiments(new MemoryExperimentStore(), new MemoryArtifactStore()),
    trainFn: async () => ref,
    storeId: () => (answers[asked++] ?? answers[1])?.() as Promise<string>,
  });
  const signal = new AbortController().signal;
  const attempt = (): unknown =>
    (train as TrainFunction)({}, { signal, attempt: 1, progress: () => {}, log: () => {} });
  await expect(attempt()).rejects.toMatchObject({ code: 'STORE_UNAVAILABLE' });
  await expect(attempt()).resolves.toEqual(ref);
  await expect(attempt()).resolves.toEqual(ref);
  expect(asked).toBe(2);
});
