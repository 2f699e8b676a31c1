import { cpus } from 'node:os';
import { parseArgs } from 'node:util';
import { type CollectFigure, measureCollecting } from './collecting.js';
import { type GrowthFigure, measureGrowth } from './growth.js';
import { measurePromises, type PromisedFigure } from './promised-table.js';
import { measureThreads, type ThreadFigure } from './threads.js';

const { values } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    only: { type: 'string', default: '' },
    rounds: { type: 'string', default: '10' },
    scale: { type: 'string', default: '1' },
    filter: { type: 'string', default: '' },
    recorders: { type: 'string', default: '5000' },
    'no-python': { type: 'boolean', default: false },
  },
});
const log = (line: string): void => console.error(line);
// Without it glibc keeps freed arrays below 32 MB, and whoever runs next is spared the page faults that a first run meets.
if (process.platform === 'linux' && process.env['MALLOC_MMAP_THRESHOLD_'] === undefined)
  log(
    'Set MALLOC_MMAP_THRESHOLD_=131072: else outputs lie on memory that an earlier round has touched, and ratios mean little.',
  );
const wants = (section: string): boolean => values.only === '' || values.only.split(',').includes(section);
const result: Record<string, unknown> = {
  machine: `${cpus().length} × ${cpus()[0]?.model ?? 'unknown'}, Node ${process.version}`,
};

if (wants('promised')) {
  const figures = await measurePromises({
    scale: Number(values.scale),
    rounds: Number(values.rounds),
    python: !values['no-python'],
    log,
  });
  result['promised'] = figures;
  if (!values.json) console.log(promisedTable(figures));
}
if (wants('growth')) {
  const figures = await measureGrowth({ rounds: Math.ceil(Number(values.rounds) / 2), filter: values.filter, log });
  result['growth'] = figures;
  if (!values.json) console.log(`\n${growthTable(figures)}`);
}
if (wants('threads')) {
  const figures = await measureThreads({
    rounds: Math.ceil(Number(values.rounds) / 2),
    scale: Number(values.scale),
    log,
  });
  result['threads'] = figures;
  if (!values.json) console.log(`\n${threadTable(figures)}`);
}
if (wants('collecting')) {
  const figure = await measureCollecting({ recorders: Number(values.recorders), rounds: 3, log });
  result['collecting'] = figure;
  if (!values.json) console.log(`\n${collectTable(figure)}`);
}
if (values.json) console.log(JSON.stringify(result, undefined, 2));

function promisedTable(figures: readonly PromisedFigure[]): string {
  const lines = [
    '| work | rows in → out | copy, ms | Windrow, ms | × copy (limit) | pandas, ms | polars, ms | DuckDB, ms | × faster than pandas (at least) | distance from pandas |',
    '| --- | --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |',
  ];
  for (const {
    work,
    rowsIn,
    rowsOut,
    copyMs,
    ms,
    copies,
    atMostCopies,
    others,
    pandas,
    atLeastPandas,
    distance,
  } of figures) {
    const tool = (name: string): string => others[name]?.toFixed(0) ?? '–';
    lines.push(
      `| ${work} | ${millions(rowsIn)} → ${millions(rowsOut)} | ${copyMs.toFixed(0)} | ${ms.toFixed(0)} ` +
        `| ${copies.toFixed(2)} (${atMostCopies}) ${mark(copies <= atMostCopies)} | ${tool('pandas')} | ${tool('polars')} | ${tool('duckdb')} ` +
        `| ${pandas === undefined ? '–' : `${pandas.toFixed(0)} (${atLeastPandas}) ${mark(pandas >= atLeastPandas)}`} | ${distance?.toExponential(1) ?? '–'} |`,
    );
  }
  return lines.join('\n');
}

function growthTable(figures: readonly GrowthFigure[]): string {
  const lines = [
    '| work | rows in → out | ms | ns a row | × sorted (limit) | memory beyond the input ÷ output (2.5) | highest memory |',
    '| --- | --- | ---: | ---: | ---: | ---: | ---: |',
  ];
  for (const { work, rowsIn, rowsOut, ms, nsPerRow, toSorted, atMost, extraBytes, outputBytes, peakBytes } of figures) {
    const against =
      toSorted === undefined || atMost === undefined
        ? '–'
        : `${toSorted.toFixed(1)} (${atMost}) ${mark(toSorted <= atMost)}`;
    const memory = extraBytes / outputBytes;
    // Beside an output of a few megabytes one sees the process, not the work.
    const share = outputBytes < 2 ** 24 ? '–' : `${memory.toFixed(2)} ${mark(memory <= 2.5)}`;
    lines.push(
      `| ${work} | ${millions(rowsIn)} → ${millions(rowsOut)} | ${ms.toFixed(0)} | ${nsPerRow.toFixed(1)} | ${against} ` +
        `| ${share} | ${(peakBytes / 2 ** 30).toFixed(1)} GB |`,
    );
  }
  return lines.join('\n');
}

function threadTable(figures: readonly ThreadFigure[]): string {
  const lines = [
    '| Group.reduce | groups | rows | one thread, ms | threads, ms | relative (1.05) |',
    '| --- | ---: | ---: | ---: | ---: | ---: |',
  ];
  for (const { work, groups, rows, oneThreadMs, threadsMs, relative } of figures) {
    lines.push(
      `| ${work} | ${groups} | ${millions(rows)} | ${oneThreadMs.toFixed(0)} | ${threadsMs.toFixed(0)} | ${relative.toFixed(2)} ${mark(relative <= 1.05)} |`,
    );
  }
  return lines.join('\n');
}

function collectTable(figure: CollectFigure): string {
  return [
    '| recorders | MB | files alone, ms | collect, ms | entries, ms | entries, most MB held | progress told |',
    '| ---: | ---: | ---: | ---: | ---: | ---: | ---: |',
    `| ${figure.recorders} | ${figure.megabytes.toFixed(0)} | ${figure.filesMs.toFixed(0)} | ${figure.collectMs.toFixed(0)} | ${figure.entriesMs.toFixed(0)} | ${figure.entriesMegabytes.toFixed(0)} | ${figure.progressCalls} |`,
  ].join('\n');
}

function mark(good: boolean): string {
  return good ? '✓' : '✗';
}

function millions(rows: number): string {
  return `${(rows / 1e6).toFixed(2)} M`;
}
