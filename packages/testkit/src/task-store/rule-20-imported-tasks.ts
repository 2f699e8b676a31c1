import type { FilterNode, ImportedTask, ImportOutcome, TaskEvent, TaskStore } from '@windrow/core';
import { expect, it, vi } from 'vitest';
import { claimRequest, done, EVERY_FIELD, failure, newTask, type TaskStoreRule, taskStoreRule } from './bench.js';
import { importedTask, importedWaiting, poolWithAPast, wholeTasks, withoutPlace } from './imported-samples.js';
import { refusedImports } from './refused-imports.js';

/** What is asked of a store that takes whole tasks over. One that does not is copied into by its transitions alone. */
export const importedTasks: TaskStoreRule = taskStoreRule('rule 20: importing whole tasks', (bench) => {
  /** @returns nothing where the store has no such operation */
  async function imported(pool: string, tasks: readonly ImportedTask[], store: TaskStore = bench.store) {
    return (await store.importTasks?.(pool, tasks)) ?? [];
  }
  const none = (): boolean => bench.store.importTasks === undefined;
  const all = (tasks: readonly unknown[], kind: ImportOutcome['kind']) => tasks.map(() => ({ kind }));

  it('keeps history, times, fences, counts, errors, results and order; counts and filters find them', async () => {
    if (none()) return;
    const from = await poolWithAPast(bench);
    const to = bench.pool();
    const tasks = await wholeTasks(bench, from);
    expect(await imported(to, tasks.slice(0, 4))).toEqual(all(tasks.slice(0, 4), 'imported'));
    expect(await imported(to, tasks.slice(4))).toEqual(all(tasks.slice(4), 'imported'));
    expect(withoutPlace(await wholeTasks(bench, to))).toEqual(withoutPlace(tasks));
    expect(await bench.store.count(to)).toEqual(await bench.store.count(from));
    const filters: readonly FilterNode[] = [
      { op: 'gt', path: ['attempts'], value: 0 },
      { op: 'eq', path: ['tags', 'n'], value: 3 },
      { op: 'in', path: ['status'], values: ['failed', 'cancelled'] },
      { op: 'exists', path: ['endedAt'], exists: true },
    ];
    for (const filter of filters) {
      const [mine, theirs] = await Promise.all([bench.store.count(to, filter), bench.store.count(from, filter)]);
      expect(mine).toEqual(theirs);
    }
  });

  it('answers the same tasks again as present and changes nothing, also after work on them', async () => {
    if (none()) return;
    const pool = bench.pool();
    const now = await bench.store.now();
    const tasks = [importedTask(now), importedWaiting(now), importedWaiting(now)];
    await imported(pool, tasks);
    const { claim } = await bench.claimOne(pool);
    await bench.settle(claim, done());
    const before = await wholeTasks(bench, pool);
    expect(await imported(pool, tasks)).toEqual(all(tasks, 'present'));
    expect(await wholeTasks(bench, pool)).toEqual(before);
  });

  it('writes nothing of a task whose id or key is another one’s, and says which', async () => {
    if (none()) return;
    const pool = bench.pool();
    const now = await bench.store.now();
    const [one, two, free] = [importedTask(now), importedWaiting(now), importedTask(now)];
    await imported(pool, [one, two]);
    const before = await wholeTasks(bench, pool);
    const clashes = [{ ...one, definition: '{"other":1}' }, importedTask(now, { key: two.key }), free];
    expect(await imported(pool, clashes)).toEqual([
      { kind: 'conflict', by: 'id', id: one.id },
      { kind: 'conflict', by: 'key', id: two.id },
      { kind: 'imported' },
    ]);
    for (const other of [
      { ...two, fence: 7 },
      { ...two, createdAt: two.createdAt - 1 },
      { ...two, key: 'other' },
    ]) {
      expect(await imported(pool, [other])).toEqual([{ kind: 'conflict', by: 'id', id: two.id }]);
    }
    expect((await wholeTasks(bench, pool)).slice(0, 2)).toEqual(before);
    expect(await bench.store.count(pool)).toMatchObject({ done: 2, waiting: 1 });
  });

  it('takes keys, so that a submit finds what was imported', async () => {
    if (none()) return;
    const pool = bench.pool();
    const task = importedTask(await bench.store.now());
    await imported(pool, [task]);
    const [reused] = await bench.submit(pool, [newTask({ key: task.key })]);
    expect(reused).toMatchObject({ id: task.id, created: false, status: 'done' });
  });

  it('gives waiting tasks in the order of the source, delayed ones when they are due', async () => {
    if (none()) return;
    const pool = bench.pool();
    const now = await bench.store.now();
    const before = await bench.fill(pool, 1);
    const priorities = [0, 2, 0, 2, 1];
    const tasks = priorities.map((priority) => importedWaiting(now, { priority }));
    const delayed = importedWaiting(now, { priority: 9, availableAt: now + bench.pendingMs });
    await imported(pool, [delayed, ...tasks]);
    const order = [1, 3, 4].map((n) => tasks[n]?.id);
    expect(await bench.drain(pool)).toEqual([...order, ...before, tasks[0]?.id, tasks[2]?.id]);
    expect((await bench.read(pool, delayed.id)).availableAt).toBe(delayed.availableAt);
    await bench.passPending();
    await bench.store.reap(pool, 10);
    expect(await bench.drain(pool)).toEqual([delayed.id]);
  });

  it('never lets a fence go back: what held a task at the source cannot end it here', async () => {
    if (none()) return;
    const pool = bench.pool();
    const now = await bench.store.now();
    const task = importedWaiting(now, { fence: 41 });
    await imported(pool, [task]);
    const old = {
      pool,
      taskId: task.id,
      fence: 41,
      origin: 'waiting',
      leaseUntil: now + 60_000,
      workerId: 'w',
    } as const;
    expect(await bench.settle(old, done())).toMatchObject({ kind: 'lost', current: { fence: 41 } });
    const { claim } = await bench.claimOne(pool);
    expect(claim.fence).toBe(42);
    expect(await bench.settle(old, done())).toMatchObject({ kind: 'lost', current: { fence: 42 } });
    expect(await bench.settle(claim, done())).toMatchObject({ kind: 'settled', status: 'done' });
  });

  it('goes on with the history and the attempts that a task has', async () => {
    if (none()) return;
    const pool = bench.pool();
    const now = await bench.store.now();
    const error = { name: 'Error', message: 'it broke', code: 'E' };
    const attempt = (fence: number) =>
      ({ workerId: 'w', fence, startedAt: now - 9, endedAt: now - 8, outcome: 'error', error }) as const;
    const attempts = Array.from({ length: 100 }, (_, i) => attempt(2 * i + 5));
    const task = importedWaiting(now, {
      fence: 205,
      attempts: 2,
      error,
      startedAt: now - 9,
      history: { attempts, totals: { error: 120, released: 2 } },
    });
    await imported(pool, [task]);
    const first = await bench.claimOne(pool);
    expect([first.claim.fence, first.attempt]).toEqual([206, 3]);
    expect(await bench.settle(first.claim, failure())).toMatchObject({ status: 'failed' });
    const { history } = await bench.read(pool, task.id, ['history']);
    expect(history?.totals).toEqual({ error: 121, released: 2 });
    expect(history?.attempts.map(({ fence }) => fence)).toEqual([...attempts.slice(1).map(({ fence }) => fence), 206]);
    expect(history?.attempts.slice(0, 99)).toEqual(attempts.slice(1));
  });

  it('obeys retention by the ends that tasks had', async () => {
    if (none()) return;
    const pool = bench.pool();
    const now = await bench.store.now();
    const [young, old] = [importedTask(now, { endedAt: now - 1_000 }), importedTask(now, { endedAt: now - 9_000_000 })];
    await imported(pool, [young, old]);
    const retention = { olderThanMs: 3_600_000, statuses: ['done'] } as const;
    await bench.store.configure(pool, { paused: false, retention }, 0);
    expect(await bench.store.reap(pool, 10)).toMatchObject({ retired: 1, expired: [], due: 0 });
    expect((await wholeTasks(bench, pool)).map(({ id }) => id)).toEqual([young.id]);
  });

  it('wakes those who wait for work', async () => {
    if (none() || bench.store.capabilities.notifications === 'none') return;
    const pool = bench.pool();
    const events: TaskEvent[] = [];
    const stop = await bench.store.subscribe(pool, (event) => events.push(event));
    await imported(pool, [importedWaiting(await bench.store.now())]);
    await vi.waitFor(() => expect(events.some(({ claimable }) => claimable)).toBe(true), 10_000);
    await stop();
  });

  it('refuses whatever no store can have made, before it writes anything', async () => {
    if (none()) return;
    const pool = bench.pool();
    const now = await bench.store.now();
    for (const [what, wrong] of refusedImports(now)) {
      const refused = imported(pool, [importedTask(now), wrong as ImportedTask]);
      await expect(refused, what).rejects.toMatchObject({ code: expect.stringMatching(/INVALID_ARGUMENT|TOO_LARGE/) });
    }
    const twice = importedTask(now);
    await expect(imported(pool, [twice, twice])).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' });
    const many = Array.from({ length: 1_001 }, () => importedTask(now));
    await expect(imported(pool, many)).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' });
    expect(await bench.store.list(pool, { fields: EVERY_FIELD, limit: 5 })).toEqual({ tasks: [] });
  });

  it('imports each task once, from two clients at a time and while workers claim', async () => {
    if (none()) return;
    const pool = bench.pool();
    const now = await bench.store.now();
    const tasks = Array.from({ length: 300 }, (_, n) => importedWaiting(now, { fence: n }));
    const clients = [bench.store, await bench.open()];
    const outcomes: ImportOutcome[] = [];
    const bring = async (store: TaskStore) => {
      for (let at = 0; at < tasks.length; at += 50) {
        outcomes.push(...(await imported(pool, tasks.slice(at, at + 50), store)));
      }
    };
    const seen: string[] = [];
    const work = async (store: TaskStore) => {
      while (seen.length < tasks.length) {
        const { tasks: taken } = await store.claim(pool, claimRequest({ limit: 7 }));
        seen.push(...taken.map(({ claim }) => claim.taskId));
        await store.settle(taken.map(({ claim }) => ({ claim, end: { kind: 'done' } })));
      }
    };
    await Promise.all([...clients.map(bring), ...clients.map(work)]);
    expect(outcomes.filter(({ kind }) => kind === 'imported')).toHaveLength(tasks.length);
    expect(outcomes.filter(({ kind }) => kind === 'present')).toHaveLength(tasks.length);
    expect([...seen].sort()).toEqual(tasks.map(({ id }) => id).sort());
    expect((await wholeTasks(bench, pool)).map(({ status, fence }) => [status, fence])).toEqual(
      expect.arrayContaining(tasks.map((_, n) => ['done', n + 1])),
    );
  });
});
