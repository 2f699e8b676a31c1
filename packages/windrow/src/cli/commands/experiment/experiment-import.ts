import { readableFile } from '../../files/read-file.js';
import { interruptible } from '../../interruptible.js';
import { bytesText } from '../../output/human-text.js';
import { progressBar } from '../../output/progress-bar.js';
import { terminalOutput } from '../../output/terminal.js';
import { type GlobalOptions, withWindrow } from '../../with-windrow.js';

export interface ImportOptions extends GlobalOptions {
  readonly name?: string;
}

/** The file is read twice: the first time it is only checked, so nothing is written of one that is damaged. */
export async function experimentImport(file: string, options: ImportOptions): Promise<void> {
  await withWindrow(options, async ({ experiments }) => {
    const archive = await readableFile(file);
    const bar = await progressBar({ ...options, show: bytesText, rate: (bytes) => `${bytesText(bytes)}/s` });
    const experiment = await interruptible('Nothing was imported.', async (signal) => {
      let reading = 0;
      const read = (): AsyncIterable<Uint8Array> => {
        const before = archive.size * reading;
        reading += 1;
        const doing = reading === 1 ? 'checking' : 'writing';
        return archive.bytes(signal, (done) => bar.update(before + done, 2 * archive.size, doing));
      };
      try {
        return await experiments.import(read, options.name === undefined ? {} : { name: options.name });
      } finally {
        bar.stop();
      }
    });
    let recorders = 0;
    for await (const _ of experiment.recorders()) recorders += 1;
    terminalOutput(options.json === true).result(
      'experiment-import',
      { experiment: experiment.info, file, recorders },
      () => `Experiment ${experiment.name} (${experiment.id}) with ${recorders} recorders.`,
    );
  });
}
