import { StoreClosedError } from '@windrow/core';
import type { Connection } from './driver/connection.js';
import { assertProtocol, storedProtocol } from './file/migrate.js';
import type { SqliteDirectory } from './sqlite-directory.js';
import type { StoreClock } from './store-clock.js';

const CLOCK = 'SELECT clock FROM pools WHERE pool = 0';
const KEEP_CLOCK = 'UPDATE pools SET clock = max(clock, ?) WHERE pool = 0';

/** How one store works with the file that it shares with others: transactions, snapshots and the clock, until it is closed. */
export class StoreSession {
  readonly connection: Connection;
  readonly clock: StoreClock;
  readonly #directory: SqliteDirectory;
  readonly #release: () => void;
  #closed = false;

  constructor(directory: SqliteDirectory) {
    this.#directory = directory;
    this.connection = directory.connection;
    this.clock = directory.clock;
    this.#release = directory.use();
  }

  /** One write transaction. */
  async write<T>(operation: string, body: () => T): Promise<T> {
    this.assertOpen(operation);
    return this.connection.write(operation, body);
  }

  /** Several reads of one snapshot, in one turn of the event loop. */
  async read<T>(operation: string, body: () => T): Promise<T> {
    this.assertOpen(operation);
    return this.connection.read(operation, body);
  }

  /** A read of one statement. */
  async query<T>(operation: string, body: () => T): Promise<T> {
    this.assertOpen(operation);
    return this.connection.query(operation, body);
  }

  /** Reads of one snapshot, over as many turns of the event loop as it takes, on a connection of its own. */
  async snapshot<T>(operation: string, body: (connection: Connection) => Promise<T>): Promise<T> {
    this.assertOpen(operation);
    return this.#directory.snapshot(operation, body);
  }

  /** The store's clock, inside one of the above. */
  now(): number {
    return this.clock.now(this.connection.prepare<{ clock: number }>(CLOCK).get()?.clock);
  }

  /** The time, kept as the mark below which the clock of no process falls; inside a write. */
  stamp(): number {
    const now = this.now();
    this.connection.prepare(KEEP_CLOCK).run(now);
    return now;
  }

  /** Inside a write. @throws StoreVersionError when this client may not write here any more */
  assertProtocol(): void {
    assertProtocol(this.connection, storedProtocol(this.connection));
  }

  /** @throws StoreClosedError */
  assertOpen(operation: string): void {
    if (this.#closed) throw new StoreClosedError(this.#directory.options.url, operation);
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#release();
  }
}
