import { createRequire } from 'node:module';
import { setTimeout as sleep } from 'node:timers/promises';
import { bullmqPeer } from './bullmq-peer.js';
import type { Peer } from './peer.js';
import { type BenchServer, startServer } from './server.js';
import { windrowPeer } from './windrow-peer.js';

/** `BENCH_SCALE=0.1` makes the sizes smaller for a quick look; arguments name parts: submit, claim, wake, memory. */
const scale = Number(process.env['BENCH_SCALE'] ?? '1');
const rounds = Number(process.env['BENCH_ROUNDS'] ?? '3');
const sizes = [1_000, 10_000, 100_000].map((size) => Math.max(1_000, Math.round(size * scale)));
const claimers = [1, 8, 16];
const only = process.argv.slice(2);

interface Row {
  readonly what: string;
  readonly ours: number;
  readonly theirs: number;
  readonly unit: '/s' | 'ms' | 'bytes';
  readonly also?: string;
}

const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[values.length >> 1] ?? Number.NaN;
const holds = ({ ours, theirs, unit }: Row): boolean => (unit === '/s' ? ours >= theirs : ours <= theirs);
const text = (value: number, unit: Row['unit']): string =>
  unit === 'ms' ? `${value.toFixed(2)} ms` : `${Math.round(value).toLocaleString('en')}${unit === '/s' ? '/s' : ' B'}`;

async function perSecond(count: number, body: () => Promise<void>): Promise<number> {
  const start = performance.now();
  await body();
  return (count * 1_000) / (performance.now() - start);
}

/** The median of several rounds, in which all take turns: whatever else the machine does hits all alike. */
async function takeTurns(
  server: BenchServer,
  makers: readonly (() => Promise<Peer>)[],
  body: (peer: Peer) => Promise<number>,
): Promise<readonly number[]> {
  const measured: number[][] = makers.map(() => []);
  for (let round = 0; round < rounds; round += 1) {
    for (const [i, make] of makers.entries()) {
      await server.admin.flushall();
      const peer = await make();
      measured[i]?.push(await body(peer));
      await peer.close();
    }
  }
  return measured.map(median);
}

async function measure(server: BenchServer): Promise<readonly Row[]> {
  const rows: Row[] = [];
  const { url } = server;
  const makers = [() => windrowPeer(url, 1), () => bullmqPeer(url)];
  const wanted = (part: string): boolean => only.length === 0 || only.includes(part);
  const add = (
    what: string,
    unit: Row['unit'],
    [ours = Number.NaN, theirs = Number.NaN, more]: readonly number[],
  ): void => {
    const also = more === undefined ? {} : { also: `claim(16): ${text(more, unit)}` };
    rows.push({ what, ours, theirs, unit, ...also });
    console.error(`${what}: ${text(ours, unit)} and ${text(theirs, unit)}`);
  };
  if (wanted('submit')) {
    for (const size of sizes) {
      const count = size.toLocaleString('en');
      const body = (peer: Peer) => perSecond(size, () => peer.submit(0, size));
      add(`bulk submit, ${count} in batches of 1,000`, '/s', await takeTurns(server, makers, body));
    }
  }
  if (wanted('claim')) {
    for (const size of sizes) {
      for (const count of claimers) {
        const tasks = Math.min(size - 100, 3_000);
        const what = `claim + complete, ${size.toLocaleString('en')} waiting, ${count} claimers`;
        const body = async (peer: Peer) => {
          await peer.submit(0, size);
          return perSecond(tasks, () => peer.drain(count, tasks));
        };
        add(what, '/s', await takeTurns(server, [...makers, () => windrowPeer(url, 16)], body));
      }
    }
  }
  if (wanted('wake')) {
    for (const count of claimers) {
      const body = async (peer: Peer) => {
        await peer.submit(0, 1);
        await peer.drain(1, 1);
        return median(await peer.wake(count, 100));
      };
      add(`wake-up, ${count} idle claimers`, 'ms', await takeTurns(server, makers, body));
    }
  }
  if (wanted('memory')) {
    const size = sizes.at(-1) ?? 0;
    const memory = async (): Promise<number> => {
      await sleep(500);
      return Number(/used_memory:(\d+)/.exec(await server.admin.info('memory'))?.[1]);
    };
    const made: number[][] = [];
    for (const make of makers) {
      await server.admin.flushall();
      const before = await memory();
      const peer = await make();
      await peer.submit(0, size);
      const waiting = await memory();
      await peer.drain(8, size);
      const done = await memory();
      await peer.close();
      made.push([(waiting - before) / size, (done - before) / size]);
    }
    const at = (n: number): readonly number[] => made.map((both) => both[n] ?? Number.NaN);
    const count = size.toLocaleString('en');
    add(`memory per task, ${count} waiting`, 'bytes', at(0));
    add(`memory per task, ${count} done`, 'bytes', at(1));
  }
  return rows;
}

async function stopping(
  running: Awaited<ReturnType<typeof startServer>>,
): Promise<Awaited<ReturnType<typeof measure>>> {
  try {
    return await measure(running);
  } finally {
    await running.stop();
  }
}

const versionOf = (name: string): string =>
  (createRequire(import.meta.url)(`${name}/package.json`) as { version: string }).version;
const server = await startServer();
const rows = await stopping(server);
const lines = rows.map(
  (row) =>
    `| ${row.what} | ${text(row.ours, row.unit)}${row.also === undefined ? '' : ` (${row.also})`} | ${text(row.theirs, row.unit)} | ${holds(row) ? 'yes' : '**no**'} |`,
);
console.log(
  [
    `### Redis store beside BullMQ ${versionOf('bullmq')}: Redis ${server.version}, ioredis ${versionOf('ioredis')}, Node ${process.versions.node}`,
    '',
    '| what | Windrow | BullMQ | at least as good |',
    '| --- | --- | --- | --- |',
    ...lines,
    '',
  ].join('\n'),
);
process.exitCode = rows.every(holds) ? 0 : 1;
