import type { Peers, Row } from './measure.js';
import { CLAIMERS, median } from './measure.js';
import type { Peer, Way } from './peer.js';
import type { BenchServer } from './server.js';

const TASKS = 400;
const SLICES = 15;
const WAITING = 1_000;

/** µs of processor time a task, of this process and of the server's main thread: what else the machine does touches it less than the clock. */
export async function processorTime(server: BenchServer, peers: Peers): Promise<readonly Row[]> {
  for (const peer of peers) await peer.submit(0, WAITING);
  const rows: Row[] = [];
  let top = WAITING;
  for (const claimers of CLAIMERS) {
    for (const together of [false, true]) {
      const times = peers.map(() => ({ caller: [] as number[], server: [] as number[] }));
      for (let slice = -2; slice < SLICES; slice += 1) {
        for (const [i, peer] of peers.entries()) {
          const used = await usedBy(server, peer, { claimers, together, atOnce: 1 });
          await peer.submit(top, top + TASKS);
          top += TASKS;
          if (slice < 0) continue;
          times[i]?.caller.push(used.caller);
          times[i]?.server.push(used.server);
        }
      }
      const [ours, theirs] = times.map((one) => ({ caller: median(one.caller), server: median(one.server) }));
      const what = together ? 'complete with the next claim' : 'claim, then complete';
      const where = `${what}: ${claimers} ${claimers === 1 ? 'claimer' : 'claimers'}`;
      for (const side of ['caller', 'server'] as const) {
        rows.push({
          what: `processor time of the ${side}, ${where}`,
          ours: ours?.[side] ?? Number.NaN,
          theirs: theirs?.[side] ?? Number.NaN,
          unit: 'µs',
        });
      }
    }
  }
  return rows;
}

async function usedBy(server: BenchServer, peer: Peer, way: Way): Promise<{ caller: number; server: number }> {
  const [before, start] = [await serverTime(server), process.cpuUsage()];
  await peer.drain(TASKS, way);
  const { user, system } = process.cpuUsage(start);
  return { caller: (user + system) / TASKS, server: ((await serverTime(server)) - before) / TASKS };
}

async function serverTime({ admin }: BenchServer): Promise<number> {
  const text = await admin.info('cpu');
  const seconds = ['user', 'sys'].map((kind) =>
    Number(new RegExp(`used_cpu_${kind}_main_thread:([\\d.]+)`).exec(text)?.[1]),
  );
  return seconds.reduce((sum, one) => sum + one * 1e6, 0);
}
