import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Claim } from '@windrow/core';
import { WindrowError } from '@windrow/core';
import { missingServer, type PrivateRedisCluster, startRedisCluster } from '@windrow/test-servers';
import { describeArtifactStore, describeExperimentStore, describeTaskStore } from '@windrow/testkit';
import { Cluster, Redis } from 'ioredis';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { RedisTaskStore } from '../src/tasks/redis-task-store.js';
import { artifactStoresOn, experimentStoresOn, type Target, taskStoresOn, type Way } from './harness.js';
import { done, request, task } from './sample-tasks.js';

/** The same call again while a part of the cluster is away. */
async function persist<T>(call: () => Promise<T>): Promise<T> {
  for (const deadline = Date.now() + 30_000; ; ) {
    try {
      return await call();
    } catch (error) {
      if (!WindrowError.is(error, 'STORE_UNAVAILABLE') || Date.now() > deadline) throw error;
      // A refusal comes at once; without a turn of the event loop nothing could connect again.
      await sleep(25);
    }
  }
}

/** Takes and ends tasks until there are none, repeating each call that failed as every caller has to; tells how many claims were lost. */
async function drain(store: RedisTaskStore, pool: string, taken: Claim[], each: () => void): Promise<number> {
  let lost = 0;
  for (;;) {
    const once = request();
    const { tasks } = await persist(() => store.claim(pool, once));
    const claim = tasks[0]?.claim;
    if (claim === undefined) return lost;
    taken.push(claim);
    each();
    const [outcome] = await persist(() => store.settle([{ claim, end: done }]));
    if (outcome?.kind !== 'settled') lost += 1;
  }
}

describe.skipIf(missingServer('redis') !== undefined)('on a cluster of three masters', () => {
  let cluster: PrivateRedisCluster;

  beforeAll(async () => {
    cluster = await startRedisCluster({ masters: 3 });
  }, 60_000);
  afterAll(() => cluster.stop());

  const target: Target = {
    get options() {
      return { cluster: cluster.urls };
    },
    admin: () => new Cluster([...cluster.urls]).on('error', () => {}),
    drop: async () => {},
  };
  // An attempt that was given up leaves a whole cluster to the next one.
  let recovery: Promise<void> | undefined;
  let down = false;
  const recover = async (): Promise<void> => {
    for (const server of cluster.masters) await server.restart();
    await cluster.untilWhole();
    down = false;
    recovery = undefined;
  };
  const recovered = async (): Promise<void> => {
    if (down) recovery ??= recover();
    await recovery;
  };
  const throughAll = async (): Promise<Way> => ({
    options: target.options,
    outage: {
      begin: async () => {
        down = true;
        await Promise.all(cluster.masters.map((server) => server.kill()));
      },
      end: recovered,
    },
    close: recovered,
  });

  describeTaskStore('RedisTaskStore', taskStoresOn(target, throughAll));
  describeExperimentStore('RedisExperimentStore', experimentStoresOn(target));
  describeArtifactStore('RedisArtifactStore', artifactStoresOn(target));
});

describe.skipIf(missingServer('redis') !== undefined)('RedisTaskStore while its cluster changes', () => {
  let cluster: PrivateRedisCluster;
  let clients: Redis[];
  let store: RedisTaskStore;

  beforeAll(async () => {
    cluster = await startRedisCluster({ masters: 3, replicas: 1 });
    clients = cluster.urls.map((url) => new Redis(url));
    for (const client of clients) client.on('error', () => {});
    // The address of one node, as an environment's variable gives it.
    const url = (cluster.urls[2] ?? '').replace('redis:', 'redis+cluster:');
    store = await RedisTaskStore.open({ url, timeoutMs: 2_000, onWarning: () => {} });
  }, 60_000);
  afterAll(async () => {
    await store.close();
    for (const client of clients) client.disconnect();
    await cluster.stop();
  });

  /** A pool whose keys lie on the first master. */
  async function poolOnFirst(): Promise<{ readonly pool: string; readonly slot: number }> {
    for (;;) {
      const pool = `pool-${randomUUID()}`;
      const slot = (await clients[0]?.cluster('KEYSLOT', `{windrow:${pool}}`)) as number;
      if (slot < 16_384 / 3) return { pool, slot };
    }
  }

  it('spreads pools over the nodes, and keeps one pool on one', async () => {
    const pools = await Promise.all(
      Array.from({ length: 12 }, async (_, n) => {
        const pool = `spread-${n}`;
        await store.submit(pool, [task(), task()], 'reuse');
        const { tasks } = await store.claim(pool, request());
        await store.settle([{ claim: tasks[0]?.claim as Claim, end: done }]);
        return pool;
      }),
    );
    const where = await Promise.all(
      pools.map(async (pool) => {
        const found = await Promise.all(clients.map((client) => client.keys(`{windrow:${pool}}:*`)));
        return found.flatMap((keys, node) => (keys.length > 0 ? [node] : []));
      }),
    );
    expect(where.every((nodes) => nodes.length === 1)).toBe(true);
    expect(new Set(where.flat())).toEqual(new Set([0, 1, 2]));
  });

  it('loses nothing and takes nothing twice while the slot of a pool moves to another node', async () => {
    const { pool, slot } = await poolOnFirst();
    const tasks = Array.from({ length: 300 }, () => task());
    await store.submit(pool, tasks, 'reuse');
    const [from, to] = clients as [Redis, Redis, Redis];
    const [fromId, toId] = [await from.cluster('MYID'), await to.cluster('MYID')];
    const taken: Claim[] = [];
    let moving: Promise<void> | undefined;
    const move = async (): Promise<void> => {
      await to.cluster('SETSLOT', slot, 'IMPORTING', fromId as string);
      await from.cluster('SETSLOT', slot, 'MIGRATING', toId as string);
      for (;;) {
        // One key at a time, so that the pool's keys lie on both nodes for a while.
        const keys = (await from.cluster('GETKEYSINSLOT', slot, 1)) as string[];
        if (keys.length === 0) break;
        await from.migrate('127.0.0.1', cluster.masters[1]?.port ?? 0, '', 0, 5_000, 'KEYS', ...keys);
      }
      for (const client of [to, from, clients[2] as Redis])
        await client.cluster('SETSLOT', slot, 'NODE', toId as string);
    };
    const lost = await drain(store, pool, taken, () => {
      if (taken.length === 50) moving = move();
    });
    expect(lost).toBe(0);
    await moving;
    expect(taken.map(({ taskId }) => taskId)).toEqual(tasks.map(({ id }) => id));
    expect(taken.every(({ fence }) => fence === 1)).toBe(true);
    expect(await store.count(pool)).toMatchObject({ waiting: 0, running: 0, done: 300 });
    expect(await to.exists(`{windrow:${pool}}:tasks`)).toBe(1);
  }, 60_000);

  it('goes on when a master is killed and its replica takes over', async () => {
    const { pool } = await poolOnFirst();
    const tasks = Array.from({ length: 300 }, () => task());
    await store.submit(pool, tasks, 'reuse');
    expect(await clients[0]?.wait(1, 5_000)).toBe(1);
    const taken: Claim[] = [];
    let killed: Promise<void> | undefined;
    await drain(store, pool, taken, () => {
      if (taken.length === 100) killed = cluster.masters[0]?.kill();
    });
    await killed;
    // Replication is asynchronous: what was acknowledged in the last moment may be done again, under the fence that the replica knew.
    expect(new Set(taken.map(({ taskId }) => taskId))).toEqual(new Set(tasks.map(({ id }) => id)));
    const counts = await persist(() => store.count(pool));
    expect([counts.waiting, counts.running + counts.done]).toEqual([0, 300]);
  }, 60_000);
});
