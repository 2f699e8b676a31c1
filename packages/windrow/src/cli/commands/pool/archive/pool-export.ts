import { exportPool } from '@windrow/core';
import { mayWrite, saveFile } from '../../../files/save-file.js';
import { interruptible } from '../../../interruptible.js';
import { bytesText } from '../../../output/human-text.js';
import { progressBar } from '../../../output/progress-bar.js';
import { terminalOutput } from '../../../output/terminal.js';
import { requirePool } from '../../../require-pool.js';
import { type GlobalOptions, withWindrow } from '../../../with-windrow.js';

export interface PoolExportOptions extends GlobalOptions {
  readonly yes?: boolean;
  readonly force?: boolean;
}

export async function poolExport(pool: string, file: string, options: PoolExportOptions): Promise<void> {
  await withWindrow(options, async (windrow) => {
    await requirePool(windrow, pool);
    if (!(await mayWrite(file, options))) return;
    const bar = await progressBar(options);
    let tasks = 0;
    const bytes = await interruptible('No file was written.', async (signal) => {
      try {
        const archive = exportPool(windrow.tasks, pool, {
          artifacts: windrow.artifacts,
          force: options.force === true,
          signal,
          onProgress: ({ exported, total }) => {
            tasks = exported;
            bar.update(exported, total, 'tasks');
          },
        });
        return await saveFile(file, archive, signal);
      } finally {
        bar.stop();
      }
    });
    terminalOutput(options.json === true).result(
      'pool-export',
      { pool, file, bytes, tasks },
      () => `${file}: ${tasks} tasks of pool ${pool}, ${bytesText(bytes)}.`,
    );
  });
}
