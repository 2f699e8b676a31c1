import { randomUUID } from 'node:crypto';
import type { TaskEvent } from '@windrow/core';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { RedisTaskStore } from '../src/tasks/redis-task-store.js';
import { onServer } from './harness.js';
import { task } from './sample-tasks.js';

const url = inject('redisUrl') ?? '';

describe.skipIf(url === '')('hints of the Redis store (rule 14)', () => {
  const prefix = `h${randomUUID().slice(0, 8)}`;
  const stores: RedisTaskStore[] = [];

  beforeAll(async () => {
    for (let n = 0; n < 5; n++) stores.push(await RedisTaskStore.open({ url, prefix, onWarning: () => {} }));
  });
  afterAll(async () => {
    for (const store of stores) await store.close();
    await onServer(url).drop(prefix);
  });

  it('tells every client of one process, some of them a moment later', async () => {
    const submitted = task();
    const heard = stores.map((store) => new Promise<TaskEvent>((resolve) => void store.subscribe('all', resolve)));
    // Whoever subscribed is known to the server when it answers the next command on that connection.
    await Promise.all(stores.map((store) => store.subscribe('all', () => {})));
    await stores[0]?.submit('all', [submitted], 'reuse');
    for (const event of await Promise.all(heard)) {
      expect(event).toMatchObject({ type: 'task-submitted', ids: [submitted.id], claimable: true });
    }
  });

  it('names at most a hundred tasks in one hint, whatever the batch', async () => {
    const [store, other] = stores as [RedisTaskStore, RedisTaskStore];
    const tasks = Array.from({ length: 600 }, () => task());
    const events: TaskEvent[] = [];
    let last = (): void => {};
    const allHeard = new Promise<void>((resolve) => {
      last = resolve;
    });
    const end = task();
    await other.subscribe('bounded', (event) => {
      events.push(event);
      if (event.ids.includes(end.id)) last();
    });
    await store.submit('bounded', tasks, 'reuse');
    await store.submit('bounded', [end], 'reuse');
    await allHeard;
    expect(events.map(({ ids }) => ids.length)).toEqual([100, 100, 100, 1]);
  });
});
