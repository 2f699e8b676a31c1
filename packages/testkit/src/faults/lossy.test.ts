import { MemoryTaskStore } from '@windrow/store-memory';
import { describe, expect, it } from 'vitest';
import { newTask } from '../task-store/samples.js';
import { deaf } from './deaf.js';
import { lossy } from './lossy.js';
import { withMachineClockOff } from './machine-clock.js';

describe('faults', () => {
  it('lossy applies, then loses the reply, of the operations named', async () => {
    const store = new MemoryTaskStore();
    const flaky = lossy(store, ['submit']);
    await expect(flaky.submit('pool', [newTask()], 'reuse')).rejects.toMatchObject({
      code: 'STORE_UNAVAILABLE',
      operation: 'submit',
      retryable: true,
    });
    expect((await flaky.count('pool')).waiting).toBe(1);
    expect(flaky.capabilities).toBe(store.capabilities);
  });

  it('lossy asks each time whether to lose', async () => {
    const answers = [false, true, false];
    const flaky = lossy(new MemoryTaskStore(), ['submit'], () => answers.shift() ?? false);
    const outcomes = await Promise.allSettled([1, 2, 3].map(async () => flaky.submit('pool', [newTask()], 'reuse')));
    expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
  });

  it('deaf hears nothing and does everything else', async () => {
    const store = deaf(new MemoryTaskStore());
    const heard: unknown[] = [];
    const stop = await store.subscribe('pool', (event) => heard.push(event));
    await store.submit('pool', [newTask()], 'reuse');
    await new Promise(setImmediate);
    await stop();
    expect([heard, (await store.count('pool')).waiting]).toEqual([[], 1]);
  });

  it('withMachineClockOff shifts what the machine says, and puts it right again, also after an error', async () => {
    const TrueDate = Date;
    const truth = Date.now();
    await withMachineClockOff(3_600_000, async () => {
      expect(Date.now() - truth).toBeGreaterThanOrEqual(3_600_000);
      expect(new Date().toISOString() >= new Date(truth + 3_600_000).toISOString()).toBe(true);
      expect(new Date(5).getTime()).toBe(5);
      expect(new Date() instanceof Date).toBe(true);
    });
    await expect(withMachineClockOff(1, () => Promise.reject(new Error('inside')))).rejects.toThrow('inside');
    expect(Date).toBe(TrueDate);
  });
});
