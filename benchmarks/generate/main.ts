import { cpus } from 'node:os';
import { parseArgs } from 'node:util';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { assertNoLeakage } from '@windrow/core';
import { type GenerateCase, generateCases, leakageTasks } from './generate-cases.js';

const { values } = parseArgs({
  options: {
    tasks: { type: 'string', default: '1000000' },
    json: { type: 'boolean', default: false },
  },
});
const wanted = Number(values.tasks);

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

interface Figure {
  readonly work: string;
  readonly tasks: number;
  readonly seconds: number;
  readonly tasksPerSecond: number;
  readonly peakHeapMiB: number;
}

/** Makes tasks one by one until there are enough, and drops each. */
function measure({ work, tasks }: GenerateCase): Figure {
  collectGarbage();
  const before = process.memoryUsage().heapUsed;
  let peak = before;
  let count = 0;
  const start = performance.now();
  for (const _ of tasks()) {
    count++;
    if (count % 5000 === 0) peak = Math.max(peak, process.memoryUsage().heapUsed);
    if (count === wanted) break;
  }
  const seconds = (performance.now() - start) / 1000;
  return figure(work, count, seconds, (peak - before) / 2 ** 20);
}

function measureLeakage(): Figure {
  const { tasks, options } = leakageTasks();
  const start = performance.now();
  for (let count = 0; count < wanted; count += tasks.length) assertNoLeakage(tasks, options);
  const count = Math.ceil(wanted / tasks.length) * tasks.length;
  return figure('assertNoLeakage', count, (performance.now() - start) / 1000, Number.NaN);
}

function figure(work: string, tasks: number, seconds: number, peakHeapMiB: number): Figure {
  return { work, tasks, seconds, tasksPerSecond: tasks / seconds, peakHeapMiB };
}

const figures = [...generateCases().map(measure), measureLeakage()];
const machine = `${cpus().length} × ${cpus()[0]?.model ?? 'unknown'}, Node ${process.version}`;
if (values.json) {
  console.log(JSON.stringify({ machine, figures }, undefined, 2));
} else {
  console.log(`Tasks made lazily and dropped, one thread, ${machine}\n`);
  console.log('| work | tasks | seconds | tasks/s | peak heap, MiB |\n| --- | ---: | ---: | ---: | ---: |');
  for (const { work, tasks, seconds, tasksPerSecond, peakHeapMiB } of figures) {
    const heap = Number.isNaN(peakHeapMiB) ? '' : peakHeapMiB.toFixed(0);
    const number = (value: number): string => Math.round(value).toLocaleString('en-US');
    console.log(`| ${work} | ${number(tasks)} | ${seconds.toFixed(2)} | ${number(tasksPerSecond)} | ${heap} |`);
  }
}
