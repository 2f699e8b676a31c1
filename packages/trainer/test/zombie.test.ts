import { TaskManager } from '@windrow/core';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DelayTrainerRM, TrainerRM, taskTrain } from '../src/index.js';
import { temporarySqlite } from './support/temporary-sqlite.js';
import { memoryStores, type ToyTraining, toyTask, toyTraining } from './support/toy-training.js';

describe.each(['memory', 'SQLite'] as const)(
  'a zombie over %s (rule 4: every write after a claim is fenced)',
  (kind) => {
    let toy: ToyTraining;
    let manager: TaskManager;
    let remove = async (): Promise<void> => {};

    beforeEach(async () => {
      if (kind === 'memory') toy = toyTraining(memoryStores());
      else {
        const sqlite = await temporarySqlite();
        ({ remove } = sqlite);
        toy = toyTraining(sqlite.stores);
      }
      manager = new TaskManager(toy.store, 'exp', { codeVersion: false });
    });
    afterEach(() => remove());

    it('that goes on with a second step cannot write to the recorder of the newer attempt, which stands', async () => {
      const trainer = new DelayTrainerRM({ ...toy, experiment: 'exp' });
      const [ref] = await trainer.train([toyTask(1)]);
      const zombie = await manager.fetchTask({ status: 'part_done', renew: false });
      if (zombie === undefined || ref === undefined) throw new Error('There is nothing to hold.');
      const written = await toy.experiments.resume(ref, { fence: zombie.fence });
      await manager.resetStatus({ id: zombie.id }, 'part_done', { force: true });
      await trainer.endTrain([ref]);

      await expect(written.setTags({ from: 'zombie' })).rejects.toMatchObject({ code: 'RECORDER_FENCED' });
      await expect(written.end('FAILED')).rejects.toMatchObject({ code: 'RECORDER_FENCED' });
      await expect(zombie.commit({ from: 'zombie' })).rejects.toMatchObject({ code: 'CLAIM_LOST' });
      const { status, tags } = (await toy.experiments.open(ref)).opened;
      expect([status, tags['from'], tags['train_status']]).toEqual(['FINISHED', undefined, 'end_task_train']);
    });

    it('that trains a single step has a recorder of its own, which no result points at and nobody finishes', async () => {
      const trainer = new TrainerRM({ ...toy, experiment: 'exp' });
      await manager.createTasks([toyTask(1)], { scope: 'exp', tags: { experiment: 'exp' } });
      const zombie = await manager.fetchTask({ renew: false });
      if (zombie === undefined) throw new Error('There is nothing to hold.');
      const { storeId } = await toy.store.identity();
      const task = { storeId, pool: 'exp', taskId: zombie.id, fence: zombie.fence };
      const old = await taskTrain(zombie.definition, { ...toy, experiment: 'exp', task, finish: false });
      await manager.resetStatus({ id: zombie.id }, 'waiting', { force: true });
      const [ref] = await trainer.run([toyTask(1)]);

      expect(ref).not.toEqual(old);
      await expect(zombie.commit(old)).rejects.toMatchObject({ code: 'CLAIM_LOST' });
      expect((await manager.get(zombie.id)).result).toEqual(ref);
      expect((await toy.experiments.open(old)).opened.status).toBe('RUNNING');
      expect(await trainer.run([toyTask(1)])).toEqual([ref]);
    });
  },
);
