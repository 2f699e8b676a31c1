import fc from 'fast-check';
import { expect, it } from 'vitest';
import { propertyParameters } from '../property/property-parameters.js';
import { newTask, type TaskBench, type TaskStoreRule, taskStoreRule } from '../task-store/bench.js';
import { taskCommands } from './command-arbitrary.js';
import type { Real, TaskCommand } from './commands.js';
import { ModelPool } from './model-pool.js';

/** Rules 1 to 7, 9, 12, 13, 15 and 16 together, in every order that chance brings. */
export const modelLaw: TaskStoreRule = taskStoreRule('law: random histories agree with a simple reference', (bench) => {
  it('after every submit, claim, renewal, end, change, removal, clock jump and reap, replies lost or not', async () => {
    const server = bench.store.capabilities.clock === 'server';
    expect(await bench.store.now()).toBeGreaterThan(0);
    await fc.assert(
      fc.asyncProperty(taskCommands(bench.leaseMs, server ? 50 : 100), async (commands) => {
        await fc.asyncModelRun(() => begin(bench), commands);
      }),
      propertyParameters<[Iterable<TaskCommand>]>(server ? 20 : 80),
    );
  }, 120_000);
});

/** A pool with a few tasks in it, so that there is something to claim from the first command on. */
async function begin(bench: TaskBench): Promise<{ model: ModelPool; real: Real }> {
  const [model, pool, { store }] = [new ModelPool(), bench.pool(), bench];
  const tasks = Array.from({ length: 6 }, (_, i) =>
    newTask({
      key: `key-${i}`,
      definition: `{"n":${i % 3}}`,
      priority: i % 3,
      tags: { a: i % 3 },
      maxAttempts: 1 + (i % 3),
    }),
  );
  model.submit(tasks, 'reuse', { from: 0, to: 0 });
  await store.submit(pool, tasks, 'reuse');
  const ids = tasks.map(({ id }) => id);
  return { model, real: { store, pool, claims: [], ids, settingsVersion: 0, pass: () => bench.passLease() } };
}
