import { EventEmitter, once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { Cut, type CutMoment, type Direction } from './cut.js';
import { Gate } from './gate.js';
import { Link } from './link.js';

/** A TCP proxy on the loopback interface whose faults a test decides. */
export interface TcpProxy {
  readonly host: '127.0.0.1';
  /** The port to connect to instead of the server's. */
  readonly port: number;
  /** How many connections are open now. */
  readonly open: number;
  /** How many connections have been accepted since the start. */
  readonly accepted: number;
  /** `url` with the proxy's host and port in place of its own. */
  through(url: string): string;
  /** Resets every open connection at once. New ones are accepted. */
  cut(): void;
  /**
   * Lets `bytes` more bytes through in one direction, counted over all connections, then resets all of them; 0 resets
   * instead of forwarding the next byte. Resolves when it has happened.
   */
  cutAfterBytes(bytes: number, direction?: Direction): Promise<void>;
  /**
   * Resets the one connection that sends a request containing `text`: before the server sees it, with half of it sent
   * (`halfway`), or after the server has answered, with the answer withheld (`answered`). Once; resolves when it has
   * happened. The text has to arrive in one piece, which small requests do.
   */
  cutOn(text: string, moment: CutMoment): Promise<void>;
  /** Holds back all bytes in both directions, of new connections too, for `ms` or until `resume()`. */
  pause(ms?: number): void;
  /** Holds back every piece of data for `ms`, in both directions, in order. */
  delay(ms: number): void;
  /** Resets every connection and refuses new ones until `resume()`, as when the server is down. */
  refuse(): Promise<void>;
  /** Ends a pause, a delay and a refusal, and forgets cuts that have not happened. */
  resume(): Promise<void>;
  /** Resolves with the next connection that is accepted. */
  nextConnection(): Promise<void>;
  /** Resolves with the next connection that ends. */
  nextDisconnection(): Promise<void>;
  /** Ends every connection and stops listening. */
  close(): Promise<void>;
}

/**
 * Starts a proxy in front of a server's port.
 * @param target the server's port on the loopback interface, or its host and port
 */
export async function startProxy(target: number | { readonly host: string; readonly port: number }): Promise<TcpProxy> {
  const to = typeof target === 'number' ? { host: '127.0.0.1', port: target } : target;
  const links = new Set<Link>();
  const cuts = new Set<Cut>();
  const gate = new Gate();
  const events = new EventEmitter();
  let accepted = 0;

  const accept = (client: Socket): void => {
    accepted++;
    const link = new Link(client, connect({ ...to, allowHalfOpen: true }), gate, cuts, cutAll);
    links.add(link);
    void link.ended.then(() => {
      links.delete(link);
      events.emit('disconnection');
    });
    events.emit('connection');
  };
  function cutAll(): void {
    for (const link of links) link.reset();
  }

  let server = await listen(0, accept);
  const { port } = server.address() as AddressInfo;

  return {
    host: '127.0.0.1',
    port,
    get open() {
      return links.size;
    },
    get accepted() {
      return accepted;
    },
    through: (url) => {
      const changed = new URL(url);
      changed.host = `127.0.0.1:${port}`;
      return changed.href;
    },
    cut: cutAll,
    cutAfterBytes: (bytes, direction = 'to-server') => addCut(cuts, Cut.afterBytes(bytes, direction)),
    cutOn: (text, moment) => addCut(cuts, Cut.onText(text, moment)),
    pause: (ms) => gate.pause(ms),
    delay: (ms) => gate.delay(ms),
    refuse: async () => {
      const stopped = stopListening(server);
      cutAll();
      await stopped;
    },
    resume: async () => {
      gate.open();
      cuts.clear();
      if (!server.listening) server = await listen(port, accept);
    },
    nextConnection: async () => {
      await once(events, 'connection');
    },
    nextDisconnection: async () => {
      await once(events, 'disconnection');
    },
    close: async () => {
      const stopped = stopListening(server);
      gate.open();
      cutAll();
      await stopped;
    },
  };
}

function addCut(cuts: Set<Cut>, cut: Cut): Promise<void> {
  cuts.add(cut);
  return cut.happened;
}

async function listen(port: number, accept: (client: Socket) => void): Promise<Server> {
  const server = createServer({ allowHalfOpen: true, noDelay: true }, accept);
  server.listen({ port, host: '127.0.0.1' });
  await once(server, 'listening');
  return server;
}

function stopListening(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
  });
}
