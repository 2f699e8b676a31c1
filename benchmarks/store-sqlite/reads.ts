import { parseFilter, TASK_VOCABULARY } from '@windrow/core';
import { SqliteTaskStore } from '@windrow/store-sqlite';
import { fill } from './fill.js';
import { inDirectory, type Line, median, timesMs } from './measure.js';

const POOL = 'pool';
const LIMIT_MS = 5;

/** Counting and paging in a pool of `size` tasks. */
export async function measureReads(size: number): Promise<readonly Line[]> {
  return inDirectory(async (directory) => {
    await fill(directory, POOL, size, 0);
    const store = await SqliteTaskStore.open({ directory });
    const many = size.toLocaleString('en');
    const done = parseFilter({ status: 'done' }, TASK_VOCABULARY);
    const unfinished = parseFilter({ status: { $in: ['waiting', 'running', 'part_done'] } }, TASK_VOCABULARY);
    const line = async (what: string, body: (i: number) => Promise<unknown>): Promise<Line> => {
      const times = await timesMs(200, body);
      const worst = times.at(-3) ?? Number.NaN;
      return {
        what,
        measured: `${median(times).toFixed(2)} ms (99 %: ${worst.toFixed(2)} ms)`,
        promised: `< ${LIMIT_MS} ms`,
        holds: median(times) < LIMIT_MS,
      };
    };
    const at = (i: number): string => String(Math.floor((size / 200) * i * 0.99));
    const lines = [
      await line(`count by status of ${many}`, () => store.count(POOL)),
      await line(`count of one status of ${many}`, () => store.count(POOL, done)),
      await line(`page of 50 of ${many}, anywhere`, (i) => store.list(POOL, { fields: [], limit: 50, cursor: at(i) })),
      await line(`page of 50 of ${many}, one status`, (i) =>
        store.list(POOL, { filter: done, fields: [], limit: 50, cursor: String(Math.floor(((size / 2) * i) / 201)) }),
      ),
      await line(`page of 50 of ${many}, three statuses`, (i) =>
        store.list(POOL, { filter: unfinished, fields: [], limit: 50, cursor: at(i) }),
      ),
      await line(`first unfinished task of ${many}`, () =>
        store.list(POOL, { filter: unfinished, fields: [], limit: 1 }),
      ),
    ];
    await store.close();
    return lines;
  });
}
