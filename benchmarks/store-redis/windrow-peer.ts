import { randomUUID } from 'node:crypto';
import type { Claim, ClaimRequest, NewTask } from '@windrow/core';
import { RedisTaskStore } from '@windrow/store-redis';
import { BATCH, type Peer, sampleData, sampleKey } from './peer.js';

export const POOL = 'bench';

/** Our store, one for each claimer. */
export async function windrowPeer(url: string): Promise<Peer> {
  const prefix = `bench-${randomUUID().slice(0, 8)}`;
  const open = () => RedisTaskStore.open({ url, prefix, onWarning: () => {} });
  const store = await open();
  const claimers: RedisTaskStore[] = [];
  const claimersOf = async (count: number): Promise<readonly RedisTaskStore[]> => {
    while (claimers.length < count) claimers.push(await open());
    return claimers.slice(0, count);
  };
  return {
    name: 'Windrow',
    wake: ['windrow', url, prefix],
    submit: async (from, to) => {
      for (let at = from; at < to; at += BATCH) {
        const tasks = Array.from({ length: Math.min(BATCH, to - at) }, (_, i) => task(at + i));
        await store.submit(POOL, tasks, 'reuse');
      }
    },
    submitOne: async (n) => {
      await store.submit(POOL, [task(n)], 'reuse');
    },
    drain: async (count, { claimers: number, together, atOnce }) => {
      let left = count;
      const take = async (claimer: RedisTaskStore): Promise<readonly Claim[]> => {
        const size = Math.min(atOnce, left);
        left -= size;
        return claim(claimer, size);
      };
      const one = async (claimer: RedisTaskStore): Promise<void> => {
        let held: readonly Claim[] = [];
        while (left > 0 || held.length > 0) {
          if (held.length === 0) held = await take(claimer);
          const ended = finish(claimer, held);
          // The next claim does not depend on how the last one ends, so both are sent together.
          [held] = await Promise.all([together && left > 0 ? take(claimer) : [], ended]);
        }
      };
      await Promise.all((await claimersOf(number)).map(one));
    },
    close: async () => {
      for (const one of [store, ...claimers]) await one.close();
    },
  };
}

const result = { kind: 'inline', encoding: 'text', bytes: Buffer.from('"a result"') } as const;
const request = (limit: number): ClaimRequest => ({
  requestId: randomUUID(),
  limit,
  from: 'waiting',
  routes: [''],
  workerId: 'worker',
  leaseMs: 30_000,
});

export async function claim(store: RedisTaskStore, limit: number): Promise<readonly Claim[]> {
  const { tasks } = await store.claim(POOL, request(limit));
  return tasks.map((one) => one.claim);
}

export async function finish(store: RedisTaskStore, held: readonly Claim[]): Promise<void> {
  const outcomes = await store.settle(held.map((one) => ({ claim: one, end: { kind: 'done', result } })));
  if (outcomes.some(({ kind }) => kind !== 'settled')) throw new Error('a claim was lost');
}

function task(n: number): NewTask {
  return {
    id: randomUUID(),
    key: sampleKey(n),
    definition: JSON.stringify(sampleData(n)),
    priority: 0,
    tags: {},
    route: '',
    maxAttempts: 3,
    backoff: { initialMs: 1_000, factor: 2, maxMs: 60_000, jitter: 0.5 },
    schemaVersion: 1,
  };
}
