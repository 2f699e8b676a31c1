import fc from 'fast-check';
import { expect, it } from 'vitest';
import { propertyParameters } from '../property/property-parameters.js';
import { type TaskStoreRule, taskStoreRule } from '../task-store/bench.js';
import { taskCommands } from './command-arbitrary.js';
import type { TaskCommand } from './commands.js';
import { ModelPool } from './model-pool.js';

/** Rules 1 to 7, 9, 12, 13, 15 and 16 together, in every order that chance brings. */
export const modelLaw: TaskStoreRule = taskStoreRule('law: random histories agree with a simple reference', (bench) => {
  it('after every submit, claim, renewal, end, change, removal, clock jump and reap, replies lost or not', async () => {
    const server = bench.store.capabilities.clock === 'server';
    expect(await bench.store.now()).toBeGreaterThan(0);
    await fc.assert(
      fc.asyncProperty(taskCommands(bench.leaseMs, server ? 40 : 60), async (commands) => {
        await fc.asyncModelRun(
          () => ({
            model: new ModelPool(),
            real: {
              store: bench.store,
              pool: bench.pool(),
              claims: [],
              ids: [],
              settingsVersion: 0,
              pass: () => bench.passLease(),
            },
          }),
          commands,
        );
      }),
      propertyParameters<[Iterable<TaskCommand>]>(server ? 25 : 120),
    );
  }, 120_000);
});
