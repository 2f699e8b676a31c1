import { fileURLToPath } from 'node:url';
import {
  component,
  type DataHandler,
  Frame,
  type HandledData,
  InvalidComponentError,
  type Plugin,
  plugin,
  readCsv,
} from 'windrow';

const file = fileURLToPath(new URL('../data/demand.csv', import.meta.url));

/** Your data: `{ class: ShopDemand, kwargs: { horizon: 7 } }` in a workflow file. */
export function shopDemand(): Plugin {
  return plugin('my/shop-demand', {
    components: [
      component('handler', 'ShopDemand', {
        create: ({ horizon }): DataHandler => {
          if (typeof horizon !== 'number' || !Number.isInteger(horizon) || horizon < 1 || horizon > 7) {
            throw new InvalidComponentError('handler', 'ShopDemand', 'needs a horizon of 1 to 7 days');
          }
          return { load: async () => handle(await readCsv(file), horizon) };
        },
      }),
    ],
  });
}

/** What is known of a day on that day, and as its label the demand `horizon` days later. Every shop has a row for every day. */
function handle(demand: Frame, horizon: number): HandledData {
  const { times, timeCodes, instruments, instrumentCodes, length, columns } = demand.sort();
  const sold = columns.get('demand') as Float64Array;
  const later = (days: number): Float64Array =>
    Float64Array.from({ length }, (_, row) => sold[row + days * instruments.length] ?? Number.NaN);
  const day = (row: number): number => new Date(times[timeCodes[row] as number] as number).getUTCDay();
  const rows = { times, timeCodes, instruments, instrumentCodes, sorted: true, unique: true };
  return {
    features: Frame.fromParts({
      ...rows,
      columns: [
        ['today', sold],
        ['one_week_before', later(horizon - 7)],
        ['two_weeks_before', later(horizon - 14)],
        ['weekday', Float64Array.from({ length }, (_, row) => (day(row) + horizon) % 7)],
      ],
    }),
    label: Frame.fromParts({ ...rows, columns: [['label', later(horizon)]] }),
  };
}
