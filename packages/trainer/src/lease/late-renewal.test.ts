import type { Claim } from '@windrow/core';
import { TaskManager } from '@windrow/core';
import { MemoryTaskStore } from '@windrow/store-memory';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { LateRenewal } from './late-renewal.js';
import type { HeldClaim } from './lease-board.js';

const LEASE_MS = 900;
const EVERY_MS = 300;
let nowMs: number;
let store: MemoryTaskStore;
let manager: TaskManager;
let workerRenewedAtMs: number;
let late: LateRenewal;
let calls: number;
let board: readonly HeldClaim[];

beforeEach(() => {
  nowMs = 1_000_000;
  store = new MemoryTaskStore({ clock: { now: () => nowMs } });
  manager = new TaskManager(store, 'pool', { codeVersion: false, leaseMs: LEASE_MS });
  workerRenewedAtMs = nowMs;
  calls = 0;
  board = [];
  late = new LateRenewal(
    {
      renew: (...args) => {
        calls++;
        return store.renew(...args);
      },
    },
    {
      leaseMs: LEASE_MS,
      renewEveryMs: EVERY_MS,
      held: () => board,
      nowMs: () => nowMs,
      workerRenewedAtMs: () => workerRenewedAtMs,
    },
  );
});
afterEach(() => store.close());

async function held(): Promise<Claim> {
  await manager.createTasks([{ a: 1 }], { onDuplicate: 'rerun' });
  const [task] = (await manager.claim(1)).tasks;
  if (task === undefined) throw new Error('There is nothing to hold.');
  return task.claim;
}

/** Time goes by in small steps, as it does for the thread. */
async function pass(ms: number): Promise<void> {
  for (const until = nowMs + ms; nowMs < until; nowMs += 20) await late.tick();
}

describe('LateRenewal (rule 4: renewals are fenced)', () => {
  it('leaves renewing to a worker that does it in time', async () => {
    board = [{ claim: await held() }];
    for (let turn = 0; turn < 5; turn++) {
      workerRenewedAtMs = nowMs;
      await pass(EVERY_MS);
    }
    expect(calls).toBe(0);
  });

  it('renews in the rhythm of the worker while the worker does not, long before the lease is over', async () => {
    board = [{ claim: await held() }];
    await pass(3 * LEASE_MS);
    expect(calls).toBe(Math.floor((3 * LEASE_MS - 1.25 * EVERY_MS) / EVERY_MS) + 1);
    expect((await store.reap('pool', 10)).expired).toEqual([]);
  });

  it('asks no more for what was ended and what is somebody else’s: the store refuses the fence', async () => {
    const claim = await held();
    board = [{ claim }];
    await store.settle([{ claim, end: { kind: 'release', delayMs: 0 } }]);
    const [again] = (await manager.claim(1)).tasks;
    await pass(LEASE_MS);
    expect(calls).toBe(1);
    expect((await store.reap('pool', 10)).expired).toHaveLength(1);
    expect(again?.fence).toBe(claim.fence + 1);
  });

  it('holds nothing for longer than it was told', async () => {
    board = [{ claim: await held(), untilMs: nowMs + LEASE_MS }];
    await pass(3 * LEASE_MS);
    expect((await store.reap('pool', 10)).expired).toHaveLength(1);
  });
});
