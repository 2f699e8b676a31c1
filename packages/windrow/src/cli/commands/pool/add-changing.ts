import { Argument, type Command, Option } from 'commander';
import type { CommandContext } from '../../command-context.js';
import { parseInteger } from '../../parse-options.js';
import type { ChangeOptions, ResetOptions } from './pool-change.js';
import type { FilterOptions } from './pool-read.js';
import { withFilter } from './with-filter.js';

/** The commands that change tasks. */
export function addChanging(pool: Command, { global }: CommandContext): void {
  const change = () => import('./pool-change.js');
  withChange(pool.command('retry <pool> [ids...]'))
    .description('run failed tasks again (all of them, unless told which)')
    .action(async (name: string, ids: string[], own: ChangeOptions) =>
      (await change()).poolRetry(name, ids, global(own)),
    );
  withChange(pool.command('cancel <pool> [ids...]'))
    .description('stop tasks: waiting ones at once, running ones by asking')
    .action(async (name: string, ids: string[], own: ChangeOptions) =>
      (await change()).poolCancel(name, ids, global(own)),
    );
  withChange(pool.command('prioritize <pool>'))
    .addArgument(new Argument('<priority>').argParser(parseInteger))
    .argument('[ids...]')
    .description('change the order: higher first')
    .action(async (name: string, priority: number, ids: string[], own: ChangeOptions) =>
      (await change()).poolPrioritize(name, priority, ids, global(own)),
    );
  withChange(pool.command('reset <pool> [ids...]'))
    .description('run tasks again from the beginning, or from their second step')
    .addOption(new Option('--to <status>', 'where to').choices(['waiting', 'part_done']).default('waiting'))
    .option('--force', 'running tasks too; whoever runs one loses it')
    .action(async (name: string, ids: string[], own: ResetOptions) =>
      (await change()).poolReset(name, ids, global(own)),
    );
  withChange(pool.command('remove <pool> [ids...]'))
    .description('remove tasks for good')
    .option('--force', 'running tasks too; whoever runs one loses it')
    .action(async (name: string, ids: string[], own: ChangeOptions) =>
      (await change()).poolRemove(name, ids, global(own)),
    );
  pool
    .command('reap <pool>')
    .description('give back what dead workers held')
    .action(async (name: string, own: FilterOptions) => (await change()).poolReap(name, global(own)));
  const pause = () => import('./pool-pause.js');
  pool
    .command('pause <pool>')
    .description('hand out no task until it is resumed')
    .action(async (name: string, own: object) => (await pause()).poolPause(name, true, global(own)));
  pool
    .command('resume <pool>')
    .description('hand out tasks again')
    .action(async (name: string, own: object) => (await pause()).poolPause(name, false, global(own)));
}

function withChange(command: Command): Command {
  return withFilter(command).option('-y, --yes', 'do not ask').option('--dry-run', 'only say what would happen');
}
