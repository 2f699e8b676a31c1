import { type Frame, hitRate, ic, mae, r2, rankIc, rmse } from '@windrow/frame';
import { type MetricName, pairedSignal } from '@windrow/workflow';

export const DEFAULT_METRICS: readonly MetricName[] = ['IC', 'Rank IC', 'R2', 'RMSE', 'MAE'];

const measures: Readonly<Record<MetricName, (paired: Frame) => number>> = {
  IC: (paired) => ic(paired).mean,
  ICIR: (paired) => ic(paired).ir,
  'Rank IC': (paired) => rankIc(paired).mean,
  'Rank ICIR': (paired) => rankIc(paired).ir,
  R2: (paired) => r2(paired).overall,
  RMSE: (paired) => rmse(paired).overall,
  MAE: (paired) => mae(paired).overall,
  'Hit Rate': (paired) => hitRate(paired).overall,
};

/** Metrics over the rows that a forecast and its label share; NaN where undefined. Undefined when either is not one column, or they share no row. */
export function scoreForecast(
  forecast: Frame,
  label: Frame,
  names: readonly MetricName[],
): { readonly rows: number; readonly metrics: Readonly<Partial<Record<MetricName, number>>> } | undefined {
  if (forecast.columnNames.length !== 1 || label.columnNames.length !== 1) return undefined;
  const paired = pairedSignal(forecast, label);
  const rows = knownRows(paired);
  if (rows === 0) return undefined;
  return { rows, metrics: Object.fromEntries(names.map((name) => [name, measures[name](paired)])) };
}

function knownRows(paired: Frame): number {
  const labels = paired.column('label');
  return paired
    .column('score')
    .reduce((so, value, row) => so + (Number.isNaN(value - (labels[row] as number)) ? 0 : 1), 0);
}
