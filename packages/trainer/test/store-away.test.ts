import { type ExperimentStore, Experiments, StoreUnavailableError, TaskManager, type TaskStore } from '@windrow/core';
import { describe, expect, it } from 'vitest';
import { DelayTrainerRM, type Isolation, TrainerRM } from '../src/index.js';
import { overriding } from './chaos/store/overriding.js';
import { memoryStores, toyTask, toyTraining } from './support/toy-training.js';

const components = { module: new URL('./handlers/training.ts', import.meta.url).href, export: 'components' };

/** Away for so many calls of a method. */
function away<T extends ExperimentStore | TaskStore>(store: T, method: keyof T & string, times: number): T {
  let left = times;
  const call = (...args: readonly unknown[]): unknown => {
    if (left-- > 0) throw new StoreUnavailableError('The store', method, 'it is away');
    return (store[method] as (...given: readonly unknown[]) => unknown)(...args);
  };
  return overriding(store, { [method]: async (...args: readonly unknown[]) => call(...args) } as never);
}

describe.each(['inline', 'thread'] satisfies Isolation[])('a trainer in a pool, %s, whose store is away', (isolate) => {
  it.each([
    ['getOrCreate', TrainerRM],
    ['createRecorder', TrainerRM],
    ['setStatus', DelayTrainerRM],
  ] as const)(
    'when an attempt begins to record (%s) waits for it and uses no attempt',
    async (method, Trainer) => {
      const memory = memoryStores();
      // Longer than the retries of one call last.
      const store = away(memory.experiments, method, 7);
      const inner = toyTraining(memory);
      const experiments = new Experiments(store, memory.artifacts, { retries: 0, components: inner.registry });
      const toy = { ...inner, experiments };
      const trainer = new Trainer({ ...toy, experiment: 'exp', isolate, components, tasks: { maxAttempts: 1 } });
      const [ref] = await trainer.run([toyTask(1)]);
      expect((await experiments.open(ref as never)).opened.status).toBe('FINISHED');
      const manager = new TaskManager(toy.store, 'exp');
      for await (const task of manager.query({}, { select: ['history'] })) {
        expect(task.history?.attempts.map(({ outcome }) => outcome)).not.toContain('error');
      }
    },
    60_000,
  );

  it('before the train function is called gives the claim back and uses no attempt', async () => {
    const memory = memoryStores();
    const store = away(memory.tasks, 'identity', 3);
    const toy = { ...toyTraining(memory), store };
    const trainer = new TrainerRM({ ...toy, experiment: 'exp', isolate, components, tasks: { maxAttempts: 1 } });
    expect(await trainer.run([toyTask(1)])).toHaveLength(1);
  }, 60_000);
});
