import { describeTaskStore, startCuttableProxy } from '@windrow/testkit';
import { describe, inject } from 'vitest';
import { onServer, taskStoresOn, type Way } from './harness.js';

const redisUrl = inject('redisUrl') ?? '';

async function throughProxy(): Promise<Way> {
  const url = new URL(redisUrl);
  const proxy = await startCuttableProxy({ host: url.hostname, port: Number(url.port) });
  [url.hostname, url.port] = ['127.0.0.1', String(proxy.port)];
  return {
    options: { url: url.href },
    outage: { begin: () => proxy.cut(), end: () => proxy.restore() },
    close: () => proxy.close(),
  };
}

describe.skipIf(redisUrl === '')('on a real server', () => {
  describeTaskStore('RedisTaskStore', taskStoresOn(onServer(redisUrl), throughProxy));
});
