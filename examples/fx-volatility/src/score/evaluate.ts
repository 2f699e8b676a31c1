import { dieboldMariano, Frame, type Key, type KeyMap } from 'windrow';
import type { Rates } from '../data/rates.js';
import { stillShare, volatilities, volatilityData } from '../data/volatility-data.js';
import { type Score, score } from './within-currency-r2.js';

export interface ModelScore {
  readonly features: string;
  readonly alpha: number;
  readonly r2: Score;
}

/** One horizon's forecasts and truth on the rows of the truth; NaN where there is none. */
export interface HorizonResult {
  readonly horizon: number;
  /** Column `label`: days × currencies. */
  readonly truth: Frame;
  /** The common rows: where the label, the naive forecast, the ensemble and every model have a value. */
  readonly rows: Int32Array;
  readonly naiveForecast: Float64Array;
  readonly ensembleForecast: Float64Array;
  readonly naive: Score;
  readonly ensemble: Score;
  readonly models: readonly ModelScore[];
  /** By pooled R², in hindsight. */
  readonly best: ModelScore;
  /** Of ensemble against naive, Newey–West with horizon − 1 lags; negative: the ensemble errs less. */
  readonly dieboldMariano: number;
}

/**
 * Scores everything on one common set of rows.
 *
 * @param rolled forecasts under (horizon, features, alpha), windows put together
 * @param ensembles the average of each horizon's models, under (horizon)
 */
export function evaluate(
  rates: Rates,
  horizon: number,
  rolled: KeyMap<Frame>,
  ensembles: KeyMap<Frame>,
): HorizonResult {
  const { features, label: truth } = volatilityData(volatilities(rates), 'own', horizon);
  const still = stillShare(rates);
  const naiveForecast = features.column('vol_22');
  const ensemble = [...ensembles].find(([key]) => horizonOf(key) === horizon)?.[1];
  if (ensemble === undefined) throw new Error(`There is no ensemble for ${horizon} days.`);
  const ensembleForecast = alignTo(truth, ensemble);
  const models = [...rolled]
    .filter(([key]) => horizonOf(key) === horizon)
    .map(([key, frame]) => ({ key: key as readonly [number, string, number], forecast: alignTo(truth, frame) }));
  const rows = commonRows([
    truth.column('label'),
    naiveForecast,
    ensembleForecast,
    ...models.map(({ forecast }) => forecast),
  ]);
  const scored = models
    .map(({ key: [, name, alpha], forecast }) => ({ features: name, alpha, r2: score(truth, rows, forecast, still) }))
    .sort((a, b) => a.features.localeCompare(b.features) || a.alpha - b.alpha);
  return {
    horizon,
    truth,
    rows,
    naiveForecast,
    ensembleForecast,
    naive: score(truth, rows, naiveForecast, still),
    ensemble: score(truth, rows, ensembleForecast, still),
    models: scored,
    best: scored.reduce((best, each) => (each.r2.pooled > best.r2.pooled ? each : best)),
    dieboldMariano: compare(truth, rows, ensembleForecast, naiveForecast, horizon),
  };
}

function horizonOf(key: Key): Key | undefined {
  return Array.isArray(key) ? (key[0] as Key) : (key as Key);
}

/** The frame's one column on the rows of `truth`, by (day, currency); NaN where it has none. */
function alignTo(truth: Frame, frame: Frame): Float64Array {
  const values = frame.column(frame.columnNames[0] as string);
  const dayOf = new Map(Array.from(truth.times, (time, day) => [time, day]));
  const currencyOf = new Map(truth.instruments.map((name, c) => [name, c]));
  const width = truth.instruments.length;
  const aligned = new Float64Array(truth.length).fill(Number.NaN);
  for (let row = 0; row < frame.length; row++) {
    const day = dayOf.get(frame.times[frame.timeCodes[row] as number] as number);
    const currency = currencyOf.get(frame.instruments[frame.instrumentCodes[row] as number] as string);
    if (day !== undefined && currency !== undefined) aligned[day * width + currency] = values[row] as number;
  }
  return aligned;
}

function commonRows(columns: readonly Float64Array[]): Int32Array {
  const length = columns[0]?.length ?? 0;
  const rows: number[] = [];
  for (let row = 0; row < length; row++) if (columns.every((values) => Number.isFinite(values[row]))) rows.push(row);
  return Int32Array.from(rows);
}

function compare(truth: Frame, rows: Int32Array, ensemble: Float64Array, naive: Float64Array, horizon: number): number {
  const pick = (values: Float64Array) => Float64Array.from(rows, (row) => values[row] as number);
  const frame = Frame.fromParts({
    times: truth.times,
    timeCodes: Int32Array.from(rows, (row) => truth.timeCodes[row] as number),
    instruments: truth.instruments,
    instrumentCodes: Int32Array.from(rows, (row) => truth.instrumentCodes[row] as number),
    columns: { label: pick(truth.column('label')), ensemble: pick(ensemble), naive: pick(naive) },
    sorted: true,
    unique: true,
  });
  return dieboldMariano(frame, { first: 'ensemble', second: 'naive', lags: horizon - 1 }).t;
}
