import { type Command, Option } from 'commander';
import type { CommandContext } from '../../command-context.js';
import { parseCount } from '../../parse-options.js';
import type { RunCommandOptions } from './run-command.js';

/** `windrow run FILE`. */
export function addRun(program: Command, { global, exit }: CommandContext): void {
  program
    .command('run <file>')
    .description('run a workflow file: one task, or with generate the whole flow; run again, it goes on where it was')
    .addOption(
      new Option('--set <path=value>', 'a value of the task, such as model.kwargs.alpha=0.1 (may be given often)')
        .argParser(collect)
        .default([], 'none'),
    )
    .option('--dry-run', 'only show which tasks and windows there would be')
    .option('--experiment <name>', 'where recorders go (what the file says, else the file’s name)')
    .option('--pool <name>', 'where tasks live (what the file says, else the experiment)')
    .option('-c, --concurrency <n>', 'tasks at once (what the file says, else 1)', parseCount)
    .option('-o, --output <directory>', 'where files go (what the file says)')
    .option('--retry-failed', 'try again what failed earlier')
    .action(async (file: string, own: RunCommandOptions) =>
      exit(await (await import('./run-command.js')).runCommand(file, global(own))),
    );
}

function collect(value: string, before: readonly string[]): readonly string[] {
  return [...before, value];
}
