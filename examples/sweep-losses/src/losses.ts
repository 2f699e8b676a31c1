/** The slope of a loss at an error (forecast − truth). */
export type Slope = (error: number) => number;

export const LOSSES = ['mse', 'mae', 'huber', 'quantile'] as const;
export type Loss = (typeof LOSSES)[number];

export interface LossOptions {
  /** Of `huber`: where it turns from square to straight, in units of the label. */
  readonly delta: number;
  /** Of `quantile`: the share of truths that should lie below the forecast. */
  readonly tau: number;
}

const slopes: Readonly<Record<Loss, (options: LossOptions) => Slope>> = {
  mse: () => (error) => 2 * error,
  mae: () => Math.sign,
  huber:
    ({ delta }) =>
    (error) =>
      Math.max(-delta, Math.min(delta, error)),
  quantile:
    ({ tau }) =>
    (error) =>
      error > 0 ? 1 - tau : error < 0 ? -tau : 0,
};

export function slopeOf(loss: Loss, options: LossOptions): Slope {
  return slopes[loss](options);
}
