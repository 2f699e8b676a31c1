import { once } from 'node:events';
import type { Socket } from 'node:net';
import type { Cut, Direction } from './cut.js';
import type { Gate } from './gate.js';

/** One client's connection and the connection to the server that belongs to it. */
export class Link {
  /** Resolves when both ends are closed. */
  readonly ended: Promise<void>;
  readonly #client: Socket;
  readonly #server: Socket;
  readonly #gate: Gate;
  readonly #cuts: Set<Cut>;
  readonly #cutAll: () => void;

  constructor(client: Socket, server: Socket, gate: Gate, cuts: Set<Cut>, cutAll: () => void) {
    this.#client = client;
    this.#server = server;
    this.#gate = gate;
    this.#cuts = cuts;
    this.#cutAll = cutAll;
    server.setNoDelay(true);
    for (const socket of [client, server]) {
      // A broken end breaks the other one; the error itself is the other side's to see.
      socket.on('error', () => this.reset());
      socket.once('close', (broken: boolean) => broken && this.reset());
    }
    this.ended = Promise.all([closed(client), closed(server)]).then(() => undefined);
    void this.#pump(client, server, 'to-server');
    void this.#pump(server, client, 'to-client');
  }

  /** Ends both connections with a reset, as a failing network or a dying machine does. */
  reset(): void {
    for (const socket of [this.#client, this.#server]) {
      if (socket.connecting) socket.destroy();
      else if (!socket.destroyed) socket.resetAndDestroy();
    }
  }

  async #pump(from: Socket, to: Socket, direction: Direction): Promise<void> {
    try {
      for await (const piece of from.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
        await this.#gate.pass();
        if (!(await this.#forward(piece, to, direction))) return;
      }
      await this.#gate.pass();
      to.end();
    } catch {
      this.reset();
    }
  }

  /** Sends a piece on, unless a cut comes first; false when the connection has been cut. */
  async #forward(piece: Buffer, to: Socket, direction: Direction): Promise<boolean> {
    for (const cut of this.#cuts) {
      const verdict = cut.judge(piece, direction, this);
      if (verdict === undefined) continue;
      this.#cuts.delete(cut);
      if (verdict.forward > 0) await written(to, piece.subarray(0, verdict.forward));
      if (verdict.reset === 'all') this.#cutAll();
      else this.reset();
      cut.settle();
      return false;
    }
    if (to.destroyed) return false;
    if (!to.write(piece)) await Promise.race([once(to, 'drain'), closed(to)]);
    return !to.destroyed;
  }
}

function closed(socket: Socket): Promise<void> {
  return new Promise((resolve) => {
    if (socket.closed) resolve();
    else socket.once('close', () => resolve());
  });
}

/** Resolves when the bytes are with the operating system, so that a reset right after does not overtake them here. */
function written(to: Socket, bytes: Buffer): Promise<void> {
  return new Promise((resolve) => {
    to.write(bytes, () => resolve());
  });
}
