import { type RecorderRef, TaskManager } from '@windrow/core';
import { TrainingFailedError } from '../../src/index.js';
import { type ChaosDefinition, maxAttempts, type Plan, POOLS } from './definitions.js';
import type { OpenedStores } from './store/open-place.js';
import { recordedDefinition, submittingTrainer } from './worker/train-recorded.js';

const backoff = { initialMs: 0, factor: 1, maxMs: 0, jitter: 0 };

export interface Submitted {
  readonly total: number;
  /**
   * Asks the trainer for its tasks' recorders, when all have ended; it also ends recorders that killed workers left behind.
   *
   * @returns what is wrong with its answer
   */
  collect(): Promise<readonly string[]>;
}

/** Brings the tasks of all pools into the store: recorded ones by their trainer. */
export async function submitPlans(stores: OpenedStores, plans: readonly Plan[]): Promise<Submitted> {
  const trainer = submittingTrainer(stores);
  let recorded: readonly ChaosDefinition[] = [];
  for (const { pool, definitions } of plans) {
    const manager = new TaskManager(stores.tasks, POOLS[pool], { codeVersion: false });
    await manager.configure({ maxAttempts: 100, backoff });
    if (pool === 'recorded') {
      recorded = definitions;
      const options = { scope: POOLS.recorded, tags: { experiment: POOLS.recorded } };
      await manager.createTasks(definitions.map(recordedDefinition), options);
    } else {
      const inputs = definitions.map((task) => ({ definition: { ...task }, maxAttempts: maxAttempts(task) }));
      await manager.insertTasks(inputs as never);
    }
  }
  return {
    total: plans.reduce((sum, { definitions }) => sum + definitions.length, 0),
    collect: async () => {
      try {
        return whatIsWrong(recorded, await trainer.train(recorded.map(recordedDefinition), { skipRun: true }), []);
      } catch (error) {
        if (!(error instanceof TrainingFailedError)) throw error;
        return whatIsWrong(
          recorded,
          error.succeeded,
          error.failed.map(({ index }) => index),
        );
      }
    },
  };
}

function whatIsWrong(
  tasks: readonly ChaosDefinition[],
  refs: readonly (RecorderRef | undefined)[],
  failed: readonly number[],
): readonly string[] {
  return tasks.flatMap(({ poison }, index) => {
    const told = failed.includes(index);
    const expected = poison !== undefined;
    return told === expected && (refs[index] === undefined) === expected
      ? []
      : [`the trainer tells that recorded task ${index} ${told ? 'failed' : 'succeeded'}`];
  });
}
