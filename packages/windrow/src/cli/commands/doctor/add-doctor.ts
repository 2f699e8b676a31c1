import type { Command } from 'commander';
import type { CommandContext } from '../../command-context.js';
import type { DoctorOptions } from './run-doctor.js';

/** `windrow doctor`. */
export function addDoctor(program: Command, { global, exit }: CommandContext): void {
  program
    .command('doctor')
    .description('look for what is wrong, and say what to do; exit code 1 when something needs doing')
    .option('--pool <pool...>', 'only these pools (every pool)')
    .action(async (own: DoctorOptions) => exit(await (await import('./run-doctor.js')).runDoctor(global(own))));
}
