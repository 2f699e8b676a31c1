import type { HandledData } from '@windrow/core';
import { Frame } from '@windrow/frame';
import { futureLogVolatility, logVolatility, squaredReturns } from './log-volatility.js';
import type { Rates } from './rates.js';

export type FeatureSet = 'own' | 'own+market';

/** Window lengths of a currency's own features, days. */
export const ownWindows = [1, 5, 10, 22, 66, 252] as const;

/** The first index with all features: the longest window needs 252 returns. */
export const firstUsableDay = 252;

/** The log volatilities that every feature set and horizon is made of: computed once, shared. */
export interface Volatilities {
  readonly rates: Rates;
  /** Per currency. */
  readonly squares: readonly Float64Array[];
  /** Per length of {@link ownWindows}, per currency, one value per day. */
  readonly own: ReadonlyMap<number, readonly Float64Array[]>;
}

export function volatilities(rates: Rates): Volatilities {
  const squares = rates.prices.map(squaredReturns);
  return {
    rates,
    squares,
    own: new Map(ownWindows.map((length) => [length, squares.map((values) => logVolatility(values, length))])),
  };
}

/**
 * Features known at the close of each day from the first usable one on, and the label: the log volatility of the next `horizon`
 * days. Rows are days × currencies, sorted.
 *
 * - `own`: the currency's log volatility over the last 1, 5, 10, 22, 66 and 252 days;
 * - `own+market`: these, and the currencies' mean of the 5-day and of the 22-day one, and their difference.
 */
export function volatilityData(
  { rates, squares, own }: Volatilities,
  features: FeatureSet,
  horizon: number,
): HandledData {
  const columns: [string, Float64Array][] = ownWindows.map((length) => [
    `vol_${length}`,
    stack(rates, own.get(length) ?? []),
  ]);
  if (features === 'own+market') {
    const week = acrossCurrencies(own.get(5) ?? []);
    const month = acrossCurrencies(own.get(22) ?? []);
    const slope = week.map((value, t) => value - (month[t] as number));
    const everywhere = (values: Float64Array) =>
      stack(rates, Array<Float64Array>(rates.currencies.length).fill(values));
    columns.push(['market_5', everywhere(week)], ['market_22', everywhere(month)], ['market_slope', everywhere(slope)]);
  }
  const future = squares.map((values) => futureLogVolatility(values, horizon));
  const keys = keysOf(rates);
  return {
    features: Frame.fromParts({ ...keys, columns }),
    label: Frame.fromParts({ ...keys, columns: [['label', stack(rates, future)]] }),
  };
}

/** Per currency, the share of days without a move, over all days that have a return. */
export function stillShare(rates: Rates): ReadonlyMap<string, number> {
  return new Map(
    rates.currencies.map((name, c) => {
      const squares = squaredReturns(rates.prices[c] as Float64Array).subarray(1);
      return [name, squares.filter((value) => value === 0).length / squares.length];
    }),
  );
}

function acrossCurrencies(perCurrency: readonly Float64Array[]): Float64Array {
  const days = perCurrency[0]?.length ?? 0;
  const mean = new Float64Array(days);
  for (let t = 0; t < days; t++) {
    let total = 0;
    for (const values of perCurrency) total += values[t] as number;
    mean[t] = total / perCurrency.length;
  }
  return mean;
}

/** Values per currency and day → one array, days × currencies, from the first usable day on. */
function stack({ days }: Rates, perCurrency: readonly Float64Array[]): Float64Array {
  const width = perCurrency.length;
  const result = new Float64Array((days.length - firstUsableDay) * width);
  for (const [c, values] of perCurrency.entries()) {
    for (let t = firstUsableDay, row = c; t < days.length; t++, row += width) result[row] = values[t] as number;
  }
  return result;
}

function keysOf({ days, currencies }: Rates) {
  const width = currencies.length;
  const length = (days.length - firstUsableDay) * width;
  return {
    times: days.slice(firstUsableDay),
    timeCodes: Int32Array.from({ length }, (_, row) => Math.floor(row / width)),
    instruments: currencies,
    instrumentCodes: Int32Array.from({ length }, (_, row) => row % width),
    sorted: true,
    unique: true,
  };
}
