import { randomUUID } from 'node:crypto';
import type { Claim, TaskStore } from '@windrow/core';
import type { Document } from 'mongodb';
import type { BareMongo } from './bare.js';
import { type Line, median, share, timeMs } from './measure.js';
import { sampleTasks } from './tasks.js';

const PAIRS = 200;
const ROUNDS = 12;
const BATCH = 16;

/** Claim and commit beside the bare calls, in turns, with ever more tasks waiting. */
export async function measureClaims(
  store: TaskStore,
  bare: BareMongo,
  sizes: readonly number[],
): Promise<readonly Line[]> {
  const pool = randomUUID();
  const lines: Line[] = [];
  const medians: number[] = [];
  let waiting = 0;
  for (const size of sizes) {
    for (; waiting < size; waiting += 1_000) await store.submit(pool, sampleTasks(1_000), 'reuse');
    const [ours, theirs, barest]: [number[], number[], number[]] = [[], [], []];
    for (let i = 0; i < PAIRS; i += 1) {
      ours.push(await timeMs(() => ownPair(store, pool)));
      theirs.push(await timeMs(async () => commitBare(bare, pool, await bare.informedClaim(pool))));
      barest.push(await timeMs(async () => commitBare(bare, pool, await bare.claim(pool))));
    }
    const many: number[] = [];
    for (let i = 0; i < ROUNDS; i += 1) many.push((await timeMs(() => claimAndCommit(store, pool, BATCH))) / BATCH);
    const [own, other, less, batched] = [median(ours), median(theirs), median(barest), median(many)];
    medians.push(own);
    const with_ = `${size.toLocaleString('en')} waiting`;
    lines.push(
      {
        what: `claim + commit, ${with_}, beside bare calls that do the same`,
        measured: `${own.toFixed(1)} ms beside ${other.toFixed(1)} ms: ${share(other, own)}`,
        promised: '≥ 80 %',
        holds: other / own >= 0.8,
      },
      {
        what: `the same, beside bare calls that learn nothing of pause, repetition and due tasks`,
        measured: `${own.toFixed(1)} ms beside ${less.toFixed(1)} ms: ${share(less, own)}`,
        promised: 'stated',
        holds: true,
      },
      {
        what: `claim(16) + batched commits, ${with_}, per task`,
        measured: `${batched.toFixed(2)} ms: ${(own / batched).toFixed(1)} times as fast`,
        promised: '≥ 2 times',
        holds: own / batched >= 2,
      },
    );
  }
  const [least, most] = [Math.min(...medians), Math.max(...medians)];
  lines.push({
    what: `claim + commit from ${sizes.map((size) => size.toLocaleString('en')).join(' to ')} waiting`,
    measured: medians.map((ms) => `${ms.toFixed(1)} ms`).join(', '),
    promised: 'within 20 %',
    holds: most / least <= 1.2,
  });
  return lines;
}

async function ownPair(store: TaskStore, pool: string): Promise<void> {
  if ((await claimAndCommit(store, pool, 1)) !== 1) throw new Error('Nothing was left to claim.');
}

async function commitBare(bare: BareMongo, pool: string, taken: Document | undefined): Promise<void> {
  if (taken === undefined) throw new Error('Nothing was left to claim.');
  await bare.commit(pool, taken);
}

async function claimAndCommit(store: TaskStore, pool: string, limit: number): Promise<number> {
  const { tasks } = await store.claim(pool, {
    requestId: randomUUID(),
    limit,
    from: 'waiting',
    routes: [''],
    workerId: 'bench',
    leaseMs: 60_000,
  });
  const items = tasks.map(({ claim }): { claim: Claim; end: { kind: 'done' } } => ({ claim, end: { kind: 'done' } }));
  await store.settle(items);
  return tasks.length;
}
