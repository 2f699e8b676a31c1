import type { Connection } from '../driver/connection.js';
import type { SqliteDirectory } from '../sqlite-directory.js';
import { StoreSession } from '../store-session.js';
import { poolNumber, pulseOf } from './lookups.js';
import { StoreTransaction } from './store-transaction.js';
import { Subscriptions } from './subscriptions.js';

/** A session of the task store: its transactions keep counters and clock, and tell those who wait. */
export class TaskSession {
  readonly connection: Connection;
  readonly subscriptions: Subscriptions;
  readonly #directory: SqliteDirectory;
  readonly #session: StoreSession;

  constructor(directory: SqliteDirectory) {
    this.#directory = directory;
    this.#session = new StoreSession(directory);
    this.connection = directory.connection;
    this.subscriptions = new Subscriptions(directory.wake, (pool) => pulseOf(this.connection, pool));
  }

  /** One write transaction; once it is stored, those who wait are told, here and in other processes. */
  async write<T>(operation: string, body: (transaction: StoreTransaction) => T): Promise<T> {
    this.#session.assertOpen(operation);
    const { value, pools } = await this.connection.write(operation, () => {
      const transaction = new StoreTransaction(this.connection, this.#directory.clock);
      return { value: body(transaction), pools: transaction.used() };
    });
    for (const { events, wakes } of pools) {
      for (const event of events) this.subscriptions.tell({ ...event, claimable: wakes });
      if (wakes) this.#directory.wake.touch();
    }
    return value;
  }

  /** Several reads of one snapshot, in one turn of the event loop. */
  async read<T>(operation: string, body: () => T): Promise<T> {
    return this.#session.read(operation, body);
  }

  /** A read of one statement. */
  async query<T>(operation: string, body: () => T): Promise<T> {
    return this.#session.query(operation, body);
  }

  /** Reads of one snapshot of a pool, over as many turns of the event loop as it takes. */
  async inSnapshot<T>(
    operation: string,
    pool: string,
    empty: T,
    body: (connection: Connection, pool: number) => Promise<T>,
  ): Promise<T> {
    return this.#session.snapshot(operation, async (connection) => {
      const number = poolNumber(connection, pool);
      return number === undefined ? empty : body(connection, number);
    });
  }

  /** The store's clock, inside one of the above. */
  now(): number {
    return this.#session.now();
  }

  /** What this process knows of the store's clock, for statements that look at its mark themselves. */
  machineNow(): number {
    return this.#directory.clock.now();
  }

  close(): void {
    this.subscriptions.clear();
    this.#session.close();
  }
}
