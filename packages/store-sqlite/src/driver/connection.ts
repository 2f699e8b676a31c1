import { setTimeout as sleep } from 'node:timers/promises';
import { StoreClosedError, StoreUnavailableError } from '@windrow/core';
import type { Database, SqlValue, Statement } from './database.js';
import { explainSqliteError, isBusy } from './sqlite-error.js';

/** A prepared statement whose rows have a known shape. */
export interface Query<Row> {
  get(...parameters: readonly SqlValue[]): Row | undefined;
  all(...parameters: readonly SqlValue[]): Row[];
  run(...parameters: readonly SqlValue[]): { readonly changes: number | bigint };
}

export interface ConnectionOptions {
  /** As messages name it. */
  readonly store: string;
  /** Of the database file. */
  readonly path: string;
  /** How long a busy database is tried again, ms. */
  readonly busyTimeoutMs: number;
}

/** Statements beyond this number (filters make new ones) are prepared anew. */
const MAX_STATEMENTS = 256;
/** The first waits for a lock are about this long, ms; each next one up to twice as long, up to the last. */
const FIRST_WAIT_MS = 1;
const LAST_WAIT_MS = 25;

/**
 * One connection: cached statements, transactions, and the one place where a driver's errors become the contract's.
 *
 * Transactions are synchronous, from BEGIN to COMMIT in one turn of the event loop, so two operations of one process never mix.
 * Waiting for another process's lock is asynchronous, with waits of its own making: SQLite's busy handler would block the thread,
 * and its fixed steps let one of many waiting processes starve.
 */
export class Connection {
  readonly #database: Database;
  readonly #statements = new Map<string, Statement>();
  readonly #options: ConnectionOptions;
  #closed = false;

  constructor(database: Database, options: ConnectionOptions) {
    this.#database = database;
    this.#options = options;
  }

  get store(): string {
    return this.#options.store;
  }

  get closed(): boolean {
    return this.#closed;
  }

  /** A prepared statement, made once. */
  prepare<Row = never>(sql: string): Query<Row> {
    return (this.#statements.get(sql) ?? this.#prepareAnew(sql, false)) as Query<Row>;
  }

  /** The same for rows as tuples, which cost a driver half as much as objects. A statement must always be prepared one way. */
  prepareTuples<Row extends readonly unknown[]>(sql: string): Query<Row> {
    return (this.#statements.get(sql) ?? this.#prepareAnew(sql, true)) as Query<Row>;
  }

  /** Runs statements that return nothing. */
  exec(sql: string): void {
    this.#database.exec(sql);
  }

  /**
   * Runs `body` in one write transaction: all of it is stored, or nothing.
   *
   * @throws StoreUnavailableError when the database stayed busy past its bound
   * @throws StoreFullError, StoreCorruptError, StoreConfigurationError, StoreClosedError
   */
  write<T>(operation: string, body: () => T): Promise<T> {
    return this.#retry(operation, () => this.#transact('BEGIN IMMEDIATE', body));
  }

  /** Runs `body` on one snapshot of the data. */
  read<T>(operation: string, body: () => T): Promise<T> {
    return this.#retry(operation, () => this.#transact('BEGIN', body));
  }

  /** Runs `body` of one single statement: no transaction is needed. */
  query<T>(operation: string, body: () => T): Promise<T> {
    return this.#retry(operation, body);
  }

  /** Keeps one snapshot over several turns of the event loop. Only for a connection that nobody else uses meanwhile. */
  async snapshot<T>(operation: string, body: () => Promise<T>): Promise<T> {
    await this.#retry(operation, () => {
      this.#run('BEGIN');
      try {
        // BEGIN alone takes no snapshot; the first read does.
        this.prepare('SELECT 1 FROM sqlite_schema LIMIT 1').get();
      } catch (error) {
        this.#rollBack();
        throw error;
      }
    });
    try {
      return await body();
    } catch (error) {
      throw this.#explain(error, operation);
    } finally {
      if (!this.#closed) this.#run('ROLLBACK');
    }
  }

  /**
   * Moves what the log holds into the file, as far as no other process is in the way. @photostructure/sqlite 1.2.1 leaves that
   * undone when it closes: its statements, and the file with them, stay open until they are garbage collected.
   */
  emptyLog(): void {
    try {
      this.#database.exec('PRAGMA wal_checkpoint(TRUNCATE)');
    } catch {
      // Somebody else is at it, or there is no room: what is in the log is stored as well, and the next to open the file goes on.
    }
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#statements.clear();
    this.#database.close();
  }

  #prepareAnew(sql: string, tuples: boolean): Statement {
    if (this.#statements.size >= MAX_STATEMENTS) this.#statements.clear();
    const statement = this.#database.prepare(sql);
    if (tuples) statement.setReturnArrays(true);
    this.#statements.set(sql, statement);
    return statement;
  }

  #transact<T>(begin: string, body: () => T): T {
    this.#run(begin);
    try {
      const value = body();
      this.#run('COMMIT');
      return value;
    } catch (error) {
      this.#rollBack();
      throw error;
    }
  }

  /** After some errors SQLite has rolled back by itself, and says so. */
  #rollBack(): void {
    try {
      this.#run('ROLLBACK');
    } catch {
      // The error that led here is the one to tell.
    }
  }

  #run(sql: string): void {
    this.prepare(sql).run();
  }

  /** The first attempt is made at once: most succeed, and need no more than one promise. */
  #retry<T>(operation: string, attempt: () => T): Promise<T> {
    try {
      if (this.#closed) throw new StoreClosedError(this.#options.store, operation);
      return Promise.resolve(attempt());
    } catch (error) {
      return isBusy(error)
        ? this.#retryLater(operation, attempt, error)
        : Promise.reject(this.#explain(error, operation));
    }
  }

  async #retryLater<T>(operation: string, attempt: () => T, first: unknown): Promise<T> {
    const { store, busyTimeoutMs } = this.#options;
    const giveUpAt = performance.now() + busyTimeoutMs;
    let busy = first;
    for (let waitMs = FIRST_WAIT_MS; performance.now() < giveUpAt; waitMs = Math.min(LAST_WAIT_MS, waitMs * 2)) {
      await sleep(waitMs * (0.5 + Math.random()));
      if (this.#closed) throw new StoreClosedError(store, operation);
      try {
        return attempt();
      } catch (error) {
        if (!isBusy(error)) throw this.#explain(error, operation);
        busy = error;
      }
    }
    const reason = `other processes kept it locked for ${busyTimeoutMs} ms`;
    throw new StoreUnavailableError(store, operation, reason, { cause: busy });
  }

  #explain(error: unknown, operation: string): unknown {
    return explainSqliteError(error, this.#options.store, this.#options.path, operation) ?? error;
  }
}
