/** Pegged currencies have days, even months, without a move; the logarithm needs a floor. */
export const volatilityFloor = 1e-5;

/** r_t = ln(P_t / P_(t−1)), squared; the first is NaN. */
export function squaredReturns(prices: Float64Array): Float64Array {
  const squares = new Float64Array(prices.length).fill(Number.NaN);
  for (let t = 1; t < prices.length; t++) squares[t] = Math.log((prices[t] as number) / (prices[t - 1] as number)) ** 2;
  return squares;
}

/**
 * ln(max(√mean, floor)) of the squared returns of days t − length + 1 … t, for each t; NaN before the first whole window.
 * Each window is summed anew, so that a value depends on its own days only, to the last bit.
 */
export function logVolatility(squares: Float64Array, length: number): Float64Array {
  const result = new Float64Array(squares.length).fill(Number.NaN);
  for (let t = length; t < squares.length; t++) {
    let total = 0;
    for (let day = t - length + 1; day <= t; day++) total += squares[day] as number;
    result[t] = Math.log(Math.max(Math.sqrt(total / length), volatilityFloor));
  }
  return result;
}

/** The same over the days t + 1 … t + horizon: what a forecast made at the close of t is about. NaN for the last days. */
export function futureLogVolatility(squares: Float64Array, horizon: number): Float64Array {
  const past = logVolatility(squares, horizon);
  const result = new Float64Array(squares.length).fill(Number.NaN);
  for (let t = 0; t + horizon < squares.length; t++) result[t] = past[t + horizon] as number;
  return result;
}
