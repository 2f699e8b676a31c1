import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Isolation } from '../src/index.js';
import { IsolatedPool } from './support/isolated.js';

// A child that loads TypeScript takes a second or more to start where the machine is busy.
vi.setConfig({ testTimeout: 120_000 });

let pool: IsolatedPool;
beforeEach(() => {
  pool = new IsolatedPool();
});
afterEach(() => pool.store.close());

describe.each(['inline', 'thread', 'process'] satisfies Isolation[])('isolate: %s', (isolate) => {
  it('tells the train function why it is to stop: TIME_LIMIT', async () => {
    const id = await pool.submit({}, { maxAttempts: 1, timeLimitMs: 300 });
    await pool.worker('untilAborted', { isolate }).run();
    expect((await pool.task(id)).error).toMatchObject({ code: 'TIME_LIMIT' });
  });

  it.each(['CANCELLED', 'SHUTDOWN', 'LEASE_LOST'] as const)(
    'tells the train function why it is to stop: %s',
    async (code) => {
      const id = await pool.submit();
      const ended: unknown[] = [];
      const worker = pool.worker('untilAborted', {
        isolate,
        untilEmpty: false,
        leaseMs: 500,
        renewEveryMs: 20,
        graceMs: 10,
        hooks: { ended: async (_task, error) => void ended.push(error) },
      });
      const running = worker.run();
      expect(await pool.progress(id)).toBe('begun');
      if (code === 'CANCELLED') await pool.manager.cancel({ id });
      if (code === 'LEASE_LOST') await pool.manager.resetStatus({ id }, 'waiting', { force: true });
      if (code === 'LEASE_LOST') await pool.manager.cancel({ id });
      if (code !== 'SHUTDOWN') await vi.waitUntil(() => ended.length > 0, { timeout: 20_000 });
      await worker.stop();
      expect(await running).toMatchObject({
        [code === 'CANCELLED' ? 'cancelled' : code === 'SHUTDOWN' ? 'released' : 'lost']: 1,
      });
      expect(ended).toMatchObject([{ code: `SAW_${code}`, message: `told ${code} of ${id}` }]);
    },
  );
});
