import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

/** A network that breaks the connection of one request, and brings that request to the server later all the same. */
export interface LateProxy {
  readonly port: number;
  /** The next request that contains the text is kept, whole, and its client's connection is reset. */
  keep(text: string): void;
  /** Brings what was kept; resolves when the server has answered it. */
  deliver(): Promise<void>;
  close(): Promise<void>;
}

/** Knows requests by the length that each of them begins with. */
export async function startLateProxy(target: URL): Promise<LateProxy> {
  const sockets = new Set<Socket>();
  let wanted: string | undefined;
  let kept: { readonly request: Buffer; readonly far: Socket } | undefined;
  const server = createServer((near) => {
    const far = connect(Number(target.port), target.hostname);
    for (const socket of [near, far]) sockets.add(socket.on('error', () => {}));
    far.pipe(near);
    let held: Buffer | undefined;
    near.on('close', () => kept?.far === far || far.destroy());
    near.on('data', (piece: Buffer) => {
      if (held === undefined && (wanted === undefined || !piece.includes(wanted))) {
        far.write(piece);
        return;
      }
      wanted = undefined;
      held = Buffer.concat([held ?? Buffer.alloc(0), piece]);
      if (held.length < held.readInt32LE(0)) return;
      kept = { request: held, far };
      near.resetAndDestroy();
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    keep: (text) => {
      wanted = text;
    },
    deliver: async () => {
      if (kept === undefined) throw new Error('No request was kept.');
      const answered = once(kept.far.resume(), 'data');
      kept.far.write(kept.request);
      await answered;
    },
    close: async () => {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}
