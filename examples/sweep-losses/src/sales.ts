import { component, type DataHandler, Frame, type HandledData, type Plugin, plugin } from 'windrow';

export const products: readonly string[] = ['bread', 'coffee', 'milk', 'tea'];
const days = 500;
const firstDay = Date.UTC(2022, 0, 1);
const dayMs = 86_400_000;
const rhythms = [0.9, -0.6, -0.8, -0.4, 0, 0.5, 1];

/** Daily sales by product, made up with a fixed seed: a weekly rhythm, and now and then a crowd that buys three times as much. */
export function sales(): readonly Float64Array[] {
  const random = uniform(7);
  return products.map((_, product) => {
    const values = new Float64Array(days);
    for (let day = 0; day < days; day++) {
      const rhythm = 20 + 5 * product + 6 * (rhythms[(day + product) % 7] as number);
      const noise = random() + random() + random() - 1.5;
      const before = day === 0 ? 0 : 0.3 * ((values[day - 1] as number) - 20 - 5 * product);
      const crowd = random() < 0.04 ? 25 + 10 * random() : 0;
      values[day] = rhythm + before + 4 * noise + crowd;
    }
    return values;
  });
}

/** Tomorrow's sales, by today's, the same day last week, and the mean of the week. */
export function salesData(): HandledData {
  const columns = sales();
  const length = days * products.length;
  const at = (row: number, lag: number): number =>
    (columns[row % products.length] as Float64Array)[Math.floor(row / products.length) - lag] ?? Number.NaN;
  const column = (value: (row: number) => number): Float64Array =>
    Float64Array.from({ length }, (_, row) => value(row));
  const week = (row: number): number => [0, 1, 2, 3, 4, 5, 6].reduce((so, lag) => so + at(row, lag) / 7, 0);
  const rows = {
    times: Float64Array.from({ length: days }, (_, day) => firstDay + day * dayMs),
    timeCodes: Int32Array.from({ length }, (_, row) => Math.floor(row / products.length)),
    instruments: products,
    instrumentCodes: Int32Array.from({ length }, (_, row) => row % products.length),
    sorted: true,
    unique: true,
  };
  return {
    features: Frame.fromParts({
      ...rows,
      columns: [
        ['today', column((row) => at(row, 0))],
        ['six_days_ago', column((row) => at(row, 6))],
        ['week', column(week)],
      ],
    }),
    label: Frame.fromParts({ ...rows, columns: [['label', column((row) => at(row, -1))]] }),
  };
}

export function salesPlugin(): Plugin {
  const handler: DataHandler = { load: salesData };
  return plugin('example/sales', { components: [component('handler', 'Sales', { create: () => handler })] });
}

/** Numbers from 0 to 1 by a linear congruential generator of whole numbers: the same on every machine. */
function uniform(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}
