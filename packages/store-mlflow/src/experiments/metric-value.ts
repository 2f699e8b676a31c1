/** MLflow's database keeps an infinity as the largest number. */
export function metricValue(value: number): number {
  return Math.abs(value) === Number.MAX_VALUE ? Math.sign(value) * Number.POSITIVE_INFINITY : value;
}

/** JSON has no such numbers; MLflow takes them by name. */
export function metricJson(value: number): number | string {
  return Number.isFinite(value) ? value : String(value);
}
