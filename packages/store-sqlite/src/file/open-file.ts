import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { type Clock, InvalidArgumentError, systemClock } from '@windrow/core';
import { Connection } from '../driver/connection.js';
import { loadDriver } from '../driver/load-driver.js';
import { explainSqliteError } from '../driver/sqlite-error.js';
import { storeUrl } from '../store-url.js';
import { type FileSync, fileSyncOf } from './file-sync.js';
import { inspectFile } from './inspect-file.js';
import { migrate } from './migrate.js';
import { assertWritable, prepareDirectory } from './prepare-directory.js';

/** What survives what, see `docs/durability.md`. */
export type Durability = 'process' | 'power-loss';

/** Where the directory is, and what its writes survive. */
export interface SqliteStoreOptions {
  /** Made where it is missing. Default `.windrow` in the working directory. */
  readonly directory?: string;
  /** `process` (default): a killed process loses nothing. `power-loss`: neither does a power cut; every write waits for the disk. */
  readonly durability?: Durability;
  /** Default: the machine's. */
  readonly clock?: Clock;
  /** How long a database locked by other processes is tried again before `StoreUnavailableError`, ms. Default 10,000. */
  readonly busyTimeoutMs?: number;
}

export interface ResolvedSqliteStoreOptions {
  /** Absolute. */
  readonly directory: string;
  readonly durability: Durability;
  readonly clock: Clock;
  readonly clockIsInjected: boolean;
  readonly busyTimeoutMs: number;
  /** The store's URL: how messages name it and how others open it. */
  readonly url: string;
  readonly sync: FileSync;
}

/** The database's name in its directory. */
export const DATABASE_FILE = 'windrow.db';

const DEFAULT_BUSY_TIMEOUT_MS = 10_000;
/** Pages kept in memory by a connection that reads much, KiB. */
const CACHE_KIB = 64 * 1024;
/** The log is moved into the file when it has this many pages (4 KiB each): rarer, and each claim pays less for it. */
const CHECKPOINT_PAGES = 4_000;
/** A log that grew beyond this is cut back after a checkpoint. */
const LOG_LIMIT_BYTES = 64 * 1024 * 1024;

/** @throws InvalidArgumentError */
export function resolveOptions(options: SqliteStoreOptions): ResolvedSqliteStoreOptions {
  const { durability = 'process', busyTimeoutMs = DEFAULT_BUSY_TIMEOUT_MS } = options;
  if (durability !== 'process' && durability !== 'power-loss') {
    throw new InvalidArgumentError('durability', `is ${String(durability)}; use 'process' or 'power-loss'.`);
  }
  if (!Number.isFinite(busyTimeoutMs) || busyTimeoutMs < 0) {
    throw new InvalidArgumentError('busyTimeoutMs', `is ${String(busyTimeoutMs)}; use a number of ms from 0.`);
  }
  const directory = resolve(options.directory ?? '.windrow');
  return {
    directory,
    durability,
    clock: options.clock ?? systemClock,
    clockIsInjected: options.clock !== undefined,
    busyTimeoutMs,
    url: storeUrl(directory, durability),
    sync: fileSyncOf(durability),
  };
}

/**
 * Opens the database of a directory, making or migrating it where needed.
 *
 * @throws StoreConfigurationError, StoreCorruptError, StoreVersionError, StoreFullError, StoreUnavailableError
 */
export async function openFile(options: ResolvedSqliteStoreOptions): Promise<Connection> {
  const { directory, url, sync } = options;
  const path = join(directory, DATABASE_FILE);
  const isNew = !existsSync(path);
  prepareDirectory(directory, url);
  if (!isNew) assertWritable(path, url);
  try {
    const { open } = loadDriver();
    if (!isNew) await inspectFile(path, url, open, options.busyTimeoutMs);
    const connection = await connect(options);
    try {
      await connection.query('switching to write-ahead logging', () => {
        connection.prepare('PRAGMA journal_mode = WAL').get();
      });
      await migrate(connection, options.clock.now());
    } catch (error) {
      connection.close();
      throw error;
    }
    if (isNew) sync.directory(directory);
    return connection;
  } catch (error) {
    throw explainSqliteError(error, url, path, 'opening') ?? error;
  }
}

/**
 * One more connection to a database that {@link openFile} opened. Its settings read the schema, so they wait for whoever makes or
 * migrates the database just now.
 *
 * @throws StoreUnavailableError when it stayed locked past its bound
 */
export async function connect(options: ResolvedSqliteStoreOptions): Promise<Connection> {
  const path = join(options.directory, DATABASE_FILE);
  const { open } = loadDriver();
  const connection = new Connection(new open(path, { timeout: 0 }), {
    store: options.url,
    path,
    busyTimeoutMs: options.busyTimeoutMs,
  });
  try {
    await connection.query('opening', () => connection.exec(settingsOf(options)));
    return connection;
  } catch (error) {
    connection.close();
    throw error;
  }
}

function settingsOf({ durability }: ResolvedSqliteStoreOptions): string {
  return `
    PRAGMA busy_timeout = 0;
    PRAGMA synchronous = ${durability === 'power-loss' ? 'FULL' : 'NORMAL'};
    PRAGMA fullfsync = ${durability === 'power-loss' ? 1 : 0};
    PRAGMA cache_size = -${CACHE_KIB};
    PRAGMA wal_autocheckpoint = ${CHECKPOINT_PAGES};
    PRAGMA journal_size_limit = ${LOG_LIMIT_BYTES};
    PRAGMA temp_store = MEMORY;
  `;
}
