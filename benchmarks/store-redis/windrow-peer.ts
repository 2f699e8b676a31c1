import { randomUUID } from 'node:crypto';
import type { Claim, ClaimRequest, NewTask } from '@windrow/core';
import { RedisTaskStore } from '@windrow/store-redis';
import { BATCH, type Peer, sampleData } from './peer.js';

const POOL = 'bench';

/** Our store. `atOnce`: how many tasks one claim takes. */
export async function windrowPeer(url: string, atOnce: number): Promise<Peer> {
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
    submit: async (from, to) => {
      for (let at = from; at < to; at += BATCH) {
        await store.submit(
          POOL,
          Array.from({ length: Math.min(BATCH, to - at) }, (_, i) => task(at + i)),
          'reuse',
        );
      }
    },
    drain: async (count, tasks) => {
      let left = tasks;
      const one = async (claimer: RedisTaskStore): Promise<void> => {
        let held = await claim(claimer, atOnce);
        while (held.length > 0 && left > 0) {
          left -= held.length;
          // The next claim does not depend on how the last one ends, so both are sent together.
          const [next] = await Promise.all([
            claim(claimer, atOnce),
            claimer.settle(held.map((one) => ({ claim: one, end: { kind: 'done', result } as const }))),
          ]);
          held = next;
        }
        if (held.length > 0)
          await claimer.settle(held.map((one) => ({ claim: one, end: { kind: 'release', delayMs: 0 } })));
      };
      await Promise.all((await claimersOf(count)).map(one));
    },
    wake: async (count, rounds) => {
      const idle = await claimersOf(count);
      let seen = (_: RedisTaskStore, __: Claim): void => {};
      const stops = await Promise.all(
        idle.map(async (claimer) => {
          let busy = false;
          return claimer.subscribe(POOL, ({ claimable }) => {
            if (!claimable || busy) return;
            busy = true;
            void claim(claimer, 1).then(([got]) => {
              busy = false;
              if (got !== undefined) seen(claimer, got);
            });
          });
        }),
      );
      const times: number[] = [];
      for (let round = 0; round < rounds; round += 1) {
        const held = new Promise<[RedisTaskStore, Claim, number]>((resolve) => {
          seen = (claimer, got) => resolve([claimer, got, performance.now()]);
        });
        const start = performance.now();
        await store.submit(POOL, [task(1e9 + round)], 'reuse');
        const [claimer, got, at] = await held;
        times.push(at - start);
        await claimer.settle([{ claim: got, end: { kind: 'done' } }]);
      }
      for (const stop of stops) await stop();
      return times.sort((a, b) => a - b);
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

async function claim(store: RedisTaskStore, limit: number): Promise<readonly Claim[]> {
  const { tasks } = await store.claim(POOL, request(limit));
  return tasks.map((one) => one.claim);
}

function task(n: number): NewTask {
  return {
    id: randomUUID(),
    // As long as a SHA-256.
    key: String(n).padStart(64, '0'),
    definition: JSON.stringify(sampleData(n)),
    priority: 0,
    tags: {},
    route: '',
    maxAttempts: 3,
    backoff: { initialMs: 1_000, factor: 2, maxMs: 60_000, jitter: 0.5 },
    schemaVersion: 1,
  };
}
