import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';

/** A TCP proxy on loopback that can be cut, so that a server looks as if it had gone away while its data stays. */
export interface CuttableProxy {
  /** Connect the store's clients to `127.0.0.1` on this port. */
  readonly port: number;
  /** Ends every connection and refuses new ones. */
  cut(): Promise<void>;
  /** Accepts connections again, on the same port. */
  restore(): Promise<void>;
  close(): Promise<void>;
}

/** Starts a proxy in front of a server. */
export async function startCuttableProxy(target: {
  readonly host?: string;
  readonly port: number;
}): Promise<CuttableProxy> {
  const sockets = new Set<Socket>();
  let server = await listen(target, sockets, 0);
  const address = server.address();
  if (address === null || typeof address === 'string') throw new TypeError('The proxy listens on no port.');
  const { port } = address;
  const cut = async (): Promise<void> => {
    if (!server.listening) return;
    server.close();
    for (const socket of sockets) socket.destroy();
    await once(server, 'close');
  };
  return {
    port,
    cut,
    restore: async () => {
      if (!server.listening) server = await listen(target, sockets, port);
    },
    close: cut,
  };
}

async function listen(
  target: { readonly host?: string; readonly port: number },
  sockets: Set<Socket>,
  port: number,
): Promise<Server> {
  const server = createServer((near) => {
    const far = connect({ host: target.host ?? '127.0.0.1', port: target.port });
    for (const [socket, other] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(socket);
      socket.setNoDelay(true);
      socket.on('close', () => {
        sockets.delete(socket);
        other.destroy();
      });
      // Its 'close' follows and does what is to be done.
      socket.on('error', () => {});
    }
    near.pipe(far).pipe(near);
  });
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  return server;
}
