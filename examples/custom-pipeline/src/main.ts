import { fileURLToPath } from 'node:url';
import type { Frame } from 'windrow';
import { forecastWater } from './forecast-water.js';

const store = process.argv[2] ?? `sqlite:${fileURLToPath(new URL('../.windrow', import.meta.url))}`;
const { tasks, forecasts, scores, dryTaps, districtDays } = await forecastWater(store);

console.log(`${tasks} tasks: 3 models × 2 zones × 3 months. Out of sample, thousands of litres a day:\n`);
console.log('zone    days        R²      MAE');
for (const { key, names, metrics } of scores) {
  const [days, zone] = names === undefined ? ['median', key[0]] : key;
  const cells = [metrics.R2, metrics.MAE].map((value) => (value ?? Number.NaN).toFixed(3).padStart(9)).join('');
  console.log(`${String(zone).padEnd(8)}${String(days).padEnd(6)}${cells}`);
}
console.log(`\nWith a tenth more than forecast in the tanks, ${dryTaps} of ${districtDays} taps would have run dry.\n`);
console.log('Tomorrow, 30 July 2022, by district:');
for (const [, forecast] of forecasts.sorted()) {
  for (const [name, value] of lastDay(forecast)) {
    console.log(`  ${name.padEnd(10)}${'█'.repeat(Math.round(value))} ${value.toFixed(1)}`);
  }
}

function lastDay(forecast: Frame): readonly (readonly [string, number])[] {
  const score = forecast.column('score');
  const last = Math.max(...forecast.timeCodes);
  return [...forecast.timeCodes.keys()]
    .filter((row) => forecast.timeCodes[row] === last)
    .map((row) => [forecast.instruments[forecast.instrumentCodes[row] as number] as string, score[row] as number]);
}
