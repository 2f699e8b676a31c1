import type { NewTask } from '@windrow/core';
import { Heap } from 'heap-js';
import { bench, describe } from 'vitest';
import { MemoryTaskStore } from '../src/index.js';

/**
 * Submit, claim and settle 20,000 tasks in batches of 1,000: the store, and the least that does anything alike (two maps and a
 * heap, no copies, no leases, no history). The store has to stay within five times of it.
 */
const BATCHES = 20;
const BATCH = 1_000;
const backoff = { initialMs: 1_000, factor: 2, maxMs: 60_000, jitter: 0.5 };
const batches: readonly (readonly NewTask[])[] = Array.from({ length: BATCHES }, (_, batch) =>
  Array.from({ length: BATCH }, (__, at) => ({
    id: `id-${batch}-${at}`,
    key: `key-${batch}-${at}`,
    definition: '{"a":1}',
    priority: (at * 7_919) % 100,
    tags: {},
    route: '',
    maxAttempts: 3,
    backoff,
    schemaVersion: 1,
  })),
);

async function withStore(): Promise<void> {
  const store = new MemoryTaskStore();
  for (const batch of batches) await store.submit('p', batch, 'reuse');
  for (let at = 0; at < BATCHES; at += 1) {
    const { tasks } = await store.claim('p', {
      requestId: `r${at}`,
      limit: BATCH,
      from: 'waiting',
      routes: [''],
      workerId: 'w',
      leaseMs: 60_000,
    });
    await store.settle(tasks.map(({ claim }) => ({ claim, end: { kind: 'done' } })));
  }
}

function byHand(): void {
  interface Plain extends NewTask {
    readonly seq: number;
    status: string;
  }
  const byId = new Map<string, Plain>();
  const byKey = new Map<string, Plain>();
  const heap = new Heap<Plain>((a, b) => b.priority - a.priority || a.seq - b.seq);
  for (const batch of batches) {
    for (const task of batch) {
      if (byKey.has(task.key)) continue;
      const plain = { ...task, seq: byId.size, status: 'waiting' };
      byId.set(task.id, plain);
      byKey.set(task.key, plain);
      heap.push(plain);
    }
  }
  for (let at = 0; at < BATCHES; at += 1) {
    const taken: string[] = [];
    while (taken.length < BATCH) {
      const task = heap.pop() as Plain;
      task.status = 'running';
      taken.push(task.id);
    }
    for (const id of taken) (byId.get(id) as Plain).status = 'done';
  }
}

describe('20,000 tasks from submit to done', () => {
  bench('MemoryTaskStore', withStore);
  bench('two maps and a heap', byHand);
});
