import type { MemberDay } from './day-scores.js';

/**
 * What members' days come to for the loops that most of an average's time goes into: list by list, and used again for each day, so that
 * those loops depend on no objects that come and go. All members count with every row, as it is: no value is missing, none is scaled.
 */
export class DayParts {
  readonly values: Float64Array[] = [];
  readonly codes: Int32Array[] = [];
  /** A row of member k is at `starts[k]` to `ends[k] − 1`, and its score (value − means[k]) · factors[k]. */
  readonly starts: Int32Array;
  readonly ends: Int32Array;
  readonly means: Float64Array;
  readonly factors: Float64Array;
  count = 0;

  /** Room for so many members. */
  constructor(most: number) {
    this.starts = new Int32Array(most);
    this.ends = new Int32Array(most);
    this.means = new Float64Array(most);
    this.factors = new Float64Array(most);
  }

  clear(): void {
    this.count = 0;
  }

  add({ rows, moments }: MemberDay): void {
    const place = this.count++;
    this.values[place] = rows.values;
    this.codes[place] = rows.instrumentCodes;
    this.starts[place] = rows.from;
    this.ends[place] = rows.to;
    this.means[place] = moments.mean;
    this.factors[place] = moments.inverse * rows.member.weight;
  }

  /** Adds a member whose scores are 0: the first one's values, which are finite, times 0. */
  addNothing(): void {
    const place = this.count++;
    this.values[place] = this.values[0] as Float64Array;
    this.codes[place] = this.codes[0] as Int32Array;
    this.starts[place] = this.starts[0] as number;
    this.ends[place] = this.ends[0] as number;
    this.means[place] = 0;
    this.factors[place] = 0;
  }
}
