import { type Command, Option } from 'commander';
import type { CommandContext } from '../../command-context.js';
import { parseDurationMs } from '../../parse-options.js';
import { type PageOptions, withPages } from '../../with-pages.js';
import type { FilterOptions } from './pool-read.js';
import type { PoolWaitOptions } from './pool-wait.js';
import type { PoolWatchOptions } from './watch/pool-watch.js';
import { withFilter } from './with-filter.js';

/** The commands that change nothing. */
export function addReading(pool: Command, { global, exit }: CommandContext): void {
  const read = () => import('./pool-read.js');
  pool
    .command('list')
    .description('every pool, with its tasks by status')
    .action(async (own: object) => (await read()).poolList(global(own)));
  withFilter(pool.command('stat <pool>'))
    .description('how many tasks there are in each status')
    .action(async (name: string, own: FilterOptions) => (await read()).poolStat(name, global(own)));
  withPages(withFilter(pool.command('query <pool>')))
    .description('tasks that match, in the order in which they were submitted, page by page')
    .action(async (name: string, own: FilterOptions & PageOptions) => (await read()).poolQuery(name, global(own)));
  pool
    .command('show <pool> <id>')
    .description('one task: its definition, its attempts, its error')
    .action(async (name: string, id: string, own: object) => (await read()).poolShow(name, id, global(own)));
  pool
    .command('watch <pool>')
    .description('show it live: counts, rate, time left, workers, last failures; Ctrl-C ends')
    .addOption(
      new Option('--interval <duration>', 'how often to look when nothing is heard')
        .argParser(parseDurationMs)
        .default(1_000, '1s'),
    )
    .action(async (name: string, own: PoolWatchOptions) =>
      (await import('./watch/pool-watch.js')).poolWatch(name, global(own)),
    );
  withFilter(pool.command('wait <pool>'))
    .description('wait until every task has ended; exit code 1 when one failed')
    .option('--timeout <duration>', 'give up after 30s, 5m, 2h (exit code 4)', parseDurationMs)
    .action(async (name: string, own: PoolWaitOptions) =>
      exit(await (await import('./pool-wait.js')).poolWait(name, global(own))),
    );
}
