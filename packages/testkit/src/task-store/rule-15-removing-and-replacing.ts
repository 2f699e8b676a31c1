import type { AdminChange, TaskSelection } from '@windrow/core';
import { expect, it } from 'vitest';
import { done, EVERY_FIELD, newTask, partDone, type TaskStoreRule, taskStoreRule } from './bench.js';

export const removingAndReplacing: TaskStoreRule = taskStoreRule('rule 15: removing and replacing', (bench) => {
  async function removeAll(pool: string, selection: TaskSelection, limit: number, force: boolean) {
    const items: { id: string; outcome: string }[] = [];
    let cursor: string | undefined;
    for (let round = 0; round < 50; round++) {
      const options = { limit, force, ...(cursor !== undefined && { cursor }) };
      const outcome = await bench.store.remove(pool, selection, options);
      expect(outcome.items.length).toBeLessThanOrEqual(limit);
      items.push(...outcome.items);
      cursor = outcome.cursor;
      if (cursor === undefined) return items;
    }
    throw new Error('Removing did not end after 50 batches.');
  }

  async function change(pool: string, id: string, what: AdminChange) {
    const { items } = await bench.store.change(pool, { ids: [id] }, what, { limit: 1 });
    return items;
  }

  it('removes by id, and says what was running or not there', async () => {
    const pool = bench.pool();
    const ids = await bench.fill(pool, 4);
    const { claim } = await bench.claimOne(pool);
    const items = await removeAll(pool, { ids: [...ids.slice(0, 3), 'no-such-task'] }, 2, false);
    expect(Object.fromEntries(items.map(({ id, outcome }) => [id, outcome]))).toEqual({
      [claim.taskId]: 'running',
      [ids[1] ?? '']: 'removed',
      [ids[2] ?? '']: 'removed',
      'no-such-task': 'not-found',
    });
    expect((await bench.store.list(pool, { fields: [], limit: 9 })).tasks.map(({ id }) => id)).toEqual([
      ids[0],
      ids[3],
    ]);
    expect(await bench.settle(claim, done())).toMatchObject({ kind: 'settled' });
  });

  it('removes by filter in bounded batches, and goes past what it may not remove', async () => {
    const pool = bench.pool();
    await bench.fill(pool, 3, { tags: { old: true } });
    await bench.claim(pool, { limit: 2 });
    await bench.fill(pool, 6, { tags: { old: true } });
    const kept = await bench.fill(pool, 2, { tags: { old: false } });
    const items = await removeAll(pool, { filter: { op: 'eq', path: ['tags', 'old'], value: true } }, 2, false);
    expect(items.filter(({ outcome }) => outcome === 'removed')).toHaveLength(7);
    const left = (await bench.store.list(pool, { fields: [], limit: 20 })).tasks;
    expect(left.map(({ status }) => status)).toEqual(['running', 'running', 'waiting', 'waiting']);
    expect(left.slice(2).map(({ id }) => id)).toEqual(kept);
    await removeAll(pool, {}, 3, true);
    expect((await bench.store.list(pool, { fields: [], limit: 20 })).tasks).toEqual([]);
  });

  it('never offers, lists, counts or reaps what was removed', async () => {
    const pool = bench.pool();
    const gone = [...(await bench.fill(pool, 2)), ...(await bench.fill(pool, 1, { delayMs: bench.leaseMs }))];
    const kept = await bench.fill(pool, 1, { priority: -1 });
    const { claim } = await bench.claimOne(pool, { leaseMs: bench.leaseMs });
    await removeAll(pool, { ids: gone }, 10, true);
    await bench.passLease();
    expect(await bench.store.reap(pool, 10)).toMatchObject({ expired: [], due: 0, retired: 0 });
    expect(await bench.settle(claim, done())).toEqual({ kind: 'lost' });
    expect(await bench.store.count(pool)).toMatchObject({ waiting: 1, running: 0, done: 0 });
    expect((await bench.store.list(pool, { fields: [], limit: 9 })).tasks.map(({ id }) => id)).toEqual(kept);
    expect(await bench.drain(pool)).toEqual(kept);
  });

  it('replaces a definition under a new key, and starts the task over', async () => {
    const pool = bench.pool();
    const id = await bench.finished(pool, { key: 'old' }, partDone());
    await bench.settle((await bench.claimOne(pool, { from: 'part_done' })).claim, done());
    const before = await bench.read(pool, id, EVERY_FIELD);
    const replace = { kind: 'replace', definition: '{"better":1}', key: 'new', force: false } as const;
    expect(await change(pool, id, replace)).toEqual([{ id, outcome: 'changed' }]);
    const after = await bench.read(pool, id, EVERY_FIELD);
    expect(after).toMatchObject({
      key: 'new',
      definition: '{"better":1}',
      status: 'waiting',
      attempts: 0,
      seq: before.seq,
    });
    expect(after.fence).toBeGreaterThanOrEqual(before.fence);
    expect([after.result, after.stepResult, after.endedAt]).toEqual([undefined, undefined, undefined]);
    const [reused, fresh] = await bench.submit(pool, [newTask({ key: 'new' }), newTask({ key: 'old' })]);
    expect([reused?.id, reused?.created, fresh?.created]).toEqual([id, false, true]);
    expect((await bench.claimOne(pool)).definition).toBe('{"better":1}');
  });

  it('filters by the definition that is there now', async () => {
    const pool = bench.pool();
    const count = async (value: number) =>
      (await bench.store.count(pool, { op: 'eq', path: ['definition', 'a'], value })).waiting;
    const [id] = await bench.fill(pool, 1, { definition: '{"a":1}' });
    expect(await count(1)).toBe(1);
    await change(pool, id ?? '', { kind: 'replace', definition: '{"a":2}', key: 'k2', force: false });
    expect([await count(1), await count(2)]).toEqual([0, 1]);
  });

  it('refuses a key that another task has, and changes nothing', async () => {
    const pool = bench.pool();
    const [one, two] = [newTask({ key: 'one' }), newTask({ key: 'two' })];
    await bench.submit(pool, [one, two]);
    const before = await bench.store.read(pool, [one.id, two.id], EVERY_FIELD);
    const clash = { kind: 'replace', definition: '{"x":1}', key: 'two', force: false } as const;
    expect(await change(pool, one.id, clash)).toEqual([{ id: one.id, outcome: 'duplicate' }]);
    expect(await bench.store.read(pool, [one.id, two.id], EVERY_FIELD)).toEqual(before);
    expect(await change(pool, one.id, { ...clash, key: 'one' })).toEqual([{ id: one.id, outcome: 'changed' }]);
    expect(await change(pool, 'no-such-task', clash)).toEqual([{ id: 'no-such-task', outcome: 'not-found' }]);
  });

  it('replaces a running task only by force, under a higher fence', async () => {
    const pool = bench.pool();
    await bench.fill(pool, 1);
    const { claim } = await bench.claimOne(pool);
    const replace = { kind: 'replace', definition: '{"x":1}', key: 'forced', force: false } as const;
    expect(await change(pool, claim.taskId, replace)).toEqual([{ id: claim.taskId, outcome: 'running' }]);
    expect(await bench.store.renew([{ claim }], 60_000)).toMatchObject([{ kind: 'held' }]);
    expect(await change(pool, claim.taskId, { ...replace, force: true })).toEqual([
      { id: claim.taskId, outcome: 'changed' },
    ]);
    const task = await bench.read(pool, claim.taskId);
    expect([task.status, task.fence > claim.fence]).toEqual(['waiting', true]);
    expect(await bench.settle(claim, done())).toMatchObject({ kind: 'lost', current: { status: 'waiting' } });
  });

  it('sets and removes tags, whatever the status', async () => {
    const pool = bench.pool();
    const id = await bench.finished(pool, { tags: { a: 1, 'b.c': 'x', gone: null } });
    const tag = { kind: 'tag', set: { a: 2, new: false }, unset: ['gone', 'never'] } as const;
    expect(await change(pool, id, tag)).toEqual([{ id, outcome: 'changed' }]);
    expect((await bench.read(pool, id)).tags).toEqual({ a: 2, 'b.c': 'x', new: false });
  });

  it('delays only what waits', async () => {
    const pool = bench.pool();
    const ended = await bench.finished(pool);
    await bench.fill(pool, 1);
    const { claim } = await bench.claimOne(pool);
    const before = await bench.store.read(pool, [ended, claim.taskId], EVERY_FIELD);
    for (const id of [ended, claim.taskId]) {
      const [item] = await change(pool, id, { kind: 'delay', delayMs: 60_000 });
      expect(item?.outcome).toMatch(/not-applicable|already-ended|running/);
    }
    expect(await bench.store.read(pool, [ended, claim.taskId], EVERY_FIELD)).toEqual(before);
  });
});
