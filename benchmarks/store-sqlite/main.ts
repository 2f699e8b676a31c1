import { measureClaimAndCommit } from './claim-commit.js';
import { measureDurability } from './durability.js';
import { type Line, markdown } from './measure.js';
import { measureReads } from './reads.js';
import { measureSubmit } from './submit.js';
import { measureWake } from './wake.js';

/** The sizes that the promises are about; `BENCH_SCALE=0.01` makes them smaller for a quick look. */
const scale = Number(process.env['BENCH_SCALE'] ?? '1');
const scaled = (size: number): number => Math.max(1_000, Math.round(size * scale));
const only = process.argv.slice(2);
const parts: Readonly<Record<string, () => Promise<readonly Line[]>>> = {
  submit: () => measureSubmit(scaled(100_000)),
  claim: () => measureClaimAndCommit([1_000, scaled(100_000), scaled(1_000_000)], scaled(100_000)),
  reads: () => measureReads(scaled(1_000_000)),
  wake: () => measureWake(200),
  durability: () => measureDurability(200),
};

const lines: Line[] = [];
for (const [name, measure] of Object.entries(parts)) {
  if (only.length === 0 || only.includes(name)) lines.push(...(await measure()));
}
console.log(markdown(`SQLite store, Node ${process.versions.node}`, lines));
process.exitCode = lines.every(({ holds }) => holds) ? 0 : 1;
