import { RedisTaskStore } from '@windrow/store-redis';
import { Worker } from 'bullmq';
import { Redis } from 'ioredis';
import { claim, finish, POOL } from './windrow-peer.js';

/** Idle claimers in a process of their own; they tell when the first of them holds a task, and when it is completed. */
const [peer = '', url = '', name = '', count = '1'] = process.argv.slice(2);
const held = (): void => void process.send?.({ held: String(process.hrtime.bigint()) });
const completed = (): void => void process.send?.('completed');

for (let i = 0; i < Number(count); i += 1) {
  if (peer === 'bullmq') {
    const worker = new Worker(name, async () => held(), { connection: new Redis(url, { maxRetriesPerRequest: null }) });
    worker.on('completed', completed);
    await worker.waitUntilReady();
  } else {
    const store = await RedisTaskStore.open({ url, prefix: name, onWarning: () => {} });
    await store.subscribe(POOL, ({ claimable }) => {
      if (claimable) void takeOne(store);
    });
  }
}
process.send?.('ready');
process.on('disconnect', () => process.exit());

async function takeOne(store: RedisTaskStore): Promise<void> {
  const got = await claim(store, 1);
  if (got.length === 0) return;
  held();
  await finish(store, got);
  completed();
}
