import { randomUUID } from 'node:crypto';
import { TaskManager } from '@windrow/core';
import { RedisTaskStore } from '@windrow/store-redis';
import { Redis } from 'ioredis';
import { afterEach, expect, inject, it, vi } from 'vitest';
import { Worker } from '../src/index.js';

const url = inject('redisUrl') ?? '';
const opened: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of opened.splice(0).reverse()) await close();
});

it.skipIf(url === '')('a worker ends a task and takes the next in one script of Redis', async () => {
  const prefix = `w${randomUUID().slice(0, 8)}`;
  const client = new Redis(url);
  opened.push(async () => {
    const keys = await client.keys(`{${prefix}:*`);
    if (keys.length > 0) await client.unlink(...keys);
    client.disconnect();
  });
  const store = await RedisTaskStore.open({ client, prefix, onWarning: () => {} });
  opened.push(() => store.close());
  const manager = new TaskManager(store, 'pool', { codeVersion: false });
  await manager.createTasks(Array.from({ length: 20 }, (_, number) => ({ number })));

  let scripts = 0;
  const call = client.call.bind(client) as (...words: unknown[]) => Promise<unknown>;
  vi.spyOn(client, 'call').mockImplementation(((...words: unknown[]) => {
    const [name, args] = words as [string, readonly unknown[]];
    // Whatever claims or ends has the key of what claims took. A script that the server does not know yet is sent again by EVAL.
    if (name === 'EVALSHA' && args.includes(`{${prefix}:pool}:requests`)) scripts += 1;
    return call(...words);
  }) as typeof client.call);
  const train = async ({ number }: { readonly number?: number }) => {
    await new Promise((resolve) => setTimeout(resolve, 1));
    return number;
  };
  const worker = new Worker(store, { pool: 'pool', train: (definition) => train(definition as object), maxTasks: 20 });
  expect(await worker.run()).toMatchObject({ done: 20 });
  // The first claim, then one script for each task: its end, with the claim of the next.
  expect(scripts).toBe(21);
});
