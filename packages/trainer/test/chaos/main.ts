import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { runChaos } from './run-chaos.js';

/* The long form of the chaos, by hand: see benchmarks/chaos/README.md. Leaves with 1 when anything was violated. */
const { values } = parseArgs({
  options: {
    tasks: { type: 'string', default: '2000' },
    kills: { type: 'string', default: '20' },
    workers: { type: 'string', default: '4' },
    'task-ms': { type: 'string', default: '20' },
    seed: { type: 'string', default: String(Math.floor(Math.random() * 2 ** 31)) },
  },
});
const directory = await mkdtemp(join(tmpdir(), 'windrow-chaos-'));
const report = await runChaos({
  directory,
  tasks: Number(values.tasks),
  kills: Number(values.kills),
  workers: Number(values.workers),
  taskMs: Number(values['task-ms']),
  seed: Number(values.seed),
  chaosMs: Number.MAX_SAFE_INTEGER,
});
console.log(JSON.stringify(report, undefined, 2));
await rm(directory, { recursive: true });
process.exitCode = report.violations.length === 0 ? 0 : 1;
