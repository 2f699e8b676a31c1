import { SqliteTaskStore } from '@windrow/store-sqlite';
import { BareSqlite } from './bare.js';
import { inDirectory, type Line, perSecond, rate } from './measure.js';
import { sampleTask } from './tasks.js';

const BATCH = 1_000;

/** Submitting `count` tasks of about 1 KB, against the bare INSERT in transactions of the same size. */
export async function measureSubmit(count: number): Promise<readonly Line[]> {
  const tasks = Array.from({ length: count }, (_, n) => sampleTask(n));
  const batches = Array.from({ length: Math.ceil(count / BATCH) }, (_, i) => tasks.slice(i * BATCH, (i + 1) * BATCH));
  const rates = { bare: [] as number[], store: [] as number[] };
  for (let round = 0; round < 3; round += 1) {
    rates.bare.push(
      await inDirectory(async (directory) => {
        const bare = await BareSqlite.open(directory, 'pool');
        const result = await perSecond(() => {
          for (const batch of batches) bare.insert(batch);
          return count;
        });
        bare.close();
        return result;
      }),
    );
    rates.store.push(
      await inDirectory(async (directory) => {
        const store = await SqliteTaskStore.open({ directory });
        const result = await perSecond(async () => {
          for (const batch of batches) await store.submit('pool', batch, 'reuse');
          return count;
        });
        await store.close();
        return result;
      }),
    );
  }
  const [bare, store] = [Math.max(...rates.bare), Math.max(...rates.store)];
  return [
    {
      what: `submit ${count.toLocaleString('en')} tasks of ~1 KB`,
      measured: `${rate(store)}, ${Math.round((100 * store) / bare)} % of bare INSERT (${rate(bare)})`,
      promised: '≥ 50 %',
      holds: store >= 0.5 * bare,
    },
  ];
}
