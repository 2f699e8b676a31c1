import { type Frame, mae, pairedSignal, rmse } from 'windrow';

/** How a forecast did on days it had not seen. */
export interface LossScore {
  readonly loss: string;
  /** In units sold. */
  readonly rmse: number;
  readonly mae: number;
  /** The median absolute error: what a crowd does not spoil. */
  readonly median: number;
  /** The mean of forecast − truth: below 0 it forecasts too little. */
  readonly bias: number;
}

export function scoreLoss(loss: string, forecast: Frame, label: Frame): LossScore {
  const paired = pairedSignal(forecast, label);
  const truth = paired.column('label');
  const errors = paired
    .column('score')
    .map((value, row) => value - (truth[row] as number))
    .filter((error) => !Number.isNaN(error));
  const sizes = errors.map(Math.abs).sort();
  return {
    loss,
    rmse: rmse(paired).overall,
    mae: mae(paired).overall,
    median:
      ((sizes[Math.floor((sizes.length - 1) / 2)] as number) + (sizes[Math.ceil((sizes.length - 1) / 2)] as number)) /
      2,
    bias: errors.reduce((so, error) => so + error, 0) / errors.length,
  };
}
