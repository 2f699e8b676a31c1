import { parseFilter, type StoredTask, TASK_VOCABULARY } from '@windrow/core';
import { describe, expect, it } from 'vitest';
import { MemoryTaskStore } from './memory-task-store.js';

const backoff = { initialMs: 0, factor: 1, maxMs: 0, jitter: 0 };
const plain = { definition: '{"a":1}', priority: 0, route: '', maxAttempts: 3, backoff, schemaVersion: 1 };
const claimOne = { limit: 1, from: 'waiting', routes: [''], workerId: 'w', leaseMs: 60_000 } as const;

describe('MemoryTaskStore shares nothing with its callers', () => {
  it('keeps tags, results, progress and settings as they were when they were given', async () => {
    const store = new MemoryTaskStore();
    const tags = { a: 1 };
    await store.submit('p', [{ id: 't', key: 'k', tags, ...plain }], 'reuse');
    tags.a = 2;
    const { tasks } = await store.claim('p', { requestId: 'r', ...claimOne });
    const claim = (tasks[0] as (typeof tasks)[number]).claim;
    const progress = { done: [1] };
    await store.renew([{ claim, progress }], 60_000);
    progress.done.push(2);
    // A Buffer's own slice() is a view, so a copy must not rely on it.
    const bytes = Buffer.from('right');
    await store.settle([{ claim, end: { kind: 'done', result: { kind: 'inline', encoding: 'text', bytes } } }]);
    bytes.fill(0);
    const values = { paused: false, retention: { olderThanMs: 7_200_000, statuses: ['done' as const] } };
    await store.configure('p', values, 0);
    values.retention.olderThanMs = 1;
    const [task] = await store.read('p', ['t'], ['result', 'progress']);
    const result = task?.result as { readonly bytes: Uint8Array };
    expect([task?.tags, task?.progress, Buffer.from(result.bytes).toString()]).toEqual([
      { a: 1 },
      { done: [1] },
      'right',
    ]);
    expect((await store.settings('p')).values.retention?.olderThanMs).toBe(7_200_000);
  });

  it('hands out what cannot change it', async () => {
    const store = new MemoryTaskStore();
    await store.submit('p', [{ id: 't', key: 'k', tags: { a: 1 }, ...plain }], 'reuse');
    const { tasks } = await store.claim('p', { requestId: 'r', ...claimOne });
    const claim = (tasks[0] as (typeof tasks)[number]).claim;
    const result = { kind: 'inline', encoding: 'text', bytes: new Uint8Array([1]) } as const;
    await store.renew([{ claim, progress: [1] }], 60_000);
    await store.settle([{ claim, end: { kind: 'done', result } }]);
    const fields = ['result', 'history', 'progress'] as const;
    const [seen] = await store.read('p', ['t'], fields);
    const before = structuredClone(seen);
    ((seen as StoredTask).result as { bytes: Uint8Array }).bytes.fill(9);
    ((seen as StoredTask).progress as number[]).push(2);
    for (const part of [seen, seen?.tags, seen?.backoff, seen?.history?.attempts, seen?.history?.attempts[0]]) {
      expect(Object.isFrozen(part)).toBe(true);
    }
    expect(await store.read('p', ['t'], fields)).toEqual([before]);
  });
});

describe('MemoryTaskStore', () => {
  it('stops a filtered claim at its bound and says so (rule 9)', async () => {
    const store = new MemoryTaskStore({ claimScanLimit: 10 });
    const tasks = Array.from({ length: 20 }, (_, at) => ({ id: `t${at}`, key: `k${at}`, tags: { n: at }, ...plain }));
    await store.submit('p', tasks, 'reuse');
    const claim = (n: number, requestId: string) =>
      store.claim('p', { requestId, ...claimOne, filter: parseFilter({ 'tags.n': n }, TASK_VOCABULARY) });
    expect(await claim(15, 'far')).toMatchObject({ tasks: [], exhausted: false });
    expect(await claim(9, 'near')).toMatchObject({ tasks: [{ tags: { n: 9 } }], exhausted: true });
  });

  it('does not store an id twice when a batch is repeated after one of its tasks was replaced (rule 1)', async () => {
    const store = new MemoryTaskStore();
    const task = { id: 't', key: 'k', tags: {}, ...plain };
    await store.submit('p', [task], 'reuse');
    const change = { kind: 'replace', definition: '{"a":2}', key: 'k2', force: false } as const;
    await store.change('p', { ids: ['t'] }, change, { limit: 1 });
    expect(await store.submit('p', [task], 'reuse')).toEqual([{ id: 't', created: true, status: 'waiting' }]);
    expect(await store.count('p')).toMatchObject({ waiting: 1 });
    expect(await store.read('p', ['t'], ['definition'])).toMatchObject([{ key: 'k2', definition: '{"a":2}' }]);
  });

  it('forgets a pool that has neither tasks nor settings', async () => {
    const store = new MemoryTaskStore();
    await store.submit('p', [{ id: 't', key: 'k', tags: {}, ...plain }], 'reuse');
    await store.remove('p', {}, { limit: 10, force: false });
    expect(await store.pools()).toEqual([]);
  });

  it('keeps a delay that a user asked for when the definition is replaced', async () => {
    const store = new MemoryTaskStore({ clock: { now: () => 1_000 } });
    await store.submit('p', [{ id: 't', key: 'k', tags: {}, ...plain, delayMs: 500 }], 'reuse');
    const change = { kind: 'replace', definition: '{"a":2}', key: 'k2', force: false } as const;
    await store.change('p', { ids: ['t'] }, change, { limit: 1 });
    expect((await store.read('p', ['t'], []))[0]?.availableAt).toBe(1_500);
  });
});
