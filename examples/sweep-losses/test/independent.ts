import { products, sales } from '../src/sales.js';

/** Rows of one day and product: what is known, and what comes. */
interface Row {
  readonly day: number;
  readonly x: readonly number[];
  readonly y: number;
}

const dayOf = (date: string): number => (Date.parse(date) - Date.parse('2022-01-01')) / 86_400_000;

/** Forecasts of one loss for the days 2022-10-02 … 2023-05-14, by loops over plain lists: no frame, no generator, no ensemble. */
export function forecasts(loss: string): readonly (Row & { readonly forecast: number })[] {
  const rows = allRows();
  const made: (Row & { readonly forecast: number })[] = [];
  for (let start = dayOf('2022-10-02'), k = 0; start <= dayOf('2023-05-14'); start += 45, k++) {
    // Training moves along and ends two days before the test: its last label is of the day before the test.
    const train = rows.filter(({ day }) => day >= dayOf('2022-01-15') + 45 * k && day <= start - 2);
    const test = rows.filter(({ day }) => day >= start && day < start + 45);
    const means = [0, 1, 2].map((j) => mean(train.map(({ x }) => x[j] as number)));
    const spreads = [0, 1, 2].map((j) =>
      Math.sqrt(mean(train.map(({ x }) => ((x[j] as number) - (means[j] as number)) ** 2))),
    );
    const scaled = ({ x }: Row): number[] =>
      x.map((value, j) => (value - (means[j] as number)) / (spreads[j] as number));
    const weights = descend(
      train.map((row) => ({ x: scaled(row), y: row.y })),
      loss,
    );
    for (const row of test) made.push({ ...row, forecast: predict(weights, scaled(row)) });
  }
  return made;
}

function allRows(): readonly Row[] {
  return sales().flatMap((values, product) =>
    Array.from(values, (today, day) => ({
      day,
      product: products[product],
      x: [
        today,
        values[day - 6] ?? Number.NaN,
        mean([0, 1, 2, 3, 4, 5, 6].map((back) => values[day - back] ?? Number.NaN)),
      ],
      y: values[day + 1] ?? Number.NaN,
    })),
  );
}

function descend(
  rows: readonly { readonly x: readonly number[]; readonly y: number }[],
  loss: string,
): readonly number[] {
  let weights = [mean(rows.map(({ y }) => y)), 0, 0, 0];
  for (let epoch = 1; epoch <= 600; epoch++) {
    const errors = rows.map(({ x, y }) => predict(weights, x) - y);
    const pushes = errors.map((error) => {
      if (loss === 'mse') return 2 * error;
      if (loss === 'mae') return error > 0 ? 1 : error < 0 ? -1 : 0;
      if (loss === 'huber') return Math.abs(error) <= 3 ? error : 3 * Math.sign(error);
      return error > 0 ? 0.3 : error < 0 ? -0.7 : 0;
    });
    const step = (loss === 'mse' ? 0.1 : 1) / Math.sqrt(epoch);
    weights = weights.map(
      (weight, k) =>
        weight - step * mean(rows.map(({ x }, at) => (pushes[at] as number) * (k === 0 ? 1 : (x[k - 1] as number)))),
    );
  }
  return weights;
}

function predict(weights: readonly number[], x: readonly number[]): number {
  return (
    (weights[0] as number) +
    (weights[1] as number) * (x[0] as number) +
    (weights[2] as number) * (x[1] as number) +
    (weights[3] as number) * (x[2] as number)
  );
}

export function mean(values: readonly number[]): number {
  return values.reduce((so, value) => so + value, 0) / values.length;
}
