import { randomUUID } from 'node:crypto';
import { type Durability, openSqliteStore } from '@windrow/store-sqlite';
import { inDirectory, type Line, median, timesMs } from './measure.js';
import { sampleTask } from './tasks.js';

const POOL = 'pool';

/** What each operation costs with each durability, at the median. Promises nothing: the disk decides. */
export async function measureDurability(count: number): Promise<readonly Line[]> {
  const costs = {
    process: await inDirectory((directory) => costsOf(directory, 'process', count)),
    'power-loss': await inDirectory((directory) => costsOf(directory, 'power-loss', count)),
  };
  return Object.keys(costs.process).map((what) => ({
    what,
    measured: `process ${costs.process[what]?.toFixed(2)} ms, power-loss ${costs['power-loss'][what]?.toFixed(2)} ms`,
    promised: '',
    holds: true,
  }));
}

async function costsOf(
  directory: string,
  durability: Durability,
  count: number,
): Promise<Readonly<Record<string, number>>> {
  await using store = await openSqliteStore({ directory, durability });
  const { tasks, experiments, artifacts } = store;
  const claims: Parameters<typeof tasks.settle>[0][number]['claim'][] = [];
  const { id } = await experiments.getOrCreate('experiment');
  await experiments.createRecorder(id, { id: 'r', name: 'r', status: 'RUNNING', tags: {}, environment: {} });
  const request = { limit: 1, from: 'waiting', routes: [''], workerId: 'w', leaseMs: 60_000 } as const;
  const result = { kind: 'inline', encoding: 'raw', bytes: new Uint8Array(1_000) } as const;
  const bytes = new Uint8Array(100_000);
  const steps: readonly (readonly [string, (i: number) => Promise<unknown>])[] = [
    ['submit one task', (i) => tasks.submit(POOL, [sampleTask(i)], 'reuse')],
    ['submit 1,000 tasks', (i) => tasks.submit(POOL, batch(i), 'reuse')],
    [
      'claim one task',
      async () => {
        const taken = await tasks.claim(POOL, { ...request, requestId: randomUUID() });
        claims.push(...taken.tasks.map(({ claim }) => claim));
      },
    ],
    [
      'commit one task with 1 KB',
      async () => {
        const claim = claims.pop();
        if (claim !== undefined) await tasks.settle([{ claim, end: { kind: 'done', result } }]);
      },
    ],
    ['log one metric point', (i) => experiments.logMetrics('r', [{ key: 'loss', step: i, value: i, time: i }])],
    [
      'put an artifact of 100 KB',
      (i) => artifacts.put({ kind: 'task', storeId: 's', pool: POOL, taskId: String(i) }, 'model', bytes),
    ],
  ];
  const costs: Record<string, number> = {};
  for (const [what, step] of steps) {
    costs[what] = median(await timesMs(what.includes('1,000') ? Math.ceil(count / 20) : count, step));
  }
  return costs;
}

function batch(i: number): ReturnType<typeof sampleTask>[] {
  return Array.from({ length: 1_000 }, (_, n) => sampleTask(1_000_000 + i * 1_000 + n));
}
