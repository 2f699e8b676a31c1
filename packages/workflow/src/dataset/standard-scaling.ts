/** What was fitted: per feature the mean and the standard deviation (ddof 0) of its finite values. */
export interface Scaling {
  readonly mean: number;
  readonly deviation: number;
}

/** A feature without finite values, or without spread (|std| ≤ 1e-12 · |mean|), is only centred. */
export function fitScaling(values: Float64Array): Scaling {
  let count = 0;
  let total = 0;
  for (const value of values) {
    if (!Number.isFinite(value)) continue;
    count++;
    total += value;
  }
  if (count === 0) return { mean: 0, deviation: 1 };
  const mean = total / count;
  let squares = 0;
  for (const value of values) if (Number.isFinite(value)) squares += (value - mean) ** 2;
  const deviation = Math.sqrt(squares / count);
  return { mean, deviation: deviation > 1e-12 * Math.abs(mean) ? deviation : 1 };
}

/** (x − mean) / deviation; NaN stays NaN. */
export function applyScaling(values: Float64Array, { mean, deviation }: Scaling): Float64Array {
  const scaled = new Float64Array(values.length);
  for (let row = 0; row < values.length; row++) scaled[row] = ((values[row] as number) - mean) / deviation;
  return scaled;
}
