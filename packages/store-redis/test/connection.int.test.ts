import { randomUUID } from 'node:crypto';
import { ArtifactStore, createContainer, ExperimentStore, TaskStore, WindrowError } from '@windrow/core';
import { missingServer, type PrivateServer, startRedis } from '@windrow/test-servers';
import { Redis } from 'ioredis';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { redisStore } from '../src/redis-store.js';
import { RedisTaskStore } from '../src/tasks/redis-task-store.js';

const SECRET = 'correct-horse-battery';

describe.skipIf(missingServer('redis') !== undefined)('redisStore() and its connection', () => {
  let forgetful: PrivateServer;
  let guarded: PrivateServer;

  beforeAll(async () => {
    forgetful = await startRedis({ config: { 'maxmemory-policy': 'allkeys-lru', maxmemory: '500mb' } });
    guarded = await startRedis({ appendonly: true });
    const admin = new Redis(guarded.url);
    await admin.config('SET', 'requirepass', SECRET);
    admin.disconnect();
  }, 60_000);
  afterAll(async () => {
    await forgetful.stop();
    await guarded.stop();
  });

  const guardedUrl = (password: string): string => guarded.url.replace('redis://', `redis://:${password}@`);

  it('warns once about a server that forgets and evicts, naming both settings', async () => {
    const warnings: string[] = [];
    const app = await createContainer(redisStore({ url: forgetful.url, onWarning: (text) => warnings.push(text) }));
    expect(warnings).toHaveLength(1);
    expect(warnings[0]).toMatch(/appendonly.*maxmemory-policy is "allkeys-lru"/);
    await app.close();
  });

  it('says nothing of a server that keeps what it is given', async () => {
    const warnings: string[] = [];
    const store = await RedisTaskStore.open({ url: guardedUrl(SECRET), onWarning: (text) => warnings.push(text) });
    await store.close();
    expect(warnings).toEqual([]);
  });

  it('binds all three stores, on one identity, and closes what it opened', async () => {
    const app = await createContainer(redisStore({ url: guardedUrl(SECRET), prefix: 'plugin' }));
    const [tasks, experiments] = [app.get(TaskStore), app.get(ExperimentStore)];
    expect((await experiments.identity()).storeId).toBe((await tasks.identity()).storeId);
    expect(app.get(ArtifactStore).capabilities.maxBytes).toBe(64 * 1024 * 1024);
    await app.close();
    await expect(tasks.now()).rejects.toSatisfy((error) => WindrowError.is(error, 'STORE_CLOSED'));
  });

  it('shows its password in no error, no label and no descriptor', async () => {
    const store = await RedisTaskStore.open({ url: guardedUrl(SECRET), onWarning: () => {} });
    expect(store.capabilities.descriptor).toBeUndefined();
    await store.close();
    const wrong = await RedisTaskStore.open({ url: guardedUrl('wrong-password') }).catch((error: unknown) => error);
    expect(WindrowError.is(wrong, 'STORE_CONFIGURATION')).toBe(true);
    const closed = await store.now().catch((error: unknown) => error);
    for (const error of [wrong, closed]) {
      const { message, stack, cause } = error as Error;
      const shown = [message, stack, JSON.stringify(error), JSON.stringify(cause), String((cause as Error)?.stack)];
      expect(shown.join('\n')).not.toMatch(/wrong-password|correct-horse/);
    }
  });

  it('leaves a client of the user open, with no command of ours on it', async () => {
    const client = new Redis(guardedUrl(SECRET));
    await client.ping();
    const before = Object.keys(client);
    const app = await createContainer(redisStore({ client, prefix: 'given' }));
    await app.get(TaskStore).submit('pool', [], 'reuse');
    await app.close();
    expect(await client.ping()).toBe('PONG');
    expect(Object.keys(client)).toEqual(before);
    client.disconnect();
  });

  it('refuses a client that puts a prefix before keys, and options that say nothing', async () => {
    const client = new Redis(guardedUrl(SECRET), { keyPrefix: 'mine:', lazyConnect: true });
    expect(() => redisStore({ client })).toThrow(expect.objectContaining({ code: 'STORE_CONFIGURATION' }));
    expect(() => redisStore({})).toThrow(expect.objectContaining({ code: 'INVALID_ARGUMENT' }));
    expect(() => redisStore({ url: guarded.url, prefix: 'a{b}' })).toThrow(
      expect.objectContaining({ code: 'INVALID_ARGUMENT' }),
    );
    client.disconnect();
  });

  it('says within its bound that nobody listens', async () => {
    const port = forgetful.port === 1 ? 2 : 1;
    const error = await RedisTaskStore.open({ url: `redis://127.0.0.1:${port}` }).catch((reason: unknown) => reason);
    expect(WindrowError.is(error, 'STORE_UNAVAILABLE')).toBe(true);
  }, 30_000);

  it('runs a script that the server has forgotten', async () => {
    const store = await RedisTaskStore.open({ url: forgetful.url, prefix: `s${randomUUID()}`, onWarning: () => {} });
    const admin = new Redis(forgetful.url);
    await admin.script('FLUSH');
    expect(
      (
        await store.claim('pool', {
          requestId: 'r',
          limit: 1,
          from: 'waiting',
          routes: [''],
          workerId: 'w',
          leaseMs: 1,
        })
      ).tasks,
    ).toEqual([]);
    admin.disconnect();
    await store.close();
  });
});
