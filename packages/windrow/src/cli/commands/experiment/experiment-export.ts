import { mayWrite, saveFile } from '../../files/save-file.js';
import { interruptible } from '../../interruptible.js';
import { bytesText } from '../../output/human-text.js';
import { progressBar } from '../../output/progress-bar.js';
import { terminalOutput } from '../../output/terminal.js';
import { type GlobalOptions, withWindrow } from '../../with-windrow.js';
import { openExperiment } from './open-experiment.js';

export interface ExportOptions extends GlobalOptions {
  readonly yes?: boolean;
}

export async function experimentExport(name: string, file: string, options: ExportOptions): Promise<void> {
  await withWindrow(options, async (windrow) => {
    const experiment = await openExperiment(windrow, name);
    if (!(await mayWrite(file, options))) return;
    const bar = await progressBar(options);
    let recorders = 0;
    const bytes = await interruptible('No file was written.', async (signal) => {
      try {
        const archive = experiment.export({
          onProgress: ({ done, total }) => {
            recorders = done;
            bar.update(done, total, 'recorders');
          },
        });
        return await saveFile(file, archive, signal);
      } finally {
        bar.stop();
      }
    });
    terminalOutput(options.json === true).result(
      'experiment-export',
      { experiment: experiment.info, file, bytes, recorders },
      () => `${file}: ${recorders} recorders of experiment ${experiment.name}, ${bytesText(bytes)}.`,
    );
  });
}
