import { randomUUID } from 'node:crypto';
import type { TaskEvent } from '@windrow/core';
import { Redis } from 'ioredis';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { RedisTaskStore } from '../src/tasks/redis-task-store.js';
import { onServer } from './harness.js';
import { task } from './sample-tasks.js';

const url = inject('redisUrl') ?? '';
/** The database whose listeners are counted; no other test has any there. */
const DATABASE = 7;
const counted = `${url}/${DATABASE}`;

async function listening(): Promise<number> {
  const client = new Redis(counted);
  const lines = String(await client.client('LIST', 'TYPE', 'PUBSUB')).split('\n');
  client.disconnect();
  return lines.filter((line) => line.includes(` db=${DATABASE} `)).length;
}

describe.skipIf(url === '')('hints of the Redis store (rule 14)', () => {
  const prefix = `h${randomUUID().slice(0, 8)}`;
  const stores: RedisTaskStore[] = [];

  beforeAll(async () => {
    for (let n = 0; n < 5; n++) stores.push(await RedisTaskStore.open({ url, prefix, onWarning: () => {} }));
  });
  afterAll(async () => {
    for (const store of stores) await store.close();
    for (const address of [url, counted]) await onServer(address).drop(prefix);
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

  it('hears over one connection for all stores of one process', async () => {
    const many = await Promise.all(
      Array.from({ length: 4 }, (_, n) =>
        RedisTaskStore.open({ url: counted, prefix: `${prefix}-${n}`, onWarning: () => {} }),
      ),
    );
    for (const store of many) await store.subscribe('shared', () => {});
    expect(await listening()).toBe(1);
    for (const store of many) await store.close();
    await expect.poll(listening).toBe(0);
  });

  it('goes on for the others when one store closes, and is silent for that one', async () => {
    const [first, other] = await Promise.all(
      Array.from({ length: 2 }, () => RedisTaskStore.open({ url, prefix, onWarning: () => {} })),
    );
    let afterClose = 0;
    await first?.subscribe('closes', () => {
      afterClose += 1;
    });
    const submitted = task();
    const heard = new Promise<TaskEvent>((resolve) => void other?.subscribe('closes', resolve));
    await other?.subscribe('closes', () => {});
    await first?.close();
    await other?.submit('closes', [submitted], 'reuse');
    expect((await heard).ids).toEqual([submitted.id]);
    await other?.close();
    expect(afterClose).toBe(0);
  });

  it.each([
    ['others listen', url],
    ['nobody else listens', counted],
  ])('refuses whoever subscribed while the store was closed, where %s', async (_, address) => {
    await stores[0]?.subscribe('keeps the connection', () => {});
    const store = await RedisTaskStore.open({ url: address, prefix, onWarning: () => {} });
    const late = store.subscribe('late', () => {});
    await store.close();
    await expect(late).rejects.toMatchObject({ code: 'STORE_CLOSED' });
  });

  it('passes over what somebody else has published', async () => {
    const [store, other] = stores as [RedisTaskStore, RedisTaskStore];
    const heard = new Promise<TaskEvent>((resolve) => void other.subscribe('noise', resolve));
    await other.subscribe('noise', () => {});
    const client = new Redis(url);
    for (const noise of ['no JSON', 'null', '{}', '{"type":"task-submitted","ids":7,"claimable":true}']) {
      expect(await client.publish(`{${prefix}:noise}:events`, noise)).toBe(1);
    }
    client.disconnect();
    const submitted = task();
    await store.submit('noise', [submitted], 'reuse');
    expect((await heard).ids).toEqual([submitted.id]);
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
