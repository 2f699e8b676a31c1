import { importPool } from '@windrow/core';
import { readableFile } from '../../../files/read-file.js';
import { interruptible } from '../../../interruptible.js';
import { progressBar } from '../../../output/progress-bar.js';
import { terminalOutput } from '../../../output/terminal.js';
import { type GlobalOptions, withWindrow } from '../../../with-windrow.js';

export interface PoolImportOptions extends GlobalOptions {
  readonly name?: string;
}

/** The file is checked whole first. An import that was stopped goes on where it was when it is run again. */
export async function poolImport(file: string, options: PoolImportOptions): Promise<void> {
  await withWindrow(options, async (windrow) => {
    const archive = await readableFile(file);
    const bar = await progressBar(options);
    const report = await interruptible('Import the same file again to go on.', async (signal) => {
      try {
        return await importPool(windrow.tasks, () => archive.bytes(signal), {
          ...(options.name === undefined ? {} : { pool: options.name }),
          artifacts: windrow.artifacts,
          signal,
          onProgress: ({ phase, done, total }) =>
            bar.update(done, total, phase === 'check' ? 'tasks checked' : 'tasks written'),
        });
      } finally {
        bar.stop();
      }
    });
    const { pool, copied, artifacts, bytes } = report;
    terminalOutput(options.json === true).result(
      'pool-import',
      { pool, file, tasks: copied, largeResults: artifacts, bytes },
      () => `Pool ${pool} has the ${copied} tasks of ${file}.`,
    );
  });
}
