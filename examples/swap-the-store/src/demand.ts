import { Calendar, component, type DataHandler, Frame, type Plugin, plugin } from 'windrow';

export const calendar: Calendar = Calendar.daily('2023-01-01', '2023-12-31');
const shops = ['east', 'north', 'west'];

/** Made-up daily demand of three shops, the same on every machine: yesterday's and last week's value explain today's. */
export function demand(): Plugin {
  const handler: DataHandler = {
    load: () => ({ features: frame(['yesterday', 'last_week']), label: frame(['label']) }),
  };
  return plugin('example/demand', { components: [component('handler', 'Demand', { create: () => handler })] });
}

function frame(columns: readonly string[]): Frame {
  const lag: Readonly<Record<string, number>> = { label: 0, yesterday: 1, last_week: 7 };
  const times = Float64Array.from(calendar.times);
  const length = times.length * shops.length;
  const value = (row: number, days: number): number => {
    const day = Math.floor(row / shops.length) - days;
    return 10 + (row % shops.length) + 3 * Math.sin(day / 7) + Math.sin(day * day * 12.9898) * 0.5;
  };
  return Frame.fromParts({
    times,
    timeCodes: Int32Array.from({ length }, (_, row) => Math.floor(row / shops.length)),
    instruments: shops,
    instrumentCodes: Int32Array.from({ length }, (_, row) => row % shops.length),
    columns: columns.map((name) => [name, Float64Array.from({ length }, (_, row) => value(row, lag[name] as number))]),
    sorted: true,
    unique: true,
  });
}
