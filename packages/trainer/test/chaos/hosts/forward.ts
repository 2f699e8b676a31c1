import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';

/** Lets an address of this machine lead to a server that listens on its loopback interface only. */
export async function forward(host: string, port: number): Promise<{ readonly port: number; close(): void }> {
  const sockets = new Set<Socket>();
  const server = createServer({ noDelay: true }, (client) => {
    const target = connect({ port, host: '127.0.0.1', noDelay: true });
    for (const [one, other] of [
      [client, target],
      [target, client],
    ] as const) {
      sockets.add(one);
      // What breaks one end breaks the other; whoever is behind it sees that.
      one.on('error', () => other.destroy());
      one.once('close', () => {
        sockets.delete(one);
        other.destroy();
      });
      one.pipe(other);
    }
  });
  server.listen({ port: 0, host });
  await once(server, 'listening');
  return {
    port: (server.address() as { readonly port: number }).port,
    close: () => {
      server.close();
      for (const socket of sockets) socket.destroy();
    },
  };
}
