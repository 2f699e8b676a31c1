import { type Command, Option } from 'commander';
import type { CommandContext } from '../../command-context.js';
import type { InitCommandOptions } from './init-command.js';

/** `windrow init [DIR]`. */
export function addInit(program: Command, { global }: CommandContext): void {
  program
    .command('init [directory]')
    .description('make a project that runs: a workflow, your own data and model, and where results live')
    .addOption(
      new Option('--template <name>', 'rolling: the whole flow (default); task: one task').choices(['rolling', 'task']),
    )
    .option('-y, --yes', 'do not ask')
    .action(async (directory: string | undefined, own: InitCommandOptions) =>
      (await import('./init-command.js')).initCommand(directory, global(own)),
    );
}
