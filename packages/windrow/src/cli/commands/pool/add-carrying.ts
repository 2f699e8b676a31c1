import type { Command } from 'commander';
import type { CommandContext } from '../../command-context.js';
import type { PoolExportOptions } from './archive/pool-export.js';
import type { PoolImportOptions } from './archive/pool-import.js';

/** The commands that carry a pool from one store to another. */
export function addCarrying(pool: Command, { global }: CommandContext): void {
  pool
    .command('export <pool> <file>')
    .description('write a pool with all its tasks and results as one file with checksums')
    .option('--force', 'running tasks too, as taken from their holders')
    .option('-y, --yes', 'replace the file if it is there')
    .action(async (name: string, file: string, own: PoolExportOptions) =>
      (await import('./archive/pool-export.js')).poolExport(name, file, global(own)),
    );
  pool
    .command('import <file>')
    .description('bring such a file into the store; run again after a stop, it goes on')
    .option('--name <pool>', 'the pool’s name here (the exported one’s)')
    .action(async (file: string, own: PoolImportOptions) =>
      (await import('./archive/pool-import.js')).poolImport(file, global(own)),
    );
}
