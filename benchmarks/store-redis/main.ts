import { createRequire } from 'node:module';
import { bullmqPeer } from './bullmq-peer.js';
import { claims, memory, type Peers, type Row, submits, text, wakeUps } from './measure.js';
import { processorTime } from './processor.js';
import { type BenchServer, startServer } from './server.js';
import { windrowPeer } from './windrow-peer.js';

/** `BENCH_SCALE=0.1` makes the sizes smaller for a quick look; arguments name parts (submit, claim, wake, processor, memory) and sizes. */
const scale = Number(process.env['BENCH_SCALE'] ?? '1');
const rounds = Number(process.env['BENCH_ROUNDS'] ?? '3');
const args = process.argv.slice(2);
const named = args.filter((arg) => /^\d+$/.test(arg)).map(Number);
const parts = args.filter((arg) => !/^\d+$/.test(arg));
const sizes = named.length > 0 ? named : [1_000, 10_000, 100_000].map((size) => Math.max(1_000, size * scale));
const wanted = (part: string): boolean => parts.length === 0 || parts.includes(part);
const holds = ({ ours, theirs, unit }: Row): boolean => (unit === '/s' ? ours >= theirs : ours <= theirs);
const ratio = ({ ours, theirs, unit }: Row): string => (unit === '/s' ? ours / theirs : theirs / ours).toFixed(2);

async function measure(server: BenchServer): Promise<readonly Row[]> {
  const makers = [() => windrowPeer(server.url), () => bullmqPeer(server.url)];
  const rows: Row[] = [];
  const add = (more: readonly Row[]): void => {
    rows.push(...more);
    for (const row of more) console.error(`${row.what}: ${text(row.ours, row.unit)} and ${text(row.theirs, row.unit)}`);
  };
  const withPeers = async (body: (peers: Peers) => Promise<readonly Row[]>): Promise<void> => {
    await server.admin.flushall();
    const peers: Peers = [await windrowPeer(server.url), await bullmqPeer(server.url)];
    add(await body(peers));
    for (const peer of peers) await peer.close();
  };
  for (const size of wanted('submit') ? sizes : []) add(await submits(server, makers, size, rounds));
  for (const size of wanted('claim') ? sizes : []) await withPeers((peers) => claims(peers, size, rounds));
  if (wanted('wake')) await withPeers((peers) => wakeUps(peers, 3 * rounds));
  if (wanted('processor')) await withPeers((peers) => processorTime(server, peers));
  if (wanted('memory')) add(await memory(server, makers, sizes.at(-1) ?? 0));
  return rows;
}

const versionOf = (name: string): string =>
  (createRequire(import.meta.url)(`${name}/package.json`) as { version: string }).version;

const server = await startServer();
let rows: readonly Row[] = [];
try {
  rows = await measure(server);
} finally {
  await server.stop();
}
const lines = rows.map((row) => {
  const also = row.also === undefined ? '' : ` (${row.also})`;
  const verdict = holds(row) ? ratio(row) : `**${ratio(row)}**`;
  return `| ${row.what}${also} | ${text(row.ours, row.unit)} | ${text(row.theirs, row.unit)} | ${verdict} |`;
});
console.log(
  [
    `### Redis store beside BullMQ ${versionOf('bullmq')}: Redis ${server.version}, ioredis ${versionOf('ioredis')}, Node ${process.versions.node}`,
    '',
    '| what | Windrow | BullMQ | times as good |',
    '| --- | --- | --- | --- |',
    ...lines,
    '',
  ].join('\n'),
);
process.exitCode = rows.every(holds) ? 0 : 1;
