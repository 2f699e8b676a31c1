import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { residentBytes } from '../../src/isolate/parent/resident-bytes.js';
import { IsolatedPool } from './isolated-pool.js';
import { type CompiledWorker, compileWorker } from './worker/compile-worker.js';

const MB = 1024 * 1024;
let program: CompiledWorker;
let pool: IsolatedPool;
beforeAll(async () => {
  program = await compileWorker();
});
afterAll(() => program?.remove());
beforeEach(async () => {
  pool = await IsolatedPool.open(program);
});
afterEach(() => pool.close());

describe('a worker whose children do what no worker could', () => {
  it.skipIf(residentBytes(process.pid) === undefined)(
    'keeps its own memory flat over 200 tasks that leak 50 MB each',
    { timeout: 300_000 },
    async () => {
      const tasks = 200;
      await pool.submit(Array.from({ length: tasks }, (_, number) => ({ number, ms: 0, leaks: 50 * MB })));
      const worker = pool.start({ leaseMs: 10_000, isolate: 'process', memoryLimitBytes: 500 * MB });
      const own: { readonly done: number; readonly bytes: number }[] = [];
      for (let done = 0; done < tasks; ) {
        if (!worker.alive) throw new Error(`The worker ended: ${worker.complaints}`);
        ({ done } = await pool.manager.stat());
        own.push({ done, bytes: residentBytes(worker.pid) ?? 0 });
        await sleep(50);
      }
      const most = (samples: typeof own): number => Math.max(...samples.map(({ bytes }) => bytes)) / MB;
      const [start, rest] = [own.filter(({ done }) => done <= 20), own.filter(({ done }) => done > 20)];
      const children = new Set<number>();
      let largest = 0;
      for await (const { result, history } of pool.manager.query({}, { select: ['result', 'history'] })) {
        const { pid, residentBytes: bytes } = result as { pid: number; residentBytes: number };
        children.add(pid);
        largest = Math.max(largest, bytes);
        expect(history?.totals).toEqual({ done: 1 });
      }
      console.log(
        `leak: worker ${most(start).toFixed(0)} MB after 20 tasks, ${most(rest).toFixed(0)} MB at most afterwards; ${children.size} children, the largest ${(largest / MB).toFixed(0)} MB`,
      );
      // It did leak, in each child as long as that was kept.
      expect(largest).toBeGreaterThan(200 * MB);
      expect(children.size).toBeGreaterThan(10);
      // Less than a single task's leak, where 180 of them would be nine gigabytes.
      expect(most(rest) - most(start)).toBeLessThan(50);
    },
  );

  it('keeps the lease of a task that blocks its thread for three leases, in a thread and in a process', {
    timeout: 120_000,
  }, async () => {
    const leaseMs = 3_000;
    await pool.submit([0, 1].map((number) => ({ number, ms: 3 * leaseMs, blocks: true })));
    // Each reaps what the other one would have lost.
    const workers = [pool.start({ leaseMs, isolate: 'thread' }), pool.start({ leaseMs, isolate: 'process' })];
    await pool.manager.wait({}, { timeoutMs: 60_000 });
    const holders = new Set<string>();
    for await (const { status, history } of pool.manager.query({}, { select: ['history'] })) {
      const [attempt] = history?.attempts ?? [];
      expect([status, history?.totals], workers.map(({ complaints }) => complaints).join()).toEqual([
        'done',
        { done: 1 },
      ]);
      expect((attempt?.endedAt ?? 0) - (attempt?.startedAt ?? 0)).toBeGreaterThanOrEqual(3 * leaseMs - 1);
      holders.add(attempt?.workerId ?? '');
    }
    expect(holders.size).toBe(2);
  });
});
