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
  const edit = (pool: string, id: string, body: string, value: string | number) =>
    admin.eval(
      `local task = cmsgpack.unpack(redis.call('HGET', KEYS[1], ARGV[1])) ${body}
       redis.call('HSET', KEYS[1], ARGV[1], cmsgpack.pack(task)) return { task.status, task.ended }`,
      1,
      `{${prefix}:${pool}}:tasks`,
      id,
      value,
    );
  return {
    store,
    open,
    advance: (ms) => passServerTime(store, ms),
    writeProtocol: async ({ min, current }) => {
      await admin.hset(`{${prefix}::store}`, { protocolMin: min, protocolCurrent: current });
    },
    writeUnknownField: async (pool, id, value) => {
      await edit(pool, id, 'task.writtenByALaterVersion = ARGV[2]', value);
    },
    readUnknownField: async (pool, id) => {
      const read = `return cmsgpack.unpack(redis.call('HGET', KEYS[1], ARGV[1])).writtenByALaterVersion`;
      return ((await admin.eval(read, 1, `{${prefix}:${pool}}:tasks`, id)) as string | null) ?? undefined;
    },
    backdate: async (pool, id, ms) => {
      const [status, at] = (await edit(pool, id, 'task.ended = task.ended - ARGV[2]', ms)) as [string, number];
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
