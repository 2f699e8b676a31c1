import { type Claim, type TaskEvent, TaskManager, type TaskStore, type WorkerPresence } from '@windrow/core';
import { expect, it, vi } from 'vitest';
import { deaf } from '../faults/deaf.js';
import { done, failure, newTask, type TaskStoreRule, taskStoreRule } from './bench.js';

export const eventsAreHints: TaskStoreRule = taskStoreRule('rule 14: events are hints', (bench) => {
  /** Listens, and can be asked for everything heard once an event satisfies `until`. */
  async function listen(store: TaskStore, pool: string, until: (event: TaskEvent) => boolean) {
    const seen: TaskEvent[] = [];
    const stop = await store.subscribe(pool, (event) => seen.push(event));
    const arrival = async (): Promise<readonly TaskEvent[]> => {
      await vi.waitFor(() => expect(seen.some(until)).toBe(true), { timeout: 4_000, interval: 5 });
      return seen;
    };
    return { arrival, stop };
  }

  it('reach as far as the store says', async () => {
    const pool = bench.pool();
    const { notifications } = bench.store.capabilities;
    const events: TaskEvent[] = [];
    if (notifications === 'none') {
      const stop = await bench.store.subscribe(pool, (event) => events.push(event));
      await bench.finished(pool);
      await stop();
      expect(events).toEqual([]);
      return;
    }
    const other = await bench.open();
    const listener = await listen(
      notifications === 'shared' ? other : bench.store,
      pool,
      (event) => event.type === 'task-submitted' && event.claimable,
    );
    await bench.fill(pool, 3);
    events.push(...(await listener.arrival()));
    expect(events.every((event) => event.pool === pool)).toBe(true);
    await listener.stop();
  });

  it('tell that a task came back, was settled and was removed', async () => {
    if (bench.store.capabilities.notifications === 'none') return;
    const pool = bench.pool();
    const [id] = await bench.fill(pool, 2);
    const claimable = await listen(bench.store, pool, (event) => event.claimable);
    const { claim } = await bench.claimOne(pool);
    await bench.settle(claim, { kind: 'release', delayMs: 0 });
    await claimable.arrival();
    await claimable.stop();
    const settled = await listen(bench.store, pool, (event) => event.type === 'task-settled');
    await bench.settle((await bench.claimOne(pool)).claim, done());
    await settled.arrival();
    await settled.stop();
    const removed = await listen(bench.store, pool, (event) => event.type === 'task-removed');
    await bench.store.remove(pool, { ids: [id ?? ''] }, { limit: 1, force: false });
    await removed.arrival();
    await removed.stop();
  });

  it('carry ids and statuses only', async () => {
    if (bench.store.capabilities.notifications === 'none') return;
    const pool = bench.pool();
    const listener = await listen(bench.store, pool, (event) => event.type === 'task-settled');
    await bench.submit(pool, [newTask({ definition: '{"secret":"definition-text"}', tags: { tag: 'tag-text' } })]);
    const { claim } = await bench.claimOne(pool);
    await bench.store.renew([{ claim, progress: 'progress-text' }], 60_000);
    await bench.settle(claim, done('result-text'));
    for (const event of await listener.arrival()) {
      const { type, pool: from, ids, claimable, ...more } = event;
      expect([from, Array.isArray(ids), typeof claimable, more]).toEqual([pool, true, 'boolean', {}]);
      expect(type).toMatch(/^(task|pool)-/);
      expect(JSON.stringify(event)).not.toMatch(/-text/);
    }
    await listener.stop();
  });

  it('break nothing when a listener throws, leaves, or listens to another pool', async () => {
    const pool = bench.pool();
    const elsewhere: TaskEvent[] = [];
    const other = await bench.store.subscribe(bench.pool(), (event) => elsewhere.push(event));
    const broken = await bench.store.subscribe(pool, () => {
      throw new Error('a listener that throws');
    });
    const listener = await listen(bench.store, pool, (event) => event.type === 'task-settled');
    await bench.finished(pool);
    if (bench.store.capabilities.notifications !== 'none') await listener.arrival();
    await listener.stop();
    await listener.stop();
    await broken();
    await other();
    expect(elsewhere).toEqual([]);
    await bench.finished(pool);
    expect(await bench.store.count(pool)).toMatchObject({ done: 2 });
  });

  it('may all be lost: whoever waits comes to know of every end', async () => {
    const pool = bench.pool();
    const ids = await bench.fill(pool, 3);
    const manager = new TaskManager(deaf(await bench.open()), pool, { codeVersion: false });
    const waited = manager.wait({}, { pollMs: 20, signal: AbortSignal.timeout(5_000) });
    const { tasks } = await bench.claim(pool, { limit: 3 });
    const [one, two, three] = tasks.map(({ claim }) => claim) as [Claim, Claim, Claim];
    await bench.settle(one, done());
    await bench.settle(two, failure(0, true));
    await bench.store.change(pool, { ids: [three.taskId] }, { kind: 'cancel' }, { limit: 1 });
    await bench.settle(three, { kind: 'release', delayMs: 0 });
    expect((await waited).counts).toMatchObject({ done: 1, failed: 1, cancelled: 1 });
    expect(ids).toHaveLength(3);
  }, 30_000);

  it('may all be lost: whoever waits comes to know of a removal', async () => {
    const pool = bench.pool();
    const ids = await bench.fill(pool, 2);
    const manager = new TaskManager(deaf(await bench.open()), pool, { codeVersion: false });
    const waited = [
      manager.wait(ids, { pollMs: 20, signal: AbortSignal.timeout(5_000) }),
      manager.wait({}, { pollMs: 20, signal: AbortSignal.timeout(5_000) }),
    ];
    await bench.settle((await bench.claimOne(pool)).claim, done());
    await bench.store.remove(pool, { ids: ids.slice(1) }, { limit: 1, force: false });
    const [byId, byFilter] = await Promise.all(waited);
    expect(byId).toMatchObject({ removed: 1, counts: { done: 1, waiting: 0 } });
    expect(byFilter).toMatchObject({ counts: { done: 1, waiting: 0 } });
  }, 30_000);

  it('leave it to a timeout or a signal to end a wait for what nobody does', async () => {
    const pool = bench.pool();
    const ids = await bench.fill(pool, 2);
    const manager = new TaskManager(bench.store, pool, { codeVersion: false });
    await expect(manager.wait(ids, { timeoutMs: 40, pollMs: 10 })).rejects.toMatchObject({
      code: 'WAIT_TIMEOUT',
      pool,
      unfinished: 2,
      liveWorkers: 0,
    });
    const controller = new AbortController();
    const waited = manager.wait({}, { signal: controller.signal });
    controller.abort(new Error('no patience'));
    await expect(waited).rejects.toThrow('no patience');
  }, 30_000);

  it('leave it to stored presence to say who is alive', async () => {
    const [pool, elsewhere] = [bench.pool(), bench.pool()];
    const other = await bench.open();
    const before = await bench.store.now();
    await bench.store.announce(presence(pool, 'w1'), 60_000);
    await other.announce(presence(pool, 'w2', 'busy'), bench.pendingMs);
    await bench.store.announce(presence(elsewhere, 'w3'), 60_000);
    await bench.store.announce(presence(pool, 'w1', 'draining'), 60_000);
    const workers = (await other.workers(pool)).toSorted((a, b) => (a.workerId < b.workerId ? -1 : 1));
    const described = workers.map(({ seenAt: _, ...worker }) => worker);
    expect(described).toEqual([presence(pool, 'w1', 'draining'), presence(pool, 'w2', 'busy')]);
    for (const { seenAt } of workers) expect(seenAt).toBeGreaterThanOrEqual(before);
    await bench.passPending();
    expect((await bench.store.workers(pool)).map(({ workerId }) => workerId)).toEqual(['w1']);
    await other.retract('w1');
    await other.retract('never-there');
    expect(await bench.store.workers(pool)).toEqual([]);
    expect((await bench.store.workers(elsewhere)).map(({ workerId }) => workerId)).toEqual(['w3']);
  });
});

function presence(pool: string, workerId: string, state: WorkerPresence['state'] = 'idle'): WorkerPresence {
  return {
    workerId,
    pool,
    host: 'node-1.example',
    pid: 4_711,
    state,
    startedAt: 1_700_000_000_000,
    held: ['task-1'],
    lastClaimAt: 1_700_000_000_500,
    routes: ['', 'gpu'],
    from: 'waiting',
    rssBytes: 2 ** 31,
    versions: { windrow: '0.1.0' },
  };
}
