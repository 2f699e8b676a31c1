import { randomUUID } from 'node:crypto';
import { describeTaskStore, passServerTime, startCuttableProxy, type TaskStoreFactory } from '@windrow/testkit';
import { Redis } from 'ioredis';
import { describe, inject } from 'vitest';
import { RedisTaskStore } from '../src/tasks/redis-task-store.js';
import { dropPrefix } from './harness.js';

const redisUrl = inject('redisUrl') ?? '';

const redis: TaskStoreFactory = async () => {
  const prefix = `t${randomUUID().slice(0, 8)}`;
  const server = new URL(redisUrl);
  const proxy = await startCuttableProxy({ host: server.hostname, port: Number(server.port) });
  const url = new URL(redisUrl);
  [url.hostname, url.port] = ['127.0.0.1', String(proxy.port)];
  const opened: RedisTaskStore[] = [];
  const open = async () => {
    const store = await RedisTaskStore.open({ url: url.href, prefix, onWarning: () => {} });
    opened.push(store);
    return store;
  };
  const store = await open();
  // Somebody else's hands in the data: a later version, or a person.
  const admin = new Redis(redisUrl);
  const task = (pool: string, id: string) => `{${prefix}:${pool}}:task:${id}`;
  return {
    store,
    open,
    advance: (ms) => passServerTime(store, ms),
    writeProtocol: async ({ min, current }) => {
      await admin.hset(`{${prefix}::store}`, { protocolMin: min, protocolCurrent: current });
    },
    writeUnknownField: async (pool, id, value) => {
      await admin.hset(task(pool, id), 'writtenByALaterVersion', value);
    },
    readUnknownField: async (pool, id) => (await admin.hget(task(pool, id), 'writtenByALaterVersion')) ?? undefined,
    backdate: async (pool, id, ms) => {
      const [status, endedAt] = await admin.hmget(task(pool, id), 'status', 'endedAt');
      const at = Number(endedAt) - ms;
      await admin.hset(task(pool, id), 'endedAt', at);
      await admin.zadd(`{${prefix}:${pool}}:ended:${status}`, at, id);
    },
    outage: { begin: () => proxy.cut(), end: () => proxy.restore() },
    child: { url: new URL('./child.ts', import.meta.url).href, options: { url: redisUrl, prefix } },
    dispose: async () => {
      for (const one of opened) await one.close();
      admin.disconnect();
      await proxy.close();
      await dropPrefix(redisUrl, prefix);
    },
  };
};

describe.skipIf(redisUrl === '')('on a real server', () => {
  describeTaskStore('RedisTaskStore', redis);
});
