import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

/* How long the compiled command takes to start: see README.md. */
const { values } = parseArgs({ options: { rounds: { type: 'string', default: '15' } } });
const rounds = Number(values.rounds);
const main = fileURLToPath(new URL('../../packages/windrow/dist/cli/main.js', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'windrow-bench-cli-'));
const store = ['--store', `sqlite:${join(folder, 'store')}`];

const cases: readonly (readonly [string, readonly string[]])[] = [
  ['`node -e 0`', ['-e', '0']],
  ['`windrow --help`', [main, '--help']],
  ['`windrow pool --help`', [main, 'pool', '--help']],
  ['`windrow pool list` (SQLite)', [main, ...store, 'pool', 'list']],
  ['`windrow completion bash`', [main, 'completion', 'bash']],
];

const times = cases.map((): number[] => []);
for (let round = -1; round < rounds; round += 1) {
  for (const [at, [name, args]] of cases.entries()) {
    const start = performance.now();
    const { status } = spawnSync(process.execPath, args, { stdio: 'ignore' });
    if (status !== 0) throw new Error(`${name} ended with ${status}. Build first: npm run build`);
    // The round before the first brings the files into memory.
    if (round >= 0) times[at]?.push(performance.now() - start);
  }
}
rmSync(folder, { recursive: true });

console.log('| command | median ms | fastest ms | beyond `node -e 0`, median |\n| --- | ---: | ---: | ---: |');
const bare = median(times[0] as number[]);
for (const [at, [name]] of cases.entries()) {
  const each = times[at] as number[];
  const beyond = at === 0 ? '' : String(Math.round(median(each) - bare));
  console.log(`| ${name} | ${Math.round(median(each))} | ${Math.round(Math.min(...each))} | ${beyond} |`);
}

function median(each: readonly number[]): number {
  return each.toSorted((a, b) => a - b)[Math.floor(each.length / 2)] ?? Number.NaN;
}
