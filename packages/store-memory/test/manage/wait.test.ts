import {
  PoolNotFoundError,
  StoreUnavailableError,
  TaskManager,
  type WaitProgress,
  WaitTimeoutError,
} from '@windrow/core';
import { describe, expect, it } from 'vitest';
import { poolOf, ridge, ridges } from './pool-of.js';

/** Resolves when the waiter has looked at the pool and found it unfinished. */
function firstLook(): { readonly onProgress: (progress: WaitProgress) => void; readonly seen: Promise<WaitProgress> } {
  let onProgress: (progress: WaitProgress) => void = () => {};
  const seen = new Promise<WaitProgress>((resolve) => {
    onProgress = resolve;
  });
  return { onProgress: (progress) => onProgress(progress), seen };
}

const NEVER_MS = 1_000_000;

describe('parity: wait(query) → wait(filter, { timeoutMs, signal, onProgress })', () => {
  it('is over at once when everything has ended, however it ended', async () => {
    const { manager } = poolOf();
    const { ids } = await manager.createTasks(ridges(3));
    await manager.withTask({}, () => 1);
    await (await manager.fetchTask())?.fail('x', { final: true });
    await manager.cancel(ids[2] as string);
    const outcome = await manager.wait();
    expect(outcome).toMatchObject({ counts: { done: 1, failed: 1, cancelled: 1, waiting: 0 }, removed: 0 });
  });

  it('rule 14: is woken in this process by each way a task can end, without the store: done, failed, cancelled, removed', async () => {
    const { manager, store } = poolOf();
    store.subscribe = async () => async () => {};
    const ends: ((id: string) => Promise<unknown>)[] = [
      (id) => manager.withTask({ filter: { id } }, () => 1),
      async (id) => (await manager.fetchTask({ filter: { id } }))?.fail('x', { final: true }),
      (id) => manager.cancel(id),
      (id) => manager.remove(id),
    ];
    for (const [i, end] of ends.entries()) {
      const { ids } = await manager.createTasks(ridge(i));
      const look = firstLook();
      const waiting = manager.wait(ids, { pollMs: NEVER_MS, onProgress: look.onProgress });
      expect(await look.seen).toMatchObject({ open: 1 });
      await end(ids[0] as string);
      expect(await waiting).toMatchObject({ removed: i === 3 ? 1 : 0 });
    }
  });

  it('rule 14: is woken by the store for what others do', async () => {
    const { manager, store } = poolOf();
    const { ids } = await manager.createTasks(ridge(1));
    const look = firstLook();
    const waiting = manager.wait({}, { pollMs: NEVER_MS, onProgress: look.onProgress });
    await look.seen;
    // Straight to the store: no manager of this process knows.
    await store.change(manager.pool, { ids }, { kind: 'cancel' }, { limit: 1 });
    expect(await waiting).toMatchObject({ counts: { cancelled: 1 } });
  });

  it('rule 14: ends even if every event is lost', async () => {
    const { manager, store } = poolOf();
    store.subscribe = async () => async () => {};
    const { ids } = await manager.createTasks(ridge(1));
    const look = firstLook();
    const waiting = manager.wait({}, { pollMs: 5, onProgress: look.onProgress });
    await look.seen;
    await store.change(manager.pool, { ids }, { kind: 'cancel' }, { limit: 1 });
    expect(await waiting).toMatchObject({ counts: { cancelled: 1 } });
  });

  it('subscribes before it reads, and unsubscribes at the end', async () => {
    const { manager, store } = poolOf();
    await manager.createTasks(ridge(1));
    const calls: string[] = [];
    const { subscribe, list } = store;
    store.subscribe = async (...call) => {
      calls.push('subscribe');
      const stop = await subscribe.apply(store, call);
      return async () => {
        calls.push('unsubscribe');
        await stop();
      };
    };
    store.list = async (...call) => {
      calls.push('read');
      return list.apply(store, call);
    };
    await expect(manager.wait({}, { timeoutMs: 0 })).rejects.toThrow(WaitTimeoutError);
    expect(calls).toEqual(['subscribe', 'read', 'unsubscribe']);
  });

  it('waits for what the filter or the ids name, and for nothing else', async () => {
    const { manager } = poolOf();
    const { ids } = await manager.createTasks(ridges(3));
    await manager.withTask({}, () => 1);
    expect((await manager.wait({ 'definition.model.kwargs.alpha': 0 })).counts.done).toBe(1);
    expect((await manager.wait(ids[0] as string)).counts.done).toBe(1);
    await expect(manager.wait([ids[1] as string], { timeoutMs: 0 })).rejects.toThrow('1 tasks of pool');
  });

  it('takes a task that waits for its next step for unfinished', async () => {
    const { manager } = poolOf();
    await manager.createTasks(ridge(1));
    await manager.withTask({ commitAs: 'part_done' }, () => 1);
    await expect(manager.wait({}, { timeoutMs: 0 })).rejects.toThrow('1 tasks of pool');
  });

  it('looks once for one event, not over and over', async () => {
    const { manager, store } = poolOf();
    const { ids } = await manager.createTasks(ridges(2));
    const { list } = store;
    let looks = 0;
    store.list = async (...call) => {
      looks += 1;
      return list.apply(store, call);
    };
    const look = firstLook();
    const waiting = manager.wait({ id: ids[0] as string }, { pollMs: NEVER_MS, onProgress: look.onProgress });
    await look.seen;
    await manager.prioritize(ids, 1);
    // Another wait is the clock: 40 ms, in which the first one has nothing to do.
    await expect(manager.wait(ids[1] as string, { timeoutMs: 40, pollMs: NEVER_MS })).rejects.toThrow(WaitTimeoutError);
    expect(looks).toBeLessThanOrEqual(4);
    await manager.cancel(ids);
    await waiting;
  });

  it('sees a task through whose submits go on meanwhile', async () => {
    const { manager } = poolOf();
    await manager.createTasks(ridges(2));
    const look = firstLook();
    const waiting = manager.wait({}, { pollMs: NEVER_MS, onProgress: look.onProgress });
    await look.seen;
    await manager.withTask({}, () => 1);
    await manager.createTasks(ridge(9));
    while ((await manager.withTask({}, () => 1)) !== undefined);
    expect((await waiting).counts.done).toBe(3);
  });

  it('until part_done: waits for first steps only', async () => {
    const { manager } = poolOf();
    await manager.createTasks(ridges(2));
    await manager.withTask({ commitAs: 'part_done' }, () => 1);
    const look = firstLook();
    const waiting = manager.wait({}, { until: 'part_done', pollMs: NEVER_MS, onProgress: look.onProgress });
    expect(await look.seen).toMatchObject({ open: 1 });
    await manager.withTask({ commitAs: 'part_done' }, () => 1);
    expect((await waiting).counts).toMatchObject({ part_done: 2 });
    const second = await manager.fetchTask({ status: 'part_done', renew: false });
    expect((await manager.wait({}, { until: 'part_done' })).counts).toMatchObject({ running: 1, part_done: 1 });
    expect((await manager.wait(second?.id as string, { until: 'part_done' })).counts).toMatchObject({ running: 1 });
    await expect(manager.wait({}, { timeoutMs: 0 })).rejects.toThrow('2 tasks of pool');
  });

  it('rule 6: reaps meanwhile, so that the tasks of a dead worker do not hang', async () => {
    const { manager, pass } = poolOf({ leaseMs: 1_000 });
    await manager.createTasks(ridge(1), { maxAttempts: 1 });
    await manager.fetchTask({ renew: false });
    pass(2_000);
    expect((await manager.wait()).counts.failed).toBe(1);
  });

  it('times out with how many are open, and how many workers live', async () => {
    const { manager, store } = poolOf();
    await manager.createTasks(ridges(2));
    await expect(manager.wait({}, { timeoutMs: 20 })).rejects.toThrow(
      `After 20 ms 2 tasks of pool "${manager.pool}" have not ended; no worker is alive: start one.`,
    );
    await store.announce(workerOf(manager.pool), 60_000);
    const fault = await manager.wait({}, { timeoutMs: 0 }).catch((error) => error);
    expect(fault).toBeInstanceOf(WaitTimeoutError);
    expect([fault.unfinished, fault.liveWorkers]).toEqual([2, 1]);
    expect(fault.message).toContain('1 workers are alive: wait longer.');
  });

  it('stops with the reason of its signal', async () => {
    const { manager } = poolOf();
    await manager.createTasks(ridge(1));
    const controller = new AbortController();
    const look = firstLook();
    const waiting = manager.wait({}, { signal: controller.signal, pollMs: NEVER_MS, onProgress: look.onProgress });
    await look.seen;
    controller.abort(new Error('enough'));
    await expect(waiting).rejects.toThrow('enough');
    await expect(manager.wait({}, { signal: controller.signal })).rejects.toThrow('enough');
  });

  it('tells how it stands, and once that no worker lives', async () => {
    const { manager, warnings, store } = poolOf();
    const { ids } = await manager.createTasks(ridges(2));
    await manager.withTask({}, () => 1);
    const told: WaitProgress[] = [];
    const options = { noWorkerAfterMs: 0, timeoutMs: 0, onProgress: (progress: WaitProgress) => told.push(progress) };
    await expect(manager.wait({}, options)).rejects.toThrow(WaitTimeoutError);
    expect(told).toHaveLength(1);
    expect(told[0]).toMatchObject({ open: 1, liveWorkers: 0, removed: 0, counts: { done: 1, waiting: 1 } });
    expect(warnings).toEqual([
      {
        code: 'NO_WORKER',
        pool: manager.pool,
        message: `1 tasks of pool "${manager.pool}" wait and no worker is alive. Start one: windrow worker ${manager.pool}`,
      },
    ]);
    await store.announce(workerOf(manager.pool), 60_000);
    await expect(manager.wait({}, options)).rejects.toThrow(WaitTimeoutError);
    await manager.cancel(ids);
    await manager.wait({}, options);
    expect(told.map(({ open, liveWorkers }) => [open, liveWorkers])).toEqual([
      [1, 0],
      [1, 1],
      [0, 1],
    ]);
    expect(warnings).toHaveLength(1);
  });

  it('refuses a pool that does not exist, and names the nearest', async () => {
    const { store } = poolOf();
    await new TaskManager(store, 'rolling-2020', { codeVersion: false }).createTasks(ridge(1));
    const misspelt = new TaskManager(store, 'roling-2020');
    await expect(misspelt.wait()).rejects.toThrow(PoolNotFoundError);
    await expect(misspelt.wait()).rejects.toThrow('There is no pool "roling-2020". Did you mean "rolling-2020"?');
    await expect(new TaskManager(poolOf().store, 'any').wait()).rejects.toThrow(
      'The store has no pool yet; submit a task first.',
    );
  });

  it('is over when the last task is removed, though the pool is gone with it', async () => {
    const { manager } = poolOf();
    await manager.createTasks(ridge(1));
    const look = firstLook();
    const waiting = manager.wait({}, { pollMs: NEVER_MS, onProgress: look.onProgress });
    await look.seen;
    await manager.remove({});
    expect((await waiting).counts).toMatchObject({ waiting: 0, done: 0 });
  });

  it('rule 17: goes on when the store was away for a while', async () => {
    const { manager, store } = poolOf();
    const { ids } = await manager.createTasks(ridge(1));
    const look = firstLook();
    const waiting = manager.wait({}, { pollMs: 2, onProgress: look.onProgress });
    await look.seen;
    const { list } = store;
    let away = 3;
    const wentAway = new Promise<void>((resolve) => {
      store.list = async (...call) => {
        if (away-- > 0) throw new StoreUnavailableError('memory', 'list', 'connection lost');
        resolve();
        return list.apply(store, call);
      };
    });
    await wentAway;
    await store.change(manager.pool, { ids }, { kind: 'cancel' }, { limit: 1 });
    expect((await waiting).counts.cancelled).toBe(1);
  });

  it.each([
    [{ timeoutMs: -1 }, 'timeoutMs: must be a whole number from 0'],
    [{ pollMs: 0 }, 'pollMs: must be a whole number from 1'],
    [{ until: 'done' }, 'until: must be one of ended, part_done, not "done".'],
    [{ noWorkerAfterMs: 'x' }, 'noWorkerAfterMs: must be a whole number from 0'],
  ])('refuses %j', async (options, message) => {
    const { manager } = poolOf();
    await expect(manager.wait({}, options as never)).rejects.toThrow(message);
  });
});

function workerOf(pool: string) {
  return {
    workerId: 'w1',
    pool,
    host: 'host',
    pid: 1,
    state: 'idle',
    startedAt: 0,
    held: [],
    routes: [''],
    from: 'waiting',
    rssBytes: 1,
    versions: {},
  } as const;
}
