import { StoreClosedError } from '@windrow/core';
import type { Connection } from '../driver/connection.js';
import type { SqliteDirectory } from '../sqlite-directory.js';
import { poolNumber, storeClockMark, wakesOf } from './lookups.js';
import { StoreTransaction } from './store-transaction.js';
import { Subscriptions } from './subscriptions.js';

/** How a task store works with its file: transactions, snapshots, the clock, and telling those who wait. */
export class TaskSession {
  readonly connection: Connection;
  readonly subscriptions: Subscriptions;
  readonly #directory: SqliteDirectory;
  readonly #release: () => void;
  #closed = false;

  constructor(directory: SqliteDirectory) {
    this.#directory = directory;
    this.connection = directory.connection;
    this.subscriptions = new Subscriptions(directory.wake, (pool) => wakesOf(this.connection, pool));
    this.#release = directory.use();
  }

  /** One write transaction; once it is stored, those who wait are told, here and in other processes. */
  async write<T>(operation: string, body: (transaction: StoreTransaction) => T): Promise<T> {
    this.#assertOpen(operation);
    const { value, pools } = await this.connection.write(operation, () => {
      const transaction = new StoreTransaction(this.connection, this.#directory.clock);
      return { value: body(transaction), pools: transaction.flush() };
    });
    for (const { events, wakes } of pools) {
      for (const event of events) this.subscriptions.tell({ ...event, claimable: wakes });
      if (wakes) this.#directory.wake.touch();
    }
    return value;
  }

  /** Several reads of one snapshot, in one turn of the event loop. */
  async read<T>(operation: string, body: () => T): Promise<T> {
    this.#assertOpen(operation);
    return this.connection.read(operation, body);
  }

  /** A read of one statement. */
  async query<T>(operation: string, body: () => T): Promise<T> {
    this.#assertOpen(operation);
    return this.connection.query(operation, body);
  }

  /** Reads of one snapshot of a pool, over as many turns of the event loop as it takes. */
  async inSnapshot<T>(
    operation: string,
    pool: string,
    empty: T,
    body: (connection: Connection, pool: number) => Promise<T>,
  ): Promise<T> {
    this.#assertOpen(operation);
    return this.#directory.snapshot(operation, async (connection) => {
      const number = poolNumber(connection, pool);
      return number === undefined ? empty : body(connection, number);
    });
  }

  /** The store's clock, inside one of the above. */
  now(): number {
    return this.#directory.clock.now(storeClockMark(this.connection));
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.subscriptions.clear();
    this.#release();
  }

  #assertOpen(operation: string): void {
    if (this.#closed) throw new StoreClosedError(this.#directory.options.url, operation);
  }
}
