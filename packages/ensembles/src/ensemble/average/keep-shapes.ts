import { smallFrame } from '../keys/small-frame.js';
import { type AverageRun, averageByDay } from './average-by-day.js';
import { prepareMembers } from './average-members.js';
import { resolveAverageOptions } from './average-options.js';

const kept: AverageRun[] = [];

/** Keeps averages of a few rows for ever; see {@link smallFrame} for why. */
export function keepShapes(): void {
  if (kept.length > 0) return;
  kept.push(
    averageTwo([0, 0, 1, 1], ['a', 'b', 'c']),
    averageTwo([0, 0, 0, 1], ['a', 'b', 'c']),
    averageTwo([0, 0, 0, 1], ['b', 'c', 'd']),
    averageTwo([1, 0, 1, 0], ['a', 'b', 'c']),
  );
}

/** Averages a frame and one of rows on these days. */
function averageTwo(timeCodes: readonly number[], instruments: readonly string[]): AverageRun {
  const options = resolveAverageOptions({});
  const members = { a: smallFrame([0, 0, 1, 1], ['a', 'b', 'c']), b: smallFrame(timeCodes, instruments) };
  return averageByDay(prepareMembers(members, options), options);
}
