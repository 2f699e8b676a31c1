import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs, promisify } from 'node:util';
import { arrowCases } from './arrow-cases.js';
import { csvCases } from './csv-cases.js';
import { type Figure, measure } from './measure.js';
import { megabytes, sampleFrame, writeSampleFiles } from './sample-files.js';

const { values } = parseArgs({
  options: {
    rows: { type: 'string', default: '1000000' },
    rounds: { type: 'string', default: '5' },
    only: { type: 'string', default: '' },
    python: { type: 'string' },
    json: { type: 'boolean', default: false },
  },
});
const rows = Number(values.rows);
const rounds = Number(values.rounds);

const folder = await mkdtemp(join(tmpdir(), 'windrow-frame-io-'));
const figures: Figure[] = [];
const sizes: Record<string, number> = {};
try {
  const frame = sampleFrame(rows);
  const files = await writeSampleFiles(folder, frame);
  for (const name of ['own', 'plain', 'dictionary', 'csv'] as const)
    sizes[name] = Math.round(await megabytes(files[name]));
  for (const work of [...(await arrowCases(frame, files)), ...csvCases(frame, files)]) {
    if (work.work.includes(values.only)) figures.push(...(await measure(work, rounds)));
  }
  if (values.python !== undefined) figures.push(...(await measureOthers(values.python)));
} finally {
  await rm(folder, { recursive: true });
}

/** What pandas, polars and DuckDB take for the same files; `python` is an interpreter that has them. */
async function measureOthers(python: string): Promise<Figure[]> {
  const script = fileURLToPath(new URL('others.py', import.meta.url));
  const { stdout } = await promisify(execFile)(python, [script, folder, String(rounds)], { maxBuffer: 1 << 24 });
  const others = JSON.parse(stdout) as Pick<Figure, 'work' | 'name' | 'medianMs'>[];
  return others.flatMap((figure) => {
    const yardstick = figures.find(({ work }) => work === figure.work);
    return yardstick === undefined
      ? []
      : [{ ...figure, ratio: figure.medianMs / yardstick.medianMs, limit: undefined }];
  });
}

const machine = `${cpus().length} × ${cpus()[0]?.model ?? 'unknown'}, Node ${process.version}`;
if (values.json) {
  console.log(JSON.stringify({ rows, rounds, machine, fileMegabytes: sizes, figures }, undefined, 2));
} else {
  console.log(`${rows.toLocaleString('en-US')} rows, medians of ${rounds} rounds, ${machine}\n`);
  console.log('| work | by | ms | ratio | to stay under |\n| --- | --- | ---: | ---: | ---: |');
  const order = [...new Set(figures.map(({ work }) => work))];
  const sorted = figures.toSorted((a, b) => order.indexOf(a.work) - order.indexOf(b.work));
  for (const { work, name, medianMs, ratio, limit } of sorted) {
    const verdict = limit === undefined ? '' : `${limit} ${ratio <= limit ? '✓' : '✗'}`;
    console.log(`| ${work} | ${name} | ${medianMs.toFixed(0)} | ${ratio.toFixed(2)} | ${verdict} |`);
  }
}
