import type { Key } from '@windrow/core';
import type { Averaged } from './average-fill.js';
import type { AverageMembers } from './average-members.js';
import type { ResolvedAverageOptions } from './average-options.js';

/** What an AverageEnsemble noticed. */
export interface AverageReport {
  readonly ensemble: 'AverageEnsemble';
  /** In the order of their keys; `degenerateDays` have one value, or only equal ones, so that they have no standard deviation. */
  readonly members: readonly {
    readonly key: Key;
    readonly rows: number;
    readonly weight: number;
    readonly degenerateDays: number;
  }[];
  readonly rows: number;
  /** `rowsByCoverage[k]`: how many rows have a value from k members. */
  readonly rowsByCoverage: readonly number[];
  readonly degenerateDays: number;
  /**
   * Values were averaged as they are, and not every row has a value from every member: where members differ in level, the mean then
   * jumps with who is present. `requireAll` gives NaN on such rows.
   */
  readonly unevenRawAverage: boolean;
}

export function reportAverage(
  members: AverageMembers,
  averaged: Averaged,
  options: ResolvedAverageOptions,
): AverageReport {
  const rowsByCoverage = [...averaged.rowsByCoverage];
  return {
    ensemble: 'AverageEnsemble',
    members: members.list.map(({ key, frame, weight }, place) => ({
      key,
      rows: frame.length,
      weight,
      degenerateDays: averaged.degenerateDays[place] as number,
    })),
    rows: averaged.frame.length,
    rowsByCoverage,
    degenerateDays: averaged.degenerateDays.reduce((sum, days) => sum + days, 0),
    unevenRawAverage: !options.standardize && rowsByCoverage.filter((rows) => rows > 0).length > 1,
  };
}
