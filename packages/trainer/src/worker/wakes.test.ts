import { setImmediate as nextTurn } from 'node:timers/promises';
import { TaskManager } from '@windrow/core';
import { MemoryTaskStore } from '@windrow/store-memory';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Worker } from './worker.js';
import type { WorkerOptions } from './worker-options.js';

/* Time stands still here but where a test moves it, to the next timer each time. */
const START = 1_000_000;
let store: MemoryTaskStore;
let manager: TaskManager;
let claims: number[];

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'Date', 'performance'] });
  vi.setSystemTime(START);
  store = new MemoryTaskStore();
  manager = new TaskManager(store, 'pool', { codeVersion: false });
  claims = [];
  const claim = store.claim.bind(store);
  vi.spyOn(store, 'claim').mockImplementation(async (...request) => {
    claims.push(Date.now() - START);
    return claim(...request);
  });
});
afterEach(async () => {
  vi.useRealTimers();
  await store.close();
});

function start(options: Partial<WorkerOptions>): Worker {
  // Long, so that no other timer comes in between.
  const worker = new Worker(store, {
    pool: 'pool',
    train: () => Date.now() - START,
    reapEveryMs: 3_600_000,
    ...options,
  });
  running = worker.run();
  return worker;
}
let running: Promise<unknown>;

/** Goes from timer to timer until something holds. */
async function pass(holds: () => boolean): Promise<void> {
  for (let step = 0; step < 10_000 && !holds(); step++) {
    for (let turn = 0; turn < 5; turn++) await nextTurn();
    if (!holds()) await vi.advanceTimersToNextTimerAsync();
  }
}

async function leave(worker: Worker): Promise<void> {
  const stopped = worker.stop();
  for (let turn = 0; turn < 20; turn++) await nextTurn();
  await stopped;
  await running;
}

describe('an idle worker', () => {
  it('asks again after 50 ms at first, then after twice as long each time up to its poll, each time jittered', async () => {
    vi.spyOn(store, 'subscribe').mockResolvedValue(async () => {});
    const worker = start({ pollMs: 1_000 });
    await pass(() => claims.length >= 40);
    await leave(worker);
    const pauses = claims.slice(1).map((at, i) => at - (claims[i] as number));
    for (const [i, pause] of pauses.entries()) {
      const longest = Math.min(1_000, 50 * 2 ** i);
      expect(pause).toBeGreaterThanOrEqual(Math.floor(longest / 2));
      expect(pause).toBeLessThanOrEqual(longest);
    }
    // In step with nobody.
    expect(new Set(pauses.slice(10)).size).toBeGreaterThan(10);
  });

  it('asks exactly when a delayed task falls due, however long its poll is', async () => {
    const { ids } = await manager.createTasks([{ a: 1 }], { delayMs: 7_777 });
    const worker = start({ pollMs: 60_000 });
    let ranAt: unknown;
    await pass(() => claims.includes(7_777));
    await pass(() => {
      void manager.get(ids[0] as string).then(({ result }) => {
        ranAt = result;
      });
      return ranAt !== undefined;
    });
    await leave(worker);
    expect(ranAt).toBe(7_777);
    expect(claims).toContain(7_777);
  });

  it('wakes at once on a submit where the store notifies, without a timer', async () => {
    const worker = start({ pollMs: 60_000 });
    await pass(() => claims.length >= 8);
    for (let turn = 0; turn < 5; turn++) await nextTurn();
    const before = Date.now();
    await manager.createTasks([{ a: 1 }]);
    for (let turn = 0; turn < 50; turn++) await nextTurn();
    expect(await manager.stat()).toMatchObject({ done: 1 });
    expect(Date.now()).toBe(before);
    await leave(worker);
  });
});
