import { describe } from 'vitest';
import type { TaskStoreFactory } from './harness/task-store-harness.js';
import { TASK_STORE_RULES } from './task-store/rules.js';

/**
 * The TaskStore contract as tests: call it at the top level of a test file. One `describe` per rule; the suite reads the store's
 * `capabilities`, and there is no option that leaves a rule out.
 *
 * @example
 * describeTaskStore('MyStore', async () => {
 *   const clock = new TurnedClock();
 *   const data = new MyData();
 *   const open = async () => new MyStore(data, { clock });
 *   return { store: await open(), open, advance: clock.advance, …, dispose: async () => data.drop() };
 * });
 */
export function describeTaskStore(name: string, factory: TaskStoreFactory): void {
  describe(`${name}: TaskStore`, () => {
    for (const rule of TASK_STORE_RULES) rule(factory);
  });
}
