import { randomUUID } from 'node:crypto';
import { expect, it } from 'vitest';
import { type ExperimentStoreRule, experimentStoreRule, newRecorder } from './bench.js';

export const taskIsTheTruth: ExperimentStoreRule = experimentStoreRule(
  'rule 5: the task’s result reference is the truth',
  (bench) => {
    const taskOf = (fence: number, taskId: string = randomUUID()) => ({
      storeId: 'store',
      pool: 'pool',
      taskId,
      fence,
    });

    it('keeps a recorder per attempt, each with its task and fence', async () => {
      const { id: experimentId } = await bench.store.getOrCreate(bench.name());
      const taskId = randomUUID();
      const attempts = [
        newRecorder({ task: taskOf(1, taskId) }),
        newRecorder({ task: taskOf(2, taskId) }),
        newRecorder(),
      ];
      for (const recorder of attempts) await bench.store.createRecorder(experimentId, recorder);
      const { recorders } = await bench.store.listRecorders({ experimentId, limit: 10 });
      expect(recorders.map(({ id, task }) => [id, task])).toEqual(attempts.map(({ id, task }) => [id, task]));
    });

    it('lets a second step reopen what the first one finished', async () => {
      const task = taskOf(1);
      const { id } = await bench.recorder({ task });
      await bench.store.logParams(id, { first: 1 }, { fence: 1 });
      await bench.store.setStatus(id, { from: ['RUNNING'], to: 'FINISHED', fence: 1 });
      const open = await bench.store.setStatus(id, { from: ['FINISHED'], to: 'RUNNING', fence: 2 });
      expect(open.status).toBe('RUNNING');
      await bench.store.logParams(id, { second: 2 }, { fence: 2 });
      const done = await bench.store.setStatus(id, { from: ['RUNNING'], to: 'FINISHED', fence: 2 });
      expect(done).toMatchObject({ status: 'FINISHED', params: { first: 1, second: 2 } });
    });

    it('lets a repair finish a recorder twice without harm', async () => {
      const { id } = await bench.recorder({ task: taskOf(1) });
      const change = { from: ['RUNNING', 'FINISHED'], to: 'FINISHED', fence: 1 } as const;
      await bench.store.setStatus(id, change);
      expect(await bench.store.setStatus(id, change)).toMatchObject({ status: 'FINISHED' });
    });
  },
);
