import { readFileSync } from 'node:fs';
import { Command, Option } from 'commander';
import { parseInteger } from './parse-options.js';
import type { GlobalOptions } from './with-windrow.js';

/**
 * The command line. Actions load what they need when they run, so that `--help` is quick.
 *
 * @param exit called with the exit code of commands that have one of their own
 */
export function makeProgram(exit: (code: number) => void): Command {
  const program = new Command('windrow')
    .description('Generate, store, train, collect and ensemble research tasks.')
    .version(version())
    .addOption(
      new Option('--store <url>', 'where tasks live: sqlite:DIR, memory:, mongodb://…, redis://…').env('WINDROW_STORE'),
    )
    .option('--config <file>', 'the configuration (windrow.config.ts of the working directory)')
    .option('--json', 'one JSON object on standard output')
    .addHelpText('after', '\nExit codes: 0 ok, 1 failed, 2 usage, 3 store unreachable, 4 time-out.');
  const global = (own: object): GlobalOptions & object => ({ ...program.opts<GlobalOptions>(), ...own });

  program
    .command('worker <pool>')
    .description('train tasks of a pool until stopped')
    .option('-c, --concurrency <n>', 'tasks at once', parseInteger, 1)
    .option('--until-empty', 'leave when nothing waits')
    .option('--second-step', 'train what a delayed trainer prepared')
    .option('--experiment <name>', 'for tasks that name none (the pool’s name)')
    .action(async (pool: string, own: object) =>
      (await import('./commands/worker.js')).runWorker(pool, global(own) as never),
    );

  const pool = program.command('pool').description('look at pools of tasks and steer them');
  addReading(pool, global, exit);
  addChanging(pool, global);
  return program;
}

function addReading(pool: Command, global: (own: object) => object, exit: (code: number) => void): void {
  const read = () => import('./commands/pool-read.js');
  pool
    .command('list')
    .description('every pool, with its tasks by status')
    .action(async (own: object) => (await read()).poolList(global(own)));
  withFilter(pool.command('stat <pool>'))
    .description('how many tasks there are in each status')
    .action(async (name: string, own: object) => (await read()).poolStat(name, global(own)));
  withFilter(pool.command('query <pool>'))
    .description('tasks that match')
    .option('-n, --limit <n>', 'at most so many', parseInteger, 50)
    .action(async (name: string, own: object) => (await read()).poolQuery(name, global(own) as never));
  pool
    .command('show <pool> <id>')
    .description('one task: its definition, its attempts, its error')
    .action(async (name: string, id: string, own: object) => (await read()).poolShow(name, id, global(own)));
  withFilter(pool.command('wait <pool>'))
    .description('wait until every task has ended; exit code 1 when one failed')
    .option('--timeout <duration>', 'give up after 30s, 5m, 2h (exit code 4)')
    .action(async (name: string, own: object) =>
      exit(await (await import('./commands/pool-wait.js')).poolWait(name, global(own))),
    );
}

function addChanging(pool: Command, global: (own: object) => object): void {
  const change = () => import('./commands/pool-change.js');
  withChange(pool.command('retry <pool> [ids...]'))
    .description('run failed tasks again (all of them, unless told which)')
    .action(async (name: string, ids: string[], own: object) => (await change()).poolRetry(name, ids, global(own)));
  withChange(pool.command('cancel <pool> [ids...]'))
    .description('stop tasks: waiting ones at once, running ones by asking')
    .action(async (name: string, ids: string[], own: object) => (await change()).poolCancel(name, ids, global(own)));
  withChange(pool.command('prioritize <pool> <priority> [ids...]'))
    .description('change the order: higher first')
    .action(async (name: string, priority: string, ids: string[], own: object) =>
      (await change()).poolPrioritize(name, parseInteger(priority), ids, global(own)),
    );
  withChange(pool.command('reset <pool> [ids...]'))
    .description('run tasks again from the beginning, or from their second step')
    .addOption(new Option('--to <status>', 'where to').choices(['waiting', 'part_done']).default('waiting'))
    .option('--force', 'running tasks too; whoever runs one loses it')
    .action(async (name: string, ids: string[], own: object) =>
      (await change()).poolReset(name, ids, global(own) as never),
    );
  withChange(pool.command('remove <pool> [ids...]'))
    .description('remove tasks for good')
    .option('--force', 'running tasks too; whoever runs one loses it')
    .action(async (name: string, ids: string[], own: object) => (await change()).poolRemove(name, ids, global(own)));
  pool
    .command('reap <pool>')
    .description('give back what dead workers held')
    .action(async (name: string, own: object) => (await change()).poolReap(name, global(own)));
}

function withFilter(command: Command): Command {
  return command.option('-f, --filter <json>', 'only tasks that match, such as \'{"status":"failed"}\'');
}

function withChange(command: Command): Command {
  return withFilter(command).option('-y, --yes', 'do not ask').option('--dry-run', 'only say what would happen');
}

function version(): string {
  const manifest = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as {
    version: string;
  };
  return manifest.version;
}
