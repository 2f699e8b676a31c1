import { randomUUID } from 'node:crypto';
import { closeSync, cpSync, fsyncSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { SqliteTaskStore } from '@windrow/store-sqlite';
import { BareSqlite } from './bare.js';
import { fill } from './fill.js';
import { inDirectory, type Line, perSecond, rate } from './measure.js';

const POOL = 'pool';
const WORKER = 'host-1:4711:0';
/** Pairs measured in one go, the two sides in turns: a machine that is busy with other things slows both down. */
const CHUNK = 25;
const CHUNKS = 200;
/** Claims measured at least, at each size. */
const SAMPLE_PAIRS = 2_000;
const WARM_UP_TASKS = 10_000;

interface Samples {
  readonly bare: number[];
  readonly store: number[];
}

interface Rates {
  readonly bare: number;
  readonly store: number;
}

/** Claim and commit, one task at a time, at several sizes of the pool: half of it done, half waiting, and many delayed ones. */
export async function measureClaimAndCommit(sizes: readonly number[], delayed: number): Promise<readonly Line[]> {
  // Compiled code is what is compared: the first thousands of calls run before it is.
  await inDirectory((directory) => measureAt(directory, WARM_UP_TASKS, 0));
  const rates: Rates[] = [];
  const lines: Line[] = [];
  for (const size of sizes) {
    // A small pool is soon used up: several of them give as many measurements as a large one.
    const pools = Math.max(1, Math.ceil(SAMPLE_PAIRS / (size / 2)));
    const measured: Samples = { bare: [], store: [] };
    for (let i = 0; i < pools; i += 1) {
      const samples = await inDirectory((directory) => measureAt(directory, size, delayed));
      measured.bare.push(...samples.bare);
      measured.store.push(...samples.store);
    }
    const found = { bare: undisturbed(measured.bare), store: undisturbed(measured.store) };
    rates.push(found);
    const share = found.store / found.bare;
    lines.push({
      what: `claim + commit, ${size.toLocaleString('en')} tasks and ${delayed.toLocaleString('en')} delayed`,
      measured: `${rate(found.store)}, ${Math.round(100 * share)} % of the two bare statements (${rate(found.bare)})`,
      promised: '≥ 70 %',
      holds: share >= 0.7,
    });
  }
  const stored = rates.map(({ store }) => store);
  const spread = Math.min(...stored) / Math.max(...stored);
  lines.push({
    what: 'claim + commit, slowest size against the fastest',
    measured: `${Math.round(100 * spread)} %`,
    promised: '≥ 80 %',
    holds: spread >= 0.8,
  });
  return lines;
}

async function measureAt(directory: string, size: number, delayed: number): Promise<Samples> {
  const first = join(directory, 'store');
  await fill(first, POOL, size, delayed);
  const chunks = Math.min(CHUNKS, Math.floor(size / 2 / CHUNK));
  // The same file twice: each side uses up tasks of its own.
  const second = join(directory, 'bare');
  cpSync(first, second, { recursive: true });
  // What was just written goes to the disk now, not in the middle of the measurement.
  for (const side of [first, second]) forceToDisk(join(side, 'windrow.db'));
  const store = await SqliteTaskStore.open({ directory: first });
  const bare = await BareSqlite.open(second, POOL);
  const rates = { bare: [] as number[], store: [] as number[] };
  for (let chunk = 0; chunk < chunks; chunk += 1) {
    rates.bare.push(
      await perSecond(() => {
        for (let i = 0; i < CHUNK; i += 1) if (!bare.claimAndCommit(WORKER)) throw new Error('Nothing left to claim.');
        return CHUNK;
      }),
    );
    rates.store.push(
      await perSecond(async () => {
        for (let i = 0; i < CHUNK; i += 1) await claimAndCommit(store);
        return CHUNK;
      }),
    );
  }
  await store.close();
  bare.close();
  return rates;
}

function forceToDisk(path: string): void {
  const file = openSync(path, 'r+');
  fsyncSync(file);
  closeSync(file);
}

async function claimAndCommit(store: SqliteTaskStore): Promise<void> {
  const { tasks } = await store.claim(POOL, {
    requestId: randomUUID(),
    limit: 1,
    from: 'waiting',
    routes: [''],
    workerId: WORKER,
    leaseMs: 60_000,
  });
  const [task] = tasks;
  if (task === undefined) throw new Error('Nothing left to claim.');
  const [outcome] = await store.settle([{ claim: task.claim, end: { kind: 'done' } }]);
  if (outcome?.kind !== 'settled') throw new Error('The commit was refused.');
}

/** The fastest tenth's slowest: what was measured while nothing else took the processor away. */
function undisturbed(rates: readonly number[]): number {
  return rates.toSorted((a, b) => b - a)[Math.floor(rates.length / 10)] ?? Number.NaN;
}
