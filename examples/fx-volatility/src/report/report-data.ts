import type { PoolStory } from '../flow/pool-story.js';
import type { RunResult } from '../flow/run.js';
import type { HorizonResult, ModelScore } from '../score/evaluate.js';
import type { Score } from '../score/within-currency-r2.js';

/** Everything that the page shows, as plain JSON. */
export interface ReportData {
  readonly title: string;
  readonly created: string;
  readonly rolling: string;
  readonly facts: readonly { readonly name: string; readonly value: string }[];
  readonly horizons: readonly HorizonReport[];
  readonly pool: PoolStory;
}

export interface HorizonReport {
  readonly horizon: number;
  readonly rows: number;
  readonly scores: readonly {
    readonly name: string;
    readonly score: Score;
    readonly kind: 'naive' | 'model' | 'ensemble';
  }[];
  readonly best: string;
  readonly dieboldMariano: number;
  /** Seconds since 1970, one per scored day. */
  readonly days: readonly number[];
  readonly currencies: readonly {
    readonly name: string;
    readonly truth: Series;
    readonly ensemble: Series;
    readonly naive: Series;
  }[];
  readonly windows: readonly { readonly start: string; readonly naive: number; readonly ensemble: number }[];
}

/** Annualised volatility in per cent. */
type Series = readonly number[];

const TRADING_DAYS = 252;

export function modelName({ features, alpha }: Pick<ModelScore, 'features' | 'alpha'>): string {
  return `ridge ${features}, α ${alpha}`;
}

export function reportData(result: RunResult, rolling: string, now: Date): ReportData {
  const { tasks, reused, windows, story } = result;
  return {
    title: 'The volatility of 22 exchange rates, forecast over rolling windows',
    created: now.toISOString().slice(0, 16).replace('T', ' '),
    rolling: rolling === 'sliding' ? 'Sliding' : 'Expanding',
    facts: [
      { name: 'tasks', value: String(tasks.length) },
      { name: 'reused', value: String(reused) },
      { name: 'windows', value: String(windows) },
      { name: 'currencies', value: String(result.rates.currencies.length) },
      ...result.horizons.map(({ horizon, ensemble, naive }) => ({
        name: `R² at ${horizon} days, over naive`,
        value: `${ensemble.pooled.toFixed(3)} / ${naive.pooled.toFixed(3)}`,
      })),
    ],
    horizons: result.horizons.map((each) => horizonReport(each, windowStarts(result, each.horizon))),
    pool: story,
  };
}

function horizonReport(result: HorizonResult, starts: readonly string[]): HorizonReport {
  const { horizon, truth, rows, naiveForecast, ensembleForecast, models } = result;
  const width = truth.instruments.length;
  const days = [...new Set(Array.from(rows, (row) => truth.timeCodes[row] as number))];
  const series = (values: Float64Array, c: number): Series =>
    days.map((day) => Math.round(annualised(values[day * width + c] as number) * 100) / 100);
  return {
    horizon,
    rows: rows.length,
    scores: [
      { name: 'naive (last 22 days)', kind: 'naive', score: result.naive },
      ...models.map((model) => ({ name: modelName(model), kind: 'model' as const, score: model.r2 })),
      { name: 'ensemble', kind: 'ensemble', score: result.ensemble },
    ],
    best: modelName(result.best),
    dieboldMariano: result.dieboldMariano,
    days: days.map((day) => (truth.times[day] as number) / 1_000),
    currencies: truth.instruments.map((name, c) => ({
      name,
      truth: series(truth.column('label'), c),
      ensemble: series(ensembleForecast, c),
      naive: series(naiveForecast, c),
    })),
    windows: windowScores(result, starts),
  };
}

function annualised(logVolatility: number): number {
  return 100 * Math.exp(logVolatility) * Math.sqrt(TRADING_DAYS);
}

function windowStarts({ collected }: RunResult, horizon: number): readonly string[] {
  const keys = [...collected.windows.keys()] as unknown as readonly (readonly [number, string, number, string])[];
  return [...new Set(keys.filter(([h]) => h === horizon).map(([, , , window]) => window))].sort();
}

/** Per test window, pooled over currencies, each against its own mean in that window. */
function windowScores({ truth, rows, naiveForecast, ensembleForecast }: HorizonResult, starts: readonly string[]) {
  const label = truth.column('label');
  return starts.map((start, index) => {
    const from = Date.parse(start);
    const next = starts[index + 1];
    const to = next === undefined ? Number.POSITIVE_INFINITY : Date.parse(next);
    const inside = rows.filter((row) => {
      const time = truth.times[truth.timeCodes[row] as number] as number;
      return time >= from && time < to;
    });
    const means = currencyMeans(truth.instrumentCodes, label, inside);
    const r2 = (forecast: Float64Array): number => {
      let error = 0;
      let deviation = 0;
      for (const row of inside) {
        error += ((label[row] as number) - (forecast[row] as number)) ** 2;
        deviation += ((label[row] as number) - (means.get(truth.instrumentCodes[row] as number) as number)) ** 2;
      }
      return 1 - error / deviation;
    };
    return { start, naive: r2(naiveForecast), ensemble: r2(ensembleForecast) };
  });
}

function currencyMeans(codes: Int32Array, label: Float64Array, rows: Int32Array): ReadonlyMap<number, number> {
  const sums = new Map<number, { total: number; count: number }>();
  for (const row of rows) {
    const code = codes[row] as number;
    const sum = sums.get(code) ?? { total: 0, count: 0 };
    sums.set(code, { total: sum.total + (label[row] as number), count: sum.count + 1 });
  }
  return new Map([...sums].map(([code, { total, count }]) => [code, total / count]));
}
