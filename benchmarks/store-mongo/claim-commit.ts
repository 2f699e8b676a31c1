import { randomUUID } from 'node:crypto';
import type { Claim, TaskStore } from '@windrow/core';
import type { Document } from 'mongodb';
import type { BareMongo } from './bare.js';
import { type Line, median, share, timeMs } from './measure.js';

const PAIRS = 120;
const WARM_UP = 30;
const BATCH = 16;
const BATCH_EVERY = 4;

/** A pool to claim from, through the store and beside it. */
export interface MeasuredPool {
  readonly what: string;
  readonly pool: string;
  readonly store: TaskStore;
  readonly bare: BareMongo;
}

/** The times of one pool, ms. */
interface Times extends MeasuredPool {
  readonly own: number[];
  readonly same: number[];
  readonly barest: number[];
  readonly batched: number[];
}

/** Claim and commit beside the bare calls, in pools of several sizes, all in turns so that they meet the same machine. */
export async function measureClaims(pools: readonly MeasuredPool[]): Promise<readonly Line[]> {
  const all: readonly Times[] = pools.map((pool) => ({ ...pool, own: [], same: [], barest: [], batched: [] }));
  for (const { store, pool } of all) for (let i = 0; i < WARM_UP; i += 1) await ownPair(store, pool);
  for (let i = 0; i < PAIRS; i += 1) {
    for (const { store, bare, pool, own, same, barest, batched } of all) {
      own.push(await timeMs(() => ownPair(store, pool)));
      same.push(await timeMs(async () => commitBare(bare, pool, await bare.informedClaim(pool))));
      barest.push(await timeMs(async () => commitBare(bare, pool, await bare.claim(pool))));
      if (i % BATCH_EVERY === 0) batched.push((await timeMs(() => claimAndCommit(store, pool, BATCH))) / BATCH);
    }
  }
  const medians = all.map(({ own }) => median(own));
  return [
    ...all.flatMap(linesOf),
    {
      what: `claim + commit: ${all.map(({ what }) => what).join(' beside ')}`,
      measured: medians.map((ms) => `${ms.toFixed(1)} ms`).join(' beside '),
      promised: 'no more than 20 % slower',
      holds: Math.max(...medians) / (medians[0] ?? 1) <= 1.2,
    },
  ];
}

function linesOf({ what, ...times }: Times): readonly Line[] {
  const [own, same, barest] = [median(times.own), median(times.same), median(times.barest)];
  const batched = median(times.batched);
  return [
    {
      what: `claim + commit, ${what}, beside bare calls that do the same`,
      measured: `${own.toFixed(1)} ms beside ${same.toFixed(1)} ms: ${share(same, own)}`,
      promised: '≥ 80 %',
      holds: same / own >= 0.8,
    },
    {
      what: 'the same, beside bare calls that learn nothing of pause, repetition and due tasks',
      measured: `${own.toFixed(1)} ms beside ${barest.toFixed(1)} ms: ${share(barest, own)}`,
      promised: 'stated',
      holds: true,
    },
    {
      what: `claim(16) + batched commits, ${what}, per task`,
      measured: `${batched.toFixed(2)} ms: ${(own / batched).toFixed(1)} times as fast`,
      promised: '≥ 2 times',
      holds: own / batched >= 2,
    },
  ];
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
