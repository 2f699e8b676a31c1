import type { ClaimRequest } from '@windrow/core';
import { describe, expect, it } from 'vitest';
import { MemoryTaskStore } from './memory-task-store.js';

const backoff = { initialMs: 0, factor: 1, maxMs: 0, jitter: 0 };

async function storeWith(tasks: number): Promise<MemoryTaskStore> {
  const store = new MemoryTaskStore();
  const given = Array.from({ length: tasks }, (_, at) => ({ id: `t${at}`, key: `k${at}`, definition: '{}' }));
  const plain = { priority: 0, tags: {}, route: '', maxAttempts: 3, backoff, schemaVersion: 1 };
  await store.submit(
    'p',
    given.map((task) => ({ ...task, ...plain })),
    'reuse',
  );
  return store;
}

const request = (requestId: string, limit = 1): ClaimRequest => ({
  requestId,
  limit,
  from: 'waiting',
  routes: [''],
  workerId: 'w',
  leaseMs: 60_000,
});

describe('a claim request that arrives twice (rule 2)', () => {
  it('takes nothing more after all that it took has ended', async () => {
    const store = await storeWith(3);
    const { tasks } = await store.claim('p', request('r1', 2));
    await store.settle(tasks.map(({ claim }) => ({ claim, end: { kind: 'done' } })));
    expect((await store.claim('p', request('r1', 2))).tasks).toEqual([]);
    expect(await store.count('p')).toMatchObject({ waiting: 1, done: 2 });
  });

  it('gives back only what it still holds', async () => {
    const store = await storeWith(2);
    const { tasks } = await store.claim('p', request('r1', 2));
    const [first, second] = tasks.map(({ claim }) => claim);
    await store.settle([{ claim: first as NonNullable<typeof first>, end: { kind: 'release', delayMs: 0 } }]);
    await store.claim('p', request('r2'));
    expect((await store.claim('p', request('r1', 2))).tasks.map(({ claim }) => claim)).toEqual([second]);
  });

  it('is known for as long as one of its tasks runs, however many requests came since', async () => {
    const store = await storeWith(3_000);
    const { tasks } = await store.claim('p', request('first'));
    for (let at = 0; at < 2_500; at += 1) {
      const { tasks: taken } = await store.claim('p', request(`r${at}`));
      await store.settle(taken.map(({ claim }) => ({ claim, end: { kind: 'done' } })));
    }
    expect((await store.claim('p', request('first'))).tasks).toEqual(tasks);
  });
});
