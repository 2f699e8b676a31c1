import { readFileSync } from 'node:fs';
import { Command, Option } from 'commander';
import type { CommandContext } from './command-context.js';
import { addCompletion } from './commands/completion/add-completion.js';
import { addDoctor } from './commands/doctor/add-doctor.js';
import { addExperiment } from './commands/experiment/add-experiment.js';
import { addInit } from './commands/init/add-init.js';
import { addPool } from './commands/pool/add-pool.js';
import { addRun } from './commands/run/add-run.js';
import { addWorker } from './commands/worker/add-worker.js';
import type { GlobalOptions } from './with-windrow.js';

/**
 * The command line. Each command registers itself with what `--help` needs; its action loads the rest when it runs, so that
 * `--help` is quick.
 *
 * @param exit called with the exit code of commands that have one of their own
 */
export function makeProgram(exit: CommandContext['exit']): Command {
  const program = new Command('windrow')
    .description('Generate, store, train, collect and ensemble research tasks.')
    .version(version())
    .addOption(
      new Option('--store <url>', 'where tasks live: sqlite:DIR, memory:, mongodb://…, redis://…').env('WINDROW_STORE'),
    )
    .option('--config <file>', 'the configuration (windrow.config.ts of the working directory)')
    .option('--json', 'one JSON object on standard output')
    // Before any command is added, which takes it over.
    .showHelpAfterError('(--help after the command says what it takes)')
    .addHelpText('after', '\nExit codes: 0 ok, 1 failed, 2 usage, 3 store unreachable, 4 time-out.');
  const context: CommandContext = { global: (own) => ({ ...program.opts<GlobalOptions>(), ...own }), exit };
  addInit(program, context);
  addRun(program, context);
  addWorker(program, context);
  addPool(program, context);
  addExperiment(program, context);
  addDoctor(program, context);
  addCompletion(program, context);
  return program;
}

function version(): string {
  const manifest = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as {
    version: string;
  };
  return manifest.version;
}
