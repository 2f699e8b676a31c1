import { setTimeout as sleep } from 'node:timers/promises';
import type { Peer, Way } from './peer.js';
import type { BenchServer } from './server.js';
import { wakeTimes } from './wake.js';

export interface Row {
  readonly what: string;
  readonly ours: number;
  readonly theirs: number;
  readonly unit: '/s' | 'ms' | 'µs' | 'bytes';
  readonly also?: string;
}
export type Peers = readonly [ours: Peer, theirs: Peer];

export const CLAIMERS: readonly number[] = [1, 8, 16];
/** Short slices, many of them: what else the machine does then falls on all alike. */
const DRAINED = 240;
const SLICES = 7;

export const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[values.length >> 1] ?? Number.NaN;
export function text(value: number, unit: Row['unit']): string {
  if (unit === 'ms') return `${value.toFixed(2)} ms`;
  const whole = Math.round(value).toLocaleString('en');
  return { '/s': `${whole}/s`, µs: `${whole} µs`, bytes: `${whole} B` }[unit];
}

async function perSecond(count: number, body: () => Promise<void>): Promise<number> {
  const start = performance.now();
  await body();
  return (count * 1_000) / (performance.now() - start);
}

/** The medians of several rounds, in which all take turns, after one that warms up: whatever else the machine does hits all alike. */
async function takeTurns(rounds: number, turns: readonly (() => Promise<number>)[]): Promise<readonly number[]> {
  const measured: number[][] = turns.map(() => []);
  for (let round = -1; round < rounds; round += 1) {
    for (const [i, turn] of turns.entries()) {
      const value = await turn();
      if (round >= 0) measured[i]?.push(value);
    }
  }
  return measured.map(median);
}

/** New tasks from empty data to `size`, on new keys each time. */
export async function submits(
  server: BenchServer,
  makers: readonly (() => Promise<Peer>)[],
  size: number,
  rounds: number,
): Promise<readonly Row[]> {
  const turns = makers.map((make) => async () => {
    await server.admin.flushall();
    const peer = await make();
    const speed = await perSecond(size, () => peer.submit(0, size));
    await peer.close();
    return speed;
  });
  const [ours = 0, theirs = 0] = await takeTurns(rounds, turns);
  return [{ what: `bulk submit, ${size.toLocaleString('en')} in batches of 1,000`, ours, theirs, unit: '/s' }];
}

/** Claims and ends with always `size` tasks waiting at the start. */
export async function claims([ours, theirs]: Peers, size: number, rounds: number): Promise<readonly Row[]> {
  const rows: Row[] = [];
  const count = Math.min(DRAINED, size - 100);
  const drain = (peer: Peer, way: Way) => {
    return async () => {
      const speed = await perSecond(count, () => peer.drain(count, way));
      await peer.submit(top, top + count);
      top += count;
      return speed;
    };
  };
  let top = size;
  for (const peer of [ours, theirs]) await peer.submit(0, size);
  for (const claimers of CLAIMERS) {
    const way = (together: boolean, atOnce = 1): Way => ({ claimers, together, atOnce });
    const measured = await takeTurns(SLICES * rounds, [
      drain(ours, way(false)),
      drain(theirs, way(false)),
      drain(ours, way(true)),
      drain(theirs, way(true)),
      drain(ours, way(true, 16)),
    ]);
    const [apart = 0, theirApart = 0, together = 0, theirTogether = 0, many = 0] = measured;
    const where = `${size.toLocaleString('en')} waiting, ${claimers} ${claimers === 1 ? 'claimer' : 'claimers'}`;
    rows.push(
      { what: `claim, then complete: ${where}`, ours: apart, theirs: theirApart, unit: '/s' },
      {
        what: `complete with the next claim: ${where}`,
        ours: together,
        theirs: theirTogether,
        unit: '/s',
        also: `claim(16): ${text(many, '/s')}`,
      },
    );
  }
  return rows;
}

export async function wakeUps([ours, theirs]: Peers, rounds: number): Promise<readonly Row[]> {
  const rows: Row[] = [];
  for (const claimers of CLAIMERS) {
    const times: [number[], number[]] = [[], []];
    for (let round = 0; round < rounds; round += 1) {
      for (const [i, peer] of [ours, theirs].entries()) times[i]?.push(...(await wakeTimes(peer, claimers, 60)));
    }
    const ranked = times.map((all) => all.toSorted((a, b) => a - b));
    const slow = ranked.map((all) => text(all[Math.floor(all.length * 0.95)] ?? Number.NaN, 'ms'));
    rows.push({
      what: `wake-up in another process, ${claimers} idle ${claimers === 1 ? 'claimer' : 'claimers'}`,
      ours: median(times[0]),
      theirs: median(times[1]),
      unit: 'ms',
      also: `95 %: ${slow.join(' and ')}`,
    });
  }
  return rows;
}

/** Bytes of the server for each task, waiting and then done, on an empty server. */
export async function memory(
  server: BenchServer,
  makers: readonly (() => Promise<Peer>)[],
  size: number,
): Promise<readonly Row[]> {
  const used = async (): Promise<number> => {
    await sleep(500);
    return Number(/used_memory:(\d+)/.exec(await server.admin.info('memory'))?.[1]);
  };
  const made: [number, number][] = [];
  for (const make of makers) {
    await server.admin.flushall();
    const peer = await make();
    const before = await used();
    await peer.submit(0, size);
    const waiting = await used();
    await peer.drain(size, { claimers: 8, together: true, atOnce: 1 });
    made.push([(waiting - before) / size, ((await used()) - before) / size]);
    await peer.close();
  }
  const [ours = [0, 0], theirs = [0, 0]] = made;
  const count = size.toLocaleString('en');
  return [
    { what: `memory per task, ${count} waiting`, ours: ours[0], theirs: theirs[0], unit: 'bytes' },
    { what: `memory per task, ${count} done`, ours: ours[1], theirs: theirs[1], unit: 'bytes' },
  ];
}
