import { Frame } from '@windrow/frame';

/** Per day: half of what the highest predictions returned over the lowest, and what all returned. */
export interface LongShort {
  /** Column `long_short`: (mean label of the top quantile − mean label of the bottom one) / 2. NaN on days with fewer rows than one quantile needs. */
  readonly longShort: Frame;
  /** Column `long_avg`: mean label of all rows. */
  readonly average: Frame;
}

/**
 * (Reference: `calc_long_short_return`.) Rows without a prediction or a label are left out; a quantile has ⌊rows · quantile⌋ rows, ties
 * by their order.
 *
 * @param paired columns `score` and `label`
 */
export function longShort(paired: Frame, quantile: number): LongShort {
  const { times } = paired;
  const days = byDay(paired);
  const size = times.length;
  const spread = new Float64Array(size).fill(Number.NaN);
  const average = new Float64Array(size).fill(Number.NaN);
  for (const [day, rows] of days) {
    const count = Math.floor(rows.length * quantile);
    const labels = (part: readonly Row[]): number => part.reduce((so, { label }) => so + label, 0) / part.length;
    average[day] = labels(rows);
    const falling = rows.toSorted((a, b) => b.score - a.score);
    const rising = rows.toSorted((a, b) => a.score - b.score);
    if (count > 0) spread[day] = (labels(falling.slice(0, count)) - labels(rising.slice(0, count))) / 2;
  }
  return { longShort: series(times, 'long_short', spread), average: series(times, 'long_avg', average) };
}

interface Row {
  readonly score: number;
  readonly label: number;
}

function byDay(paired: Frame): ReadonlyMap<number, readonly Row[]> {
  const scores = paired.column('score');
  const labels = paired.column('label');
  const days = new Map<number, Row[]>();
  for (let row = 0; row < paired.length; row++) {
    const score = scores[row] as number;
    const label = labels[row] as number;
    if (Number.isNaN(score) || Number.isNaN(label)) continue;
    const day = paired.timeCodes[row] as number;
    const rows = days.get(day);
    if (rows === undefined) days.set(day, [{ score, label }]);
    else rows.push({ score, label });
  }
  return days;
}

function series(times: Float64Array, name: string, values: Float64Array): Frame {
  return Frame.fromParts({
    times,
    timeCodes: Int32Array.from(times.keys()),
    instruments: [''],
    instrumentCodes: new Int32Array(times.length),
    columns: [[name, values]],
    sorted: true,
    unique: true,
  });
}
