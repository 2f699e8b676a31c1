import { Frame } from '@windrow/frame';
import { type AverageRun, averageByDay } from './average-by-day.js';
import { prepareMembers } from './average-members.js';
import { resolveAverageOptions } from './average-options.js';

const kept: AverageRun[] = [];

/**
 * Keeps averages of a few rows for ever. V8 throws the code that it has optimised away when a collection of garbage finds no object left
 * of a shape which that code was made for, and the next average would start at a third of its speed again.
 */
export function keepShapes(): void {
  if (kept.length > 0) return;
  kept.push(
    smallAverage([0, 0, 1, 1], [0, 0, 1, 1]),
    smallAverage([0, 0, 1, 1], [0, 0, 0, 1]),
    smallAverage([1, 0, 1, 0], [0, 0, 1, 1]),
  );
}

/** Of two members with rows on these days. */
function smallAverage(...days: readonly (readonly number[])[]): AverageRun {
  const members = days.map((codes) =>
    Frame.fromParts({
      times: Float64Array.of(0.5, 1.5),
      timeCodes: Int32Array.from(codes),
      instruments: ['a', 'b', 'c'],
      instrumentCodes: Int32Array.from(
        codes,
        (code, row) => codes.slice(0, row).filter((other) => other === code).length,
      ),
      columns: { score: Float64Array.of(0.25, 0.5, 1.25, 4.5) },
    }),
  );
  const options = resolveAverageOptions({});
  return averageByDay(prepareMembers({ a: members[0] as Frame, b: members[1] as Frame }, options), options);
}
