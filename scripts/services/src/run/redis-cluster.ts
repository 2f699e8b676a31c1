import { setTimeout as sleep } from 'node:timers/promises';
import { freePort } from './free-port.js';
import type { PrivateServer } from './private-server.js';
import { exchange } from './ready.js';
import { type RedisOptions, startRedis } from './redis.js';

const SLOTS = 16_384;
/** After this long without an answer the others hold a master to be gone, ms. */
const NODE_TIMEOUT_MS = 1_000;

/** A Redis cluster of one's own, all of it on the loopback interface. */
export interface PrivateRedisCluster {
  /** Each with about the same number of slots, the first with slot 0. */
  readonly masters: readonly PrivateServer[];
  /** One for each of the first masters. */
  readonly replicas: readonly PrivateServer[];
  /** Addresses of the masters. */
  readonly urls: readonly string[];
  /** Resolves when every master says that the cluster is whole, as after `restart()` of some. */
  untilWhole(): Promise<void>;
  stop(): Promise<void>;
}

/**
 * Starts the servers of a cluster and waits until each of them says that it is whole. Their data is written through at every command.
 * @throws Error when no Redis is installed, or the cluster does not come together
 */
export async function startRedisCluster({ masters = 3, replicas = 0 } = {}): Promise<PrivateRedisCluster> {
  const servers: { readonly server: PrivateServer; readonly bus: number }[] = [];
  const stop = async (): Promise<void> => {
    await Promise.all(servers.map(({ server }) => server.stop()));
  };
  try {
    for (let i = 0; i < masters + replicas; i++) {
      const bus = await freePort();
      servers.push({ server: await startRedis(optionsOf(bus)), bus });
    }
    const first = servers[0] as (typeof servers)[number];
    for (const [i, { server }] of servers.slice(0, masters).entries()) {
      const [from, to] = [Math.ceil((i * SLOTS) / masters), Math.ceil(((i + 1) * SLOTS) / masters) - 1];
      await ask(server, `CLUSTER ADDSLOTSRANGE ${from} ${to}`);
      await ask(server, `CLUSTER SET-CONFIG-EPOCH ${i + 1}`);
    }
    for (const { server } of servers.slice(1)) {
      await ask(server, `CLUSTER MEET 127.0.0.1 ${first.server.port} ${first.bus}`);
    }
    await Promise.all(
      servers.map(({ server }) => until(server, 'CLUSTER INFO', `cluster_known_nodes:${servers.length}`)),
    );
    for (const [i, { server }] of servers.slice(masters).entries()) {
      const master = servers[i]?.server as PrivateServer;
      const id = /[0-9a-f]{40}/.exec(await ask(master, 'CLUSTER MYID'))?.[0] ?? '';
      await ask(server, `CLUSTER REPLICATE ${id}`);
      await until(server, 'INFO replication', 'master_link_status:up');
    }
    await Promise.all(servers.map(({ server }) => until(server, 'CLUSTER INFO', 'cluster_state:ok')));
  } catch (error) {
    await stop();
    throw error;
  }
  const all = servers.map(({ server }) => server);
  return {
    masters: all.slice(0, masters),
    replicas: all.slice(masters),
    urls: all.slice(0, masters).map(({ url }) => url),
    untilWhole: async () => {
      await Promise.all(all.slice(0, masters).map((server) => until(server, 'CLUSTER INFO', 'cluster_state:ok')));
    },
    stop,
  };
}

function optionsOf(bus: number): RedisOptions {
  return {
    appendonly: true,
    config: {
      'cluster-enabled': 'yes',
      'cluster-config-file': 'nodes.conf',
      'cluster-port': String(bus),
      'cluster-node-timeout': String(NODE_TIMEOUT_MS),
      'cluster-announce-ip': '127.0.0.1',
    },
  };
}

async function ask(server: PrivateServer, command: string): Promise<string> {
  const answer = (await exchange(server.port, `${command}\r\n`))?.toString() ?? '';
  // A node that was started again reads its data first.
  if (answer.startsWith('-LOADING')) return answer;
  if (answer === '' || answer.startsWith('-')) throw new Error(`${command} on ${server.url} failed: ${answer.trim()}`);
  return answer;
}

async function until(server: PrivateServer, command: string, expected: string): Promise<void> {
  for (const deadline = performance.now() + 30_000; ; ) {
    const answer = await ask(server, command);
    if (answer.includes(expected)) return;
    if (performance.now() > deadline) throw new Error(`${server.url} did not say ${expected} within 30 s:\n${answer}`);
    await sleep(25);
  }
}
