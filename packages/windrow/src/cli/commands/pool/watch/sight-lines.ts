import { TASK_STATUSES } from '@windrow/core';
import type { PoolSight } from '../../../answers/pool-answers.js';
import { cleanLine } from '../../../output/clean-text.js';
import { coloursOf, paintStatus } from '../../../output/colours.js';
import { durationText, rateText, timeText } from '../../../output/human-text.js';

/** A sight as one plain line, for a pipe. */
export function sightLine(sight: PoolSight): string {
  const counts = TASK_STATUSES.map((status) => `${status} ${sight.counts[status]}`);
  const [last] = sight.failures;
  return [
    timeText(sight.at),
    cleanLine(sight.pool),
    ...counts,
    ...(sight.paused ? ['paused'] : []),
    ...pace(sight),
    `${sight.workers.length} workers`,
    ...(last === undefined ? [] : [`last failure ${last.id} ${cleanLine(last.message)}`]),
  ].join('  ');
}

/** A sight as lines for a screen. */
export function sightLines(sight: PoolSight): readonly string[] {
  const colours = coloursOf(process.stdout);
  const { counts, workers, failures } = sight;
  return [
    [
      colours.bold(cleanLine(sight.pool)),
      ...(sight.paused ? [colours.yellow('paused')] : []),
      ...pace(sight),
      colours.dim(timeText(sight.at)),
    ].join('  '),
    TASK_STATUSES.map((status) => paintStatus(colours, status, `${status} ${counts[status]}`)).join('  '),
    '',
    colours.bold(workers.length === 0 ? 'No worker is alive.' : `${workers.length} workers`),
    ...workers.map(({ workerId, state, held }) => {
      const holds = held.length === 0 ? '' : `  holds ${held.map(cleanLine).join(' ')}`;
      return `  ${cleanLine(workerId)}  ${state}${holds}`;
    }),
    ...(failures.length === 0 ? [] : ['', colours.bold('Last failures')]),
    ...failures.map(({ id, endedAt, message }) => {
      const ago = durationText(Math.max(0, sight.at - endedAt));
      return `  ${cleanLine(id)}  ${colours.dim(`${ago} ago`)}  ${colours.red(cleanLine(message))}`;
    }),
  ];
}

function pace({ ratePerSecond, leftMs }: PoolSight): readonly string[] {
  return [
    ...(ratePerSecond === undefined ? [] : [rateText(ratePerSecond)]),
    ...(leftMs === undefined ? [] : [`${durationText(leftMs)} left`]),
  ];
}
