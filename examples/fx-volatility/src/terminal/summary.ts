import type { RunResult } from '../flow/run.js';
import { modelName } from '../report/report-data.js';
import type { Score } from '../score/within-currency-r2.js';

/** The `--json` object. */
export function jsonSummary(result: RunResult, seconds: number) {
  return {
    tasks: result.tasks.length,
    reused: result.reused,
    windows: result.windows,
    horizons: Object.fromEntries(
      result.horizons.map(({ horizon, rows, naive, ensemble, best, models, dieboldMariano }) => [
        horizon,
        { rows: rows.length, naive, ensemble, best: best.r2, models, dieboldMariano },
      ]),
    ),
    seconds: Math.round(seconds * 10) / 10,
  };
}

/** The table at the end of a run. */
export function textSummary(result: RunResult, seconds: number): string {
  const lines: string[] = [];
  for (const { horizon, rows, naive, ensemble, models, best, dieboldMariano } of result.horizons) {
    lines.push('', `${horizon} days ahead, ${rows.length} common rows        pooled  floating  median`);
    lines.push(row('naive (last 22 days)', naive));
    for (const model of models) lines.push(row(`${modelName(model)}${model === best ? ' *' : ''}`, model.r2));
    lines.push(row('ensemble of all', ensemble));
    lines.push(
      `  Diebold–Mariano t, ensemble against naive: ${dieboldMariano.toFixed(1)} (negative: the ensemble errs less)`,
    );
  }
  lines.push(
    '',
    'R² out of sample, within currency. "pooled" is mostly pegs. * is the best model in hindsight. Labels of neighbouring days overlap;',
    'the t uses Newey–West with horizon − 1 lags for that.',
    '',
    `${result.tasks.length} tasks, ${result.windows} windows each; ${reusedText(result)}; ${seconds.toFixed(1)} s.`,
  );
  return lines.join('\n');
}

function reusedText({ reused, otherVersion }: RunResult): string {
  return otherVersion === 0 ? `${reused} reused` : `${reused} reused, ${otherVersion} of them from other code`;
}

function row(name: string, { pooled, floating, median }: Score): string {
  const cells = [pooled, floating, median].map((value) => value.toFixed(3).padStart(8));
  return `  ${name.padEnd(36)}${cells.join('')}`;
}
