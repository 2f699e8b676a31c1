import type { DayTable } from './join-table.js';

/** Where the rows of a day go. */
export interface DayTarget {
  readonly timeCodes: Int32Array;
  readonly instrumentCodes: Int32Array;
  readonly score: Float64Array;
  readonly coverage: Float64Array | undefined;
  /** `rowsByCoverage[k]`: rows with a value from k members. */
  readonly rowsByCoverage: Float64Array;
  /** Rows with values from fewer members are NaN. */
  readonly least: number;
}

/**
 * Writes the rows of a day's table, ascending, from `at` on. `codes`: the slots that are used, if they are known. The sums may lie in the
 * target's own scores, no earlier than `at`: each is read before its place is written.
 *
 * @returns where the rows end
 */
export function writeDay(table: DayTable, target: DayTarget, at: number, codes?: Int32Array): number {
  const end = codes === undefined ? listSlots(table, target.instrumentCodes, at) : at + codes.length;
  if (codes !== undefined) target.instrumentCodes.set(codes, at);
  writeScores(table, target, at, end);
  return end;
}

function listSlots({ counts, present }: DayTable, instrumentCodes: Int32Array, at: number): number {
  let place = at;
  for (let code = 0; code < present.length; code++) {
    if (counts[code] !== 0 || present[code] !== 0) instrumentCodes[place++] = code;
  }
  return place;
}

function writeScores(
  { sums, counts, weights, abstained }: DayTable,
  target: DayTarget,
  from: number,
  to: number,
): void {
  const { instrumentCodes, score, coverage, rowsByCoverage, least } = target;
  // Most rows have as many members as the row before, so they are counted by runs.
  let run = 0;
  let runStart = from;
  for (let place = from; place < to; place++) {
    const code = instrumentCodes[place] as number;
    const count = counts[code] as number;
    // Where nobody counts, those that abstain make the row 0.
    const covered = count === 0 && abstained !== undefined ? (abstained[code] as number) : count;
    if (covered !== run) {
      rowsByCoverage[run] = (rowsByCoverage[run] as number) + place - runStart;
      run = covered;
      runStart = place;
    }
    if (coverage !== undefined) coverage[place] = covered;
    if (covered < least) score[place] = Number.NaN;
    else if (count === 0) score[place] = 0;
    else score[place] = (sums[code] as number) / (weights === undefined ? count : (weights[code] as number)) + 0;
  }
  rowsByCoverage[run] = (rowsByCoverage[run] as number) + to - runStart;
}
