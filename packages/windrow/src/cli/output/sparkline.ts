const BARS = '▁▂▃▄▅▆▇█';

/**
 * Values as one line of bars, `width` columns at most: each column is the mean of its run. What is not finite leaves a gap. A series
 * that never changes is a line of low bars.
 */
export function sparkline(values: readonly number[], width: number): string {
  const columns = Math.min(width, values.length);
  const means = Array.from({ length: columns }, (_, column) => {
    const run = values
      .slice(Math.floor((column * values.length) / columns), Math.floor(((column + 1) * values.length) / columns))
      .filter(Number.isFinite);
    return run.length === 0 ? Number.NaN : run.reduce((sum, value) => sum + value / run.length, 0);
  });
  const finite = means.filter(Number.isFinite);
  const least = Math.min(...finite);
  const most = Math.max(...finite);
  const step = most / BARS.length - least / BARS.length;
  return means
    .map((mean) => {
      if (Number.isNaN(mean)) return ' ';
      return BARS[step === 0 ? 0 : Math.min(BARS.length - 1, Math.floor((mean - least) / step))];
    })
    .join('');
}
