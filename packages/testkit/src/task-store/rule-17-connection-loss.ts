import { setTimeout as sleep } from 'node:timers/promises';
import { type TaskStore, WindrowError } from '@windrow/core';
import { expect, it } from 'vitest';
import type { TaskStoreHarness } from '../harness/task-store-harness.js';
import { claimRequest, done, newTask, present, type TaskStoreRule, taskStoreRule } from './bench.js';

export const connectionLoss: TaskStoreRule = taskStoreRule('rule 17: connection loss and closing', (bench) => {
  it('refuses every call after close by name, and takes a second close', async () => {
    const pool = bench.pool();
    const harness = await bench.fresh();
    const { store } = harness;
    const other = await bench.open(harness);
    await store.submit(pool, [newTask(), newTask()], 'reuse');
    const { tasks } = await store.claim(pool, claimRequest());
    const { claim } = present(tasks[0], 'no task was given');
    await store.close();
    await store.close();
    const calls: readonly (readonly [string, () => Promise<unknown> | undefined])[] = [
      ['identity', () => store.identity()],
      ['submit', () => store.submit(pool, [newTask()], 'reuse')],
      ['claim', () => store.claim(pool, claimRequest())],
      ...(store.importTasks === undefined ? [] : [['importTasks', () => store.importTasks?.(pool, [])] as const]),
      ['renew', () => store.renew([{ claim }], 1_000)],
      ['settle', () => store.settle([{ claim, end: done() }])],
      ['read', () => store.read(pool, [claim.taskId], [])],
      ['list', () => store.list(pool, { fields: [], limit: 5 })],
      ['count', () => store.count(pool)],
      ['change', () => store.change(pool, {}, { kind: 'cancel' }, { limit: 5 })],
      ['reap', () => store.reap(pool, 5)],
      ['remove', () => store.remove(pool, {}, { limit: 5, force: true })],
      ['pools', () => store.pools()],
      ['settings', () => store.settings(pool)],
      ['configure', () => store.configure(pool, { paused: true }, 0)],
      ['workers', () => store.workers(pool)],
      ['subscribe', () => store.subscribe(pool, () => {})],
      ['now', () => store.now()],
    ];
    for (const [operation, call] of calls) {
      await expect(call(), operation).rejects.toSatisfy((error) => WindrowError.is(error, 'STORE_CLOSED'));
    }
    if (other === store) return;
    expect(await other.count(pool)).toMatchObject({ waiting: 1, running: 1 });
    expect(await bench.settle(claim, done(), other)).toMatchObject({ kind: 'settled' });
  });

  it('closes no other client with it', async () => {
    const pool = bench.pool();
    const [one, two] = [await bench.open(), await bench.open()];
    if (one !== two) await one.close();
    await two.submit(pool, [newTask()], 'reuse');
    expect((await bench.store.count(pool)).waiting).toBe(1);
  });

  it('says that the store is away, and goes on when it is back', async () => {
    const harness = await bench.fresh();
    const outage = outageOf(harness);
    if (outage === undefined) return;
    const { store } = harness;
    const pool = bench.pool();
    await store.submit(pool, [newTask(), newTask()], 'reuse');
    const { tasks } = await store.claim(pool, claimRequest());
    const { claim } = present(tasks[0], 'no task was given');
    await outage.begin();
    for (const call of [() => store.claim(pool, claimRequest()), () => store.settle([{ claim, end: done() }])]) {
      await expect(call()).rejects.toSatisfy((error) => WindrowError.is(error, 'STORE_UNAVAILABLE') && error.retryable);
    }
    await outage.end();
    await untilAvailable(store);
    expect(await store.settle([{ claim, end: done() }])).toMatchObject([{ kind: 'settled', status: 'done' }]);
    expect((await store.claim(pool, claimRequest())).tasks).toHaveLength(1);
  }, 60_000);
});

function outageOf(harness: TaskStoreHarness): TaskStoreHarness['outage'] {
  if (harness.store.capabilities.clock === 'server' && harness.outage === undefined) {
    throw new Error(
      'The store lives on a server, so its harness must offer an outage: startCuttableProxy() makes one.',
    );
  }
  return harness.outage;
}

async function untilAvailable(store: TaskStore): Promise<void> {
  for (const deadline = Date.now() + 30_000; ; await sleep(50)) {
    try {
      await store.now();
      return;
    } catch (error) {
      if (!WindrowError.is(error, 'STORE_UNAVAILABLE') || Date.now() > deadline) throw error;
    }
  }
}
