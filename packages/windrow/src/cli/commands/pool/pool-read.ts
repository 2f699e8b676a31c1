import { type Filter, type StatusCounts, TASK_STATUSES } from '@windrow/core';
import type { TaskAnswer } from '../../answers/pool-answers.js';
import { parseFilterText } from '../../filter-text.js';
import { cleanText } from '../../output/clean-text.js';
import { timeText } from '../../output/human-text.js';
import { moreLine } from '../../output/more-line.js';
import { table } from '../../output/table.js';
import { terminalOutput } from '../../output/terminal.js';
import { requirePool } from '../../require-pool.js';
import type { PageOptions } from '../../with-pages.js';
import { type GlobalOptions, withWindrow } from '../../with-windrow.js';

export interface FilterOptions extends GlobalOptions {
  readonly filter?: string;
}

export const filterOf = ({ filter }: FilterOptions): Filter => (filter === undefined ? {} : parseFilterText(filter));

export async function poolList(options: GlobalOptions): Promise<void> {
  await withWindrow(options, async (windrow) => {
    const pools = await windrow.tasks.pools();
    const rows = pools.map(({ pool, counts, paused }) => [pool, ...countsOf(counts), paused ? 'paused' : '']);
    terminalOutput(options.json === true).result('pool-list', { pools }, () =>
      pools.length === 0 ? 'There is no pool yet.' : table(['pool', ...TASK_STATUSES, ''], rows),
    );
  });
}

export async function poolStat(pool: string, options: FilterOptions): Promise<void> {
  await withWindrow(options, async (windrow) => {
    const manager = await requirePool(windrow, pool);
    const counts = await manager.stat(filterOf(options));
    const workers = await windrow.tasks.workers(pool);
    terminalOutput(options.json === true).result('pool-stat', { pool, counts, workers: workers.length }, () =>
      [
        table(
          ['status', 'tasks'],
          TASK_STATUSES.map((status) => [status, counts[status]]),
        ),
        `${workers.length} workers alive`,
      ].join('\n'),
    );
  });
}

/** One page of tasks, in submission order. */
export async function poolQuery(pool: string, options: FilterOptions & PageOptions): Promise<void> {
  await withWindrow(options, async (windrow) => {
    const manager = await requirePool(windrow, pool);
    const { limit, cursor } = options;
    const page = await manager.page(filterOf(options), {
      select: ['definition'],
      limit,
      ...(cursor === undefined ? {} : { cursor }),
    });
    terminalOutput(options.json === true).result('pool-query', { pool, ...page }, () =>
      page.tasks.length === 0
        ? 'No task matches.'
        : [
            table(
              ['id', 'status', 'attempts', 'priority', 'created', 'definition'],
              page.tasks.map(({ id, status, attempts, priority, createdAt, definition }) => [
                id,
                status,
                attempts,
                priority,
                timeText(createdAt),
                JSON.stringify(definition),
              ]),
            ),
            ...moreLine(page.cursor),
          ].join('\n'),
    );
  });
}

export async function poolShow(pool: string, id: string, options: GlobalOptions): Promise<void> {
  await withWindrow(options, async (windrow) => {
    const manager = await requirePool(windrow, pool);
    const task = await manager.get(id, { select: ['definition', 'history', 'progress'] });
    terminalOutput(options.json === true).result('pool-show', { pool, task }, () => describeTask(task));
  });
}

function countsOf(counts: StatusCounts): readonly number[] {
  return TASK_STATUSES.map((status) => counts[status]);
}

function describeTask({ definition, history, error, ...task }: TaskAnswer): string {
  const facts = Object.entries(task).map(([name, value]) => [
    name,
    typeof value === 'object' ? JSON.stringify(value) : String(value),
  ]);
  const attempts = (history?.attempts ?? []).map(({ fence, outcome, workerId, startedAt, endedAt, error: why }) => [
    fence,
    outcome,
    endedAt - startedAt,
    workerId,
    why?.message ?? '',
  ]);
  return [
    table(['field', 'value'], facts),
    ...(error === undefined ? [] : ['', cleanText(error.stack ?? `${error.name}: ${error.message}`)]),
    '',
    table(['fence', 'outcome', 'ms', 'worker', 'error'], attempts),
    '',
    cleanText(JSON.stringify(definition, undefined, 2)),
  ].join('\n');
}
