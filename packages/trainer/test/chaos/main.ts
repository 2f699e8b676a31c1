import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { runChaos } from './run-chaos.js';
import type { ChaosStoreKind } from './store/open-place.js';
import { compileWorker } from './worker/compile-worker.js';

/* The long form of the chaos, by hand: see benchmarks/chaos/README.md. Leaves with 1 when anything was violated. */
const { values } = parseArgs({
  options: {
    store: { type: 'string', default: 'sqlite' },
    tasks: { type: 'string', default: '2000' },
    kills: { type: 'string', default: '20' },
    workers: { type: 'string', default: '4' },
    concurrency: { type: 'string', default: '8' },
    'task-ms': { type: 'string', default: '2' },
    'lease-ms': { type: 'string', default: '2000' },
    /** Where the reports are written, one file per store. */
    reports: { type: 'string' },
    seed: { type: 'string', default: String(Math.floor(Math.random() * 2 ** 31)) },
  },
});
const kinds = (values.store === 'all' ? ['sqlite', 'redis', 'mongo'] : [values.store]) as readonly ChaosStoreKind[];
const program = await compileWorker();
try {
  for (const store of kinds) {
    const directory = await mkdtemp(join(tmpdir(), 'windrow-chaos-'));
    const report = await runChaos(
      {
        store,
        directory,
        tasks: Number(values.tasks),
        kills: Number(values.kills),
        workers: Number(values.workers),
        concurrency: Number(values.concurrency),
        taskMs: Number(values['task-ms']),
        leaseMs: Number(values['lease-ms']),
        seed: Number(values.seed),
        longestMs: 6 * 3_600_000,
        onProgress: (ended, total) => {
          if (process.stderr.isTTY) process.stderr.write(`\r${store}: ${ended} of ${total} `);
        },
      },
      program,
    );
    const text = JSON.stringify(report, undefined, 2);
    console.log(text);
    if (values.reports !== undefined) await writeFile(join(values.reports, `${store}.json`), `${text}\n`);
    if (report.violations.length > 0) process.exitCode = 1;
    else await rm(directory, { recursive: true });
  }
} finally {
  program.remove();
}
// All that was started is stopped, and the report is written. A proxied socket that was reset just then may keep Node waiting for ever.
process.exit();
