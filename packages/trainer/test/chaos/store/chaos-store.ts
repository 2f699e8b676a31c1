import { randomUUID } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { type PrivateServer, startMongo, startProxy, startRedis, type TcpProxy } from '@windrow/test-servers';
import type { ChaosStoreKind, Place } from './open-place.js';

/** The stores of one run, and what can be done to them. */
export interface ChaosStore {
  /** As whoever is not harmed reaches them. */
  readonly place: Place;
  /** Absent where no server is in between. */
  readonly server?: PrivateServer;
  /** A way to the server of one worker's own, whose faults are decided here. */
  way(): Promise<{ readonly place: Place; readonly proxy?: TcpProxy }>;
  stop(): Promise<void>;
}

/** New stores of this kind: a directory, or a server of its own that keeps what it acknowledged when it is killed. */
export async function startChaosStore(kind: ChaosStoreKind, directory: string): Promise<ChaosStore> {
  if (kind === 'sqlite') {
    const place: Place = { kind, directory: join(directory, 'store') };
    mkdirSync(place.directory);
    return { place, way: async () => ({ place }), stop: async () => {} };
  }
  const server = kind === 'redis' ? await startRedis({ appendonly: true }) : await startMongo({ durable: true });
  const name = `chaos-${randomUUID().slice(0, 8)}`;
  const proxies: TcpProxy[] = [];
  return {
    place: { kind, url: server.url, name },
    server,
    way: async () => {
      const proxy = await startProxy(server.port);
      proxies.push(proxy);
      return { place: { kind, url: proxy.through(server.url), name }, proxy };
    },
    stop: async () => {
      for (const proxy of proxies) await proxy.close();
      await server.stop();
    },
  };
}
