import { type Command, Option } from 'commander';
import type { CommandContext } from '../../command-context.js';
import { parseCount, parseDurationMs } from '../../parse-options.js';
import type { WorkerCommandOptions } from './run-worker.js';

/** `windrow worker POOL`. */
export function addWorker(program: Command, { global }: CommandContext): void {
  program
    .command('worker <pool>')
    .description('train tasks of a pool until stopped')
    .option('-c, --concurrency <n>', 'tasks at once', parseCount, 1)
    .addOption(
      new Option('--isolate <where>', 'train on this thread, in threads or in processes of their own')
        .choices(['inline', 'thread', 'process'])
        .default('inline'),
    )
    .option('--memory-limit <mb>', 'what a thread or process may use; one that uses more is ended', parseCount)
    .option('--time-limit <duration>', 'limit of one attempt, where the task has none', parseDurationMs)
    .option('--offers <word...>', 'what this worker has, for tasks that require it, such as gpu')
    .option('--until-empty', 'leave when nothing waits')
    .option('--second-step', 'train what a delayed trainer prepared')
    .option('--experiment <name>', 'for tasks that name none (the pool’s name)')
    .action(async (pool: string, own: WorkerCommandOptions) =>
      (await import('./run-worker.js')).runWorker(pool, global(own)),
    );
}
