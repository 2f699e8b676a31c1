import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { TaskManager } from '@windrow/core';
import { openSqliteStore } from '@windrow/store-sqlite';

/* What it takes to carry a pool as a file, time and memory: see README.md. */
const { values } = parseArgs({
  options: {
    tasks: { type: 'string', default: '10000,100000' },
    /** Keeps everything there, and does only what is not there yet: a million tasks in several calls. */
    folder: { type: 'string' },
    steps: { type: 'string', default: 'fill,export,import' },
    /** Seconds after which a command gets Ctrl-C; an import goes on when it is called again. */
    'stop-after': { type: 'string' },
  },
});
const steps = values.steps.split(',');
const main = fileURLToPath(new URL('../../packages/windrow/dist/cli/main.js', import.meta.url));
const folder = values.folder ?? mkdtempSync(join(tmpdir(), 'windrow-bench-carry-'));
/** Preloaded: says at the end how much memory there was at most. */
const PEAK = `data:text/javascript,${encodeURIComponent(
  "import { writeFileSync } from 'node:fs'; process.on('exit', () => writeFileSync(process.env.PEAK_FILE, String(process.resourceUsage().maxRSS)));",
)}`;

console.log('| tasks | command | s | tasks/s | peak MB | file MB |\n| ---: | --- | ---: | ---: | ---: | ---: |');
for (const count of values.tasks.split(',').map(Number)) {
  const from = join(folder, `from-${count}`);
  const file = join(folder, `${count}.tar`);
  if (steps.includes('fill')) await fill(from, count);
  if (steps.includes('export')) {
    measure(count, 'pool export', ['--store', `sqlite:${from}`, 'pool', 'export', 'p', file, '--yes'], file);
  }
  if (steps.includes('import')) {
    measure(count, 'pool import', ['--store', `sqlite:${join(folder, `to-${count}`)}`, 'pool', 'import', file], file);
  }
}
if (values.folder === undefined) rmSync(folder, { recursive: true });

/** Tasks of the size of a rolling definition, half of them done with a small result. Ended in its middle, it goes on when it is called again. */
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
  const before = await manager.stat();
  if (before.waiting + before.running + before.done < count) for await (const _ of manager.submit(definitions()));
  for (let { done } = before; done < count / 2; ) {
    const { tasks } = await manager.claim(Math.min(1_000, count / 2 - done));
    await Promise.all(tasks.map((task) => task.commit({ ic: 0.05, recorder: task.id })));
    done += tasks.length;
  }
  await Promise.all([stores.tasks.close(), stores.experiments.close(), stores.artifacts.close()]);
}

function measure(count: number, name: string, args: readonly string[], file: string): void {
  const peakFile = join(folder, 'peak');
  const start = performance.now();
  const { status, stderr } = spawnSync(process.execPath, ['--import', PEAK, main, ...args], {
    env: { ...process.env, PEAK_FILE: peakFile },
    ...(values['stop-after'] === undefined
      ? {}
      : { timeout: 1_000 * Number(values['stop-after']), killSignal: 'SIGINT' }),
  });
  const seconds = (performance.now() - start) / 1_000;
  const stopped = status === 130;
  if (status !== 0 && !stopped) throw new Error(`${name} ended with ${status}: ${JSON.stringify(stderr.toString())}`);
  const peak = Math.round(Number(readFileSync(peakFile, 'utf8')) / 1_000);
  const size = (statSync(file).size / 1e6).toFixed(1);
  const rate = stopped ? 'stopped' : Math.round(count / seconds);
  console.log(`| ${count} | ${name} | ${seconds.toFixed(1)} | ${rate} | ${peak} | ${size} |`);
}
