import { CholeskyDecomposition, Matrix } from 'ml-matrix';

/** What a ridge regression learned: ŷ = intercept + Σ coefficients[k] · x_k. */
export interface LinearCoefficients {
  readonly intercept: number;
  readonly coefficients: Float64Array;
}

/**
 * Minimises Σ wᵢ (yᵢ − b − xᵢ·β)² / Σ wᵢ + alpha · ‖β‖² with the intercept b free (Hoerl & Kennard, 1970), by the Cholesky
 * factor of the centred normal equations.
 *
 * @param columns one array per feature, each with one value per row
 * @param target one value per row
 * @param alpha ≥ 0
 * @param weights one per row, all 1 when absent
 * @returns undefined when no row is complete (has its target, all features and a positive weight), or when the equations are
 * singular (alpha 0 with collinear features)
 */
export function ridgeRegression(
  columns: readonly Float64Array[],
  target: Float64Array,
  alpha: number,
  weights?: Float64Array,
): LinearCoefficients | undefined {
  const rows = completeRows(columns, target, weights);
  if (rows.length === 0) return undefined;
  const total = weights === undefined ? rows.length : sum(rows, (row) => weights[row] as number);
  const mean = (values: Float64Array): number =>
    sum(rows, (row) => (values[row] as number) * (weights?.[row] ?? 1)) / total;
  const targetMean = mean(target);
  const centred = columns.map((values) => centre(values, rows, mean(values)));
  const residual = centre(target, rows, targetMean);
  const rowWeights = weights === undefined ? undefined : Float64Array.from(rows, (row) => weights[row] as number);

  const size = columns.length;
  const gram = Matrix.zeros(size, size);
  const moment = Matrix.zeros(size, 1);
  for (let i = 0; i < size; i++) {
    for (let j = i; j < size; j++) {
      const value = dot(centred[i] as Float64Array, centred[j] as Float64Array, rowWeights) / total;
      gram.set(i, j, value);
      gram.set(j, i, value);
    }
    gram.set(i, i, gram.get(i, i) + alpha);
    moment.set(i, 0, dot(centred[i] as Float64Array, residual, rowWeights) / total);
  }
  const cholesky = new CholeskyDecomposition(gram);
  if (!cholesky.isPositiveDefinite()) return undefined;
  const coefficients = Float64Array.from(cholesky.solve(moment).to1DArray());
  const shift = coefficients.reduce((so, coefficient, k) => so + coefficient * mean(columns[k] as Float64Array), 0);
  return { intercept: targetMean - shift, coefficients };
}

function completeRows(columns: readonly Float64Array[], target: Float64Array, weights?: Float64Array): Int32Array {
  const rows = new Int32Array(target.length);
  let count = 0;
  for (let row = 0; row < target.length; row++) {
    const known =
      Number.isFinite(target[row]) &&
      (weights === undefined || (weights[row] as number) > 0) &&
      columns.every((values) => Number.isFinite(values[row]));
    if (known) rows[count++] = row;
  }
  return rows.subarray(0, count);
}

function centre(values: Float64Array, rows: Int32Array, mean: number): Float64Array {
  const centred = new Float64Array(rows.length);
  for (let i = 0; i < rows.length; i++) centred[i] = (values[rows[i] as number] as number) - mean;
  return centred;
}

function dot(left: Float64Array, right: Float64Array, weights: Float64Array | undefined): number {
  let total = 0;
  if (weights === undefined) {
    for (let i = 0; i < left.length; i++) total += (left[i] as number) * (right[i] as number);
  } else {
    for (let i = 0; i < left.length; i++) total += (left[i] as number) * (right[i] as number) * (weights[i] as number);
  }
  return total;
}

function sum(rows: Int32Array, value: (row: number) => number): number {
  let total = 0;
  for (const row of rows) total += value(row);
  return total;
}
