/** The mean; NaN without values. */
export function meanOf(values: Float64Array): number {
  let sum = 0;
  for (const value of values) sum += value;
  return values.length === 0 ? Number.NaN : sum / values.length;
}

/** The sum of squared distances from `center`. */
export function squaresAround(values: Float64Array, center: number): number {
  let sum = 0;
  for (const value of values) sum += (value - center) ** 2;
  return sum;
}

const roundingShare = 1e-12;

/** Whether values with this mean differ by no more than rounding does: their standard deviation is within 1e-12 of the mean. */
export function isConstant(squares: number, count: number, mean: number): boolean {
  return squares === 0 || squares <= count * (roundingShare * mean) ** 2;
}

/** Mean and standard deviation (`ddof = 1`, NaN for fewer than two) of the values that are not NaN. */
export function momentsOf(values: Float64Array): { readonly mean: number; readonly std: number } {
  const present = values.filter((value) => !Number.isNaN(value));
  const mean = meanOf(present);
  const std = present.length < 2 ? Number.NaN : Math.sqrt(squaresAround(present, mean) / (present.length - 1));
  return { mean, std };
}
