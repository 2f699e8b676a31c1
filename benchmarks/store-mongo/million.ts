import type { MongoTaskStore } from '@windrow/store-mongo';
import type { BareMongo } from './bare.js';
import { sampleTasks } from './tasks.js';

const BATCH = 1_000;
/** Inserts under way at once. */
const CONNECTIONS = 4;

/** Fills a pool with `count` ready documents, every second one done; what is there already stays. */
export async function loadPool(bare: BareMongo, pool: string, count: number): Promise<void> {
  let left = Math.ceil((count - (await bare.size(pool))) / BATCH);
  const start = performance.now();
  await Promise.all(
    Array.from({ length: CONNECTIONS }, async () => {
      while (left > 0) {
        left -= 1;
        await bare.load(pool, sampleTasks(BATCH));
      }
    }),
  );
  console.log(
    `${pool} has ${count.toLocaleString('en')} tasks after ${((performance.now() - start) / 1_000).toFixed(0)} s`,
  );
}

/** Fills a pool with tasks that all wait. */
export async function fillPool(store: MongoTaskStore, pool: string, count: number): Promise<void> {
  for (let waiting = 0; waiting < count; waiting += BATCH) await store.submit(pool, sampleTasks(BATCH), 'reuse');
}
