import type { RecorderInfo } from '@windrow/core';
import { UsageError } from '../../cli-errors.js';
import { terminalOutput } from '../../output/terminal.js';
import { withWindrow } from '../../with-windrow.js';
import { compareRecorders } from './comparison.js';
import { comparisonTables } from './comparison-tables.js';
import { openExperiment } from './open-experiment.js';
import { openRecorder } from './open-recorder.js';
import { type RecorderPageOptions, recorderPage } from './recorder-page.js';

export interface CompareOptions extends RecorderPageOptions {
  readonly all?: boolean;
}

/** Recorders of one experiment side by side: those named, or a page of those that match. */
export async function experimentCompare(
  name: string,
  named: readonly string[],
  options: CompareOptions,
): Promise<void> {
  if (named.length > 0 && (options.filter !== undefined || options.status !== undefined)) {
    throw new UsageError('Name recorders, or give --filter and --status, not both.');
  }
  await withWindrow(options, async (windrow) => {
    const experiment = await openExperiment(windrow, name);
    const recorders: RecorderInfo[] = [];
    for (const each of named) recorders.push((await openRecorder(experiment, each)).opened);
    let cursor: string | undefined;
    if (named.length === 0) {
      const page = await recorderPage(windrow, experiment.id, options);
      recorders.push(...page.recorders);
      cursor = page.cursor;
    }
    const comparison = compareRecorders(recorders, options.all === true);
    const more = cursor === undefined ? {} : { cursor };
    terminalOutput(options.json === true).result(
      'experiment-compare',
      { experiment: experiment.info, ...comparison, ...more },
      () => comparisonTables(comparison, cursor),
    );
  });
}
