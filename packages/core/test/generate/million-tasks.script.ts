import { Calendar, GridGen, iterateTasks, MultiHorizonGen, RollingGen } from '../../src/generate/index.js';
import { rollingTemplate } from './rolling-template.js';

// 2 horizons × 344 windows × 1,500 seeds: a million tasks and a bit, one at a time.
const calendar = Calendar.businessDays('2000-01-03', '2009-12-31');
const template = rollingTemplate({ train: ['2000-01-03', '2002-12-31'], test: ['2003-06-02', '2009-12-31'] });
const generators = [
  new MultiHorizonGen({ calendar, horizons: [5, 22], labelLeak: 1, set: { 'dataset.kwargs.horizon': '{horizon}' } }),
  new RollingGen({ calendar, step: 5, testLength: 5 }),
  new GridGen({ 'model.kwargs.seed': Array.from({ length: 1500 }, (_, seed) => seed) }),
];

let count = 0;
let lastTest = '';
let peakBytes = 0;
for (const task of iterateTasks(template, generators)) {
  count++;
  if (count % 20_000 !== 0) continue;
  lastTest = JSON.stringify(task).slice(-60);
  peakBytes = Math.max(peakBytes, process.memoryUsage().heapUsed);
}
process.stdout.write(JSON.stringify({ count, peakMiB: peakBytes / 2 ** 20, lastTest }));
