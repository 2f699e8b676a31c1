import type { RecorderInfo } from '@windrow/core';
import { durationText, numberText, timeText } from '../../output/human-text.js';
import { moreLine } from '../../output/more-line.js';
import { table } from '../../output/table.js';
import { terminalOutput } from '../../output/terminal.js';
import { withWindrow } from '../../with-windrow.js';
import { describeRecorder, readRecorder } from './describe-recorder.js';
import { openExperiment } from './open-experiment.js';
import { openRecorder } from './open-recorder.js';
import { type RecorderPageOptions, recorderPage } from './recorder-page.js';

export interface ShowOptions extends RecorderPageOptions {
  readonly metric?: string;
  readonly points: number;
}

/** The recorders of an experiment, or all of one recorder. */
export async function experimentShow(name: string, recorder: string | undefined, options: ShowOptions): Promise<void> {
  await withWindrow(options, async (windrow) => {
    const output = terminalOutput(options.json === true);
    const experiment = await openExperiment(windrow, name);
    if (recorder !== undefined) {
      const read = await readRecorder(await openRecorder(experiment, recorder), options);
      output.result('recorder-show', { experiment: experiment.info, ...read }, () => describeRecorder(read));
      return;
    }
    const { recorders, cursor } = await recorderPage(windrow, experiment.id, options);
    const more = cursor === undefined ? {} : { cursor };
    output.result('experiment-show', { experiment: experiment.info, recorders, ...more }, () =>
      [
        table(['experiment', 'id', 'created'], [[experiment.name, experiment.id, timeText(experiment.info.createdAt)]]),
        '',
        recorders.length === 0 ? 'No recorder matches.' : recorderTable(recorders),
        ...moreLine(cursor),
      ].join('\n'),
    );
  });
}

function recorderTable(recorders: readonly RecorderInfo[]): string {
  return table(
    ['recorder', 'name', 'status', 'created', 'took', 'metrics'],
    recorders.map(({ id, name, status, createdAt, startedAt, endedAt, metrics }) => [
      id,
      name,
      status,
      timeText(createdAt),
      startedAt === undefined || endedAt === undefined ? '' : durationText(endedAt - startedAt),
      Object.entries(metrics)
        .map(([key, value]) => `${key} ${numberText(value)}`)
        .join(', '),
    ]),
  );
}
