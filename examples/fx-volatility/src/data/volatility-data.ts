import type { HandledData } from '@windrow/core';
import { Frame } from '@windrow/frame';
import { futureLogVolatility, logVolatility, squaredReturns } from './log-volatility.js';
import type { Rates } from './rates.js';

export type FeatureSet = 'own' | 'own+market';

/** Window lengths of a currency's own features, days. */
export const ownWindows = [1, 5, 10, 22, 66, 252] as const;

/** The first index with all features: the longest window needs 252 returns. */
export const firstUsableDay = 252;

/**
 * Features known at the close of each day from the first usable one on, and the label: the log volatility of the next `horizon`
 * days. Rows are days × currencies, sorted.
 *
 * - `own`: the currency's log volatility over the last 1, 5, 10, 22, 66 and 252 days;
 * - `own+market`: these, and the currencies' mean of the 5-day and of the 22-day one, and their difference.
 */
export function volatilityData(rates: Rates, features: FeatureSet, horizon: number): HandledData {
  const squares = rates.prices.map(squaredReturns);
  const own = ownWindows.map((length) => ({
    name: `vol_${length}`,
    perCurrency: squares.map((values) => logVolatility(values, length)),
  }));
  const columns = own.map(({ name, perCurrency }) => [name, stack(rates, (t, c) => at(perCurrency, c, t))] as const);
  if (features === 'own+market') {
    const [week, month] = [5, 22].map((length) =>
      acrossCurrencies(own[ownWindows.indexOf(length as 5)]?.perCurrency ?? []),
    );
    columns.push(['market_5', stack(rates, (t) => week?.[t] as number)]);
    columns.push(['market_22', stack(rates, (t) => month?.[t] as number)]);
    columns.push(['market_slope', stack(rates, (t) => (week?.[t] as number) - (month?.[t] as number))]);
  }
  const future = squares.map((values) => futureLogVolatility(values, horizon));
  const keys = keysOf(rates);
  return {
    features: Frame.fromParts({ ...keys, columns }),
    label: Frame.fromParts({ ...keys, columns: [['label', stack(rates, (t, c) => at(future, c, t))]] }),
  };
}

/** Whether the price did not move, per day and currency, from the first return on: column `still`, 1 or 0. */
export function stillShare(rates: Rates): ReadonlyMap<string, number> {
  return new Map(
    rates.currencies.map((name, c) => {
      const squares = squaredReturns(rates.prices[c] as Float64Array).subarray(1);
      return [name, squares.filter((value) => value === 0).length / squares.length];
    }),
  );
}

function at(perCurrency: readonly Float64Array[], c: number, t: number): number {
  return perCurrency[c]?.[t] as number;
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

function stack({ days, currencies }: Rates, value: (t: number, c: number) => number): Float64Array {
  const width = currencies.length;
  const result = new Float64Array((days.length - firstUsableDay) * width);
  for (let t = firstUsableDay, row = 0; t < days.length; t++)
    for (let c = 0; c < width; c++) result[row++] = value(t, c);
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
