import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { TaskManager } from '@windrow/core';
import { openSqliteStore } from '@windrow/store-sqlite';

/* What it takes to carry a pool as a file, time and memory: see README.md. */
const { values } = parseArgs({ options: { tasks: { type: 'string', default: '10000,100000' } } });
const main = fileURLToPath(new URL('../../packages/windrow/dist/cli/main.js', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'windrow-bench-carry-'));
/** Preloaded: says at the end how much memory there was at most. */
const PEAK = `data:text/javascript,${encodeURIComponent(
  "import { writeFileSync } from 'node:fs'; process.on('exit', () => writeFileSync(process.env.PEAK_FILE, String(process.resourceUsage().maxRSS)));",
)}`;

console.log('| tasks | command | s | tasks/s | peak MB | file MB |\n| ---: | --- | ---: | ---: | ---: | ---: |');
for (const count of values.tasks.split(',').map(Number)) {
  const from = join(folder, `from-${count}`);
  await fill(from, count);
  const file = join(folder, `${count}.tar`);
  measure(count, 'pool export', ['--store', `sqlite:${from}`, 'pool', 'export', 'p', file], file);
  measure(count, 'pool import', ['--store', `sqlite:${join(folder, `to-${count}`)}`, 'pool', 'import', file], file);
}
rmSync(folder, { recursive: true });

/** Tasks of the size of a rolling definition, half of them done with a small result. */
async function fill(directory: string, count: number): Promise<void> {
  const stores = await openSqliteStore({ directory });
  const manager = new TaskManager(stores.tasks, 'p', { codeVersion: false });
  const definition = (n: number) => ({
    model: { class: 'RidgeModel', kwargs: { alpha: n, columns: ['open', 'high', 'low', 'close', 'volume'] } },
    dataset: {
      class: 'FrameDataset',
      kwargs: { segments: { train: ['2010-01-01', '2014-12-31'], test: ['2015-01-01', '2015-06-30'] } },
    },
  });
  const definitions = function* () {
    for (let n = 0; n < count; n += 1) yield definition(n);
  };
  for await (const _ of manager.submit(definitions()));
  for (let done = 0; done < count / 2; done += 1_000) {
    const { tasks } = await manager.claim(Math.min(1_000, count / 2 - done));
    for (const task of tasks) await task.commit({ ic: 0.05, recorder: task.id });
  }
  await Promise.all([stores.tasks.close(), stores.experiments.close(), stores.artifacts.close()]);
}

function measure(count: number, name: string, args: readonly string[], file: string): void {
  const peakFile = join(folder, 'peak');
  const start = performance.now();
  const { status, stderr } = spawnSync(process.execPath, ['--import', PEAK, main, ...args], {
    env: { ...process.env, PEAK_FILE: peakFile },
  });
  const seconds = (performance.now() - start) / 1_000;
  if (status !== 0) throw new Error(`${name} ended with ${status}: ${stderr.toString()}`);
  const peak = Math.round(Number(readFileSync(peakFile, 'utf8')) / 1_000);
  const size = (statSync(file).size / 1e6).toFixed(1);
  console.log(`| ${count} | ${name} | ${seconds.toFixed(1)} | ${Math.round(count / seconds)} | ${peak} | ${size} |`);
}
