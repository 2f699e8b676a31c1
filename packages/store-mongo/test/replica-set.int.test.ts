import { randomUUID } from 'node:crypto';
import type { ClaimRequest, NewTask, TaskEvent } from '@windrow/core';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { MongoTaskStore } from '../src/index.js';

// SecantusDB calls itself a replica set and keeps the log that change streams read.
const url = inject('secantusdbUrl') ?? '';

const task = (): NewTask => ({
  id: randomUUID(),
  key: randomUUID(),
  definition: '{"secret":"of the task"}',
  priority: 0,
  tags: {},
  route: '',
  maxAttempts: 3,
  backoff: { initialMs: 0, factor: 1, maxMs: 0, jitter: 0 },
  schemaVersion: 1,
});
const request = (limit: number): ClaimRequest => ({
  requestId: randomUUID(),
  limit,
  from: 'waiting',
  routes: [''],
  workerId: 'w',
  leaseMs: 60_000,
});

describe.skipIf(url === '')('MongoTaskStore on a replica set', () => {
  let here: MongoTaskStore;
  let there: MongoTaskStore;
  let pool: string;

  beforeAll(async () => {
    const database = `test_${randomUUID().replaceAll('-', '')}`;
    // Options of their own, so that the two share no connection: as two processes would.
    here = await MongoTaskStore.open({ url, database, clientOptions: { appName: 'here' } });
    there = await MongoTaskStore.open({ url, database, clientOptions: { appName: 'there' } });
  });
  afterAll(async () => {
    await here?.close();
    await there?.close();
  });

  /** The events of a pool, one after the other as they come. */
  async function listen(store: MongoTaskStore) {
    pool = `pool-${randomUUID()}`;
    const seen: TaskEvent[] = [];
    let told = (): void => {};
    const stop = await store.subscribe(pool, (event) => {
      seen.push(event);
      told();
    });
    const next = async (): Promise<TaskEvent> => {
      while (seen.length === 0) await new Promise<void>((resolve) => (told = resolve));
      return seen.shift() as TaskEvent;
    };
    return { next, stop };
  }

  it('says that it tells other processes', () => {
    expect(here.capabilities.notifications).toBe('shared');
  });

  it('wakes a worker that polls for nothing when another client submits', async () => {
    const { next, stop } = await listen(here);
    expect((await here.claim(pool, request(1))).tasks).toEqual([]);
    const work = task();
    await there.submit(pool, [work], 'reuse');
    expect(await next()).toEqual({ pool, ids: [work.id], type: 'task-submitted', claimable: true });
    expect((await here.claim(pool, request(1))).tasks.map(({ claim }) => claim.taskId)).toEqual([work.id]);
    await stop();
  });

  it('tells the life of a task by ids and statuses alone', async () => {
    const { next, stop } = await listen(here);
    const work = task();
    await there.submit(pool, [work], 'reuse');
    const [first] = (await there.claim(pool, request(1))).tasks;
    if (first === undefined) throw new Error('No task was given.');
    await there.settle([{ claim: first.claim, end: { kind: 'release', delayMs: 0 } }]);
    const [second] = (await there.claim(pool, request(1))).tasks;
    if (second === undefined) throw new Error('No task was given.');
    await there.settle([{ claim: second.claim, end: { kind: 'done' } }]);
    await there.remove(pool, { ids: [work.id] }, { limit: 1, force: false });
    const events = [await next(), await next(), await next(), await next(), await next(), await next()];
    const about = { pool, ids: [work.id] };
    expect(events).toEqual([
      { ...about, type: 'task-submitted', claimable: true },
      { ...about, type: 'task-claimed', claimable: false },
      { ...about, type: 'task-changed', claimable: true },
      { ...about, type: 'task-claimed', claimable: false },
      { ...about, type: 'task-settled', claimable: false },
      { ...about, type: 'task-removed', claimable: false },
    ]);
    await stop();
  });

  it('tells nothing of other pools, and nothing after the listener has left', async () => {
    const { next, stop } = await listen(here);
    const other = `pool-${randomUUID()}`;
    await there.submit(other, [task()], 'reuse');
    const [first, second] = [task(), task()];
    await there.submit(pool, [first], 'reuse');
    expect((await next()).ids).toEqual([first.id]);
    await stop();
    const heard: TaskEvent[] = [];
    const again = await here.subscribe(pool, (event) => heard.push(event));
    await there.submit(pool, [second], 'reuse');
    await expect.poll(() => heard.map(({ ids }) => ids)).toEqual([[second.id]]);
    await again();
  });
});
