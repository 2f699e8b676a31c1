import { type Command, Option } from 'commander';
import type { CommandContext } from '../../command-context.js';
import { parseCount, parseDurationMs } from '../../parse-options.js';
import { withPages } from '../../with-pages.js';
import type { CompareOptions } from './experiment-compare.js';
import type { ExportOptions } from './experiment-export.js';
import type { GcOptions } from './experiment-gc.js';
import type { ImportOptions } from './experiment-import.js';
import type { ListOptions } from './experiment-list.js';
import type { ShowOptions } from './experiment-show.js';

/** `windrow experiment …`. */
export function addExperiment(program: Command, { global }: CommandContext): void {
  const experiment = program
    .command('experiment')
    .description('find what runs recorded, compare it, carry it elsewhere');
  withPages(experiment.command('list'))
    .description('every experiment')
    .option('--deleted', 'the deleted ones instead')
    .action(async (own: ListOptions) => (await import('./experiment-list.js')).experimentList(global(own)));
  withPages(selecting(experiment.command('show <experiment> [recorder]')))
    .description('the recorders of an experiment; or one recorder: params, metrics, tags, artifacts')
    .option('--metric <key>', 'the points of this metric too')
    .option('--points <n>', 'thin a series to about so many', parseCount, 200)
    .action(async (name: string, recorder: string | undefined, own: ShowOptions) =>
      (await import('./experiment-show.js')).experimentShow(name, recorder, global(own)),
    );
  withPages(selecting(experiment.command('compare <experiment> [recorders...]')), 10)
    .description('recorders side by side: params that differ, last metrics, tags')
    .option('--all', 'params that are the same too')
    .action(async (name: string, recorders: string[], own: CompareOptions) =>
      (await import('./experiment-compare.js')).experimentCompare(name, recorders, global(own)),
    );
  experiment
    .command('export <experiment> <file>')
    .description('write an experiment with all it keeps as one file with checksums')
    .option('-y, --yes', 'replace the file if it is there')
    .action(async (name: string, file: string, own: ExportOptions) =>
      (await import('./experiment-export.js')).experimentExport(name, file, global(own)),
    );
  experiment
    .command('import <file>')
    .description('read such a file into a new experiment, whole or not at all')
    .option('--name <name>', 'name of the new experiment (the exported one’s)')
    .action(async (file: string, own: ImportOptions) =>
      (await import('./experiment-import.js')).experimentImport(file, global(own)),
    );
  experiment
    .command('gc')
    .description('remove artifacts that no task and no recorder points at')
    .addOption(
      new Option('--grace <duration>', 'leave alone what was touched since')
        .argParser(parseDurationMs)
        .default(86_400_000, '24h'),
    )
    .option('-y, --yes', 'do not ask')
    .option('--dry-run', 'only say what would go')
    .action(async (own: GcOptions) => (await import('./experiment-gc.js')).experimentGc(global(own)));
}

function selecting(command: Command): Command {
  return command
    .option('-f, --filter <json>', 'only recorders that match, such as \'{"params.model.alpha":{"$lt":0.1}}\'')
    .option('-s, --status <status...>', 'only SCHEDULED, RUNNING, FINISHED or FAILED ones');
}
