import { spawnSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

/* What a metric series of many points costs in each store, time and memory: see README.md. */
const { values, positionals } = parseArgs({
  options: { points: { type: 'string', default: '1000000' } },
  allowPositionals: true,
});
const OPERATIONS = ['write', 'last', 'range', 'thinned', 'all'] as const;
const program = fileURLToPath(new URL('./one-operation.ts', import.meta.url));
const folder = mkdtempSync(join(process.env['BENCH_DIR'] ?? tmpdir(), 'windrow-bench-experiments-'));
const name = `bench_${randomUUID().slice(0, 8)}`;
const servers = [['mongo', process.env['MONGO_URL']] as const, ['redis', process.env['REDIS_URL']] as const];
const addresses = new Map([
  ['file', join(folder, 'points')],
  ['sqlite', join(folder, 'store')],
  ...servers.flatMap(([kind, url]) => (url === undefined || url === '' ? [] : [[kind, `${url} ${name}`] as const])),
]);

interface Measured {
  readonly ms: number;
  readonly peakMb: number;
  readonly found: number;
  readonly id: string;
}

function measure(kind: string, address: string, operation: string, id: string): Measured {
  const args = ['--import', 'tsx', '-C', '@windrow/source', program, kind, address, operation, values.points, id];
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' });
  if (status !== 0) throw new Error(`${kind} ${operation} ended with ${status}: ${stderr}`);
  return JSON.parse(stdout) as Measured;
}

console.log(`${Number(values.points).toLocaleString('en')} points, Node ${process.versions.node}\n`);
console.log(
  '| store | write, points/s | last value, ms | 1,000 of the middle, ms | 500 thinned, ms | all, ms | MB: write | thinned | all |',
);
console.log('| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |');
try {
  for (const [kind, address] of addresses) {
    if (positionals.length > 0 && !positionals.includes(kind)) continue;
    let id = '';
    const done = OPERATIONS.map((operation) => {
      const measured = measure(kind, address, operation, id);
      id = measured.id;
      return measured;
    });
    const [write, last, range, thinned, all] = done as [Measured, Measured, Measured, Measured, Measured];
    if (all.found !== Number(values.points)) throw new Error(`${kind} gave back ${all.found} points.`);
    const rate = Math.round(write.found / (write.ms / 1_000)).toLocaleString('en');
    const times = [last, range, thinned, all].map(({ ms }) => Math.round(ms).toLocaleString('en'));
    const peaks = [write, thinned, all].map(({ peakMb }) => Math.round(peakMb));
    console.log(`| ${[kind, rate, ...times, ...peaks].join(' | ')} |`);
  }
} finally {
  rmSync(folder, { recursive: true });
}
