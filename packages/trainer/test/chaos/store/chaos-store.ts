import { randomUUID } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { type PrivateServer, startMongo, startProxy, startRedis, type TcpProxy } from '@windrow/test-servers';
import { forward } from '../hosts/forward.js';
import type { Host } from '../hosts/namespaces.js';
import type { ChaosStoreKind, Place } from './open-place.js';

/** How one worker reaches the store, and what can be done to that. */
export interface Way {
  readonly place: Place;
  /** A way of its own to the server, whose faults are decided here. */
  readonly proxy?: TcpProxy;
  /** The host that it runs on. */
  readonly host?: Host;
}

/** The stores of one run, and what can be done to them. */
export interface ChaosStore {
  /** As whoever is not harmed reaches them. */
  readonly place: Place;
  /** Absent where no server is in between. */
  readonly server?: PrivateServer;
  way(worker: number): Promise<Way>;
  stop(): Promise<void>;
}

/** Hosts for the workers, and the server's address as they see it; this process runs on the server's. */
export interface Hosts {
  readonly address: string;
  readonly hosts: readonly Host[];
}

/** New stores of this kind: a directory, or a server of its own that keeps what it acknowledged when it is killed. */
export async function startChaosStore(kind: ChaosStoreKind, directory: string, hosts?: Hosts): Promise<ChaosStore> {
  if (kind === 'sqlite') {
    const place: Place = { kind, directory: join(directory, 'store') };
    mkdirSync(place.directory);
    return { place, way: async () => ({ place }), stop: async () => {} };
  }
  const server = kind === 'redis' ? await startRedis({ appendonly: true }) : await startMongo({ durable: true });
  const name = `chaos-${randomUUID().slice(0, 8)}`;
  const closing: (() => void | Promise<void>)[] = [];
  const place = (url: string): Place => ({ kind, url, name });
  const throughProxy = async (): Promise<Way> => {
    const proxy = await startProxy(server.port);
    closing.push(() => proxy.close());
    return { place: place(proxy.through(server.url)), proxy };
  };
  const overCable = await overCables(server, hosts, closing);
  return {
    place: place(server.url),
    server,
    way: async (worker) => overCable?.(worker, place) ?? throughProxy(),
    stop: async () => {
      for (const close of closing) await close();
      await server.stop();
    },
  };
}

async function overCables(
  server: PrivateServer,
  hosts: Hosts | undefined,
  closing: (() => void)[],
): Promise<((worker: number, place: (url: string) => Place) => Way) | undefined> {
  if (hosts === undefined) return undefined;
  const { port, close } = await forward(hosts.address, server.port);
  closing.push(close);
  const url = new URL(server.url);
  url.host = `${hosts.address}:${port}`;
  return (worker, place) => {
    const host = hosts.hosts[worker % hosts.hosts.length];
    return { place: place(url.href), ...(host === undefined ? {} : { host }) };
  };
}
