import { join } from 'node:path';
import type { Connection } from './driver/connection.js';
import {
  connect,
  openFile,
  type ResolvedSqliteStoreOptions,
  resolveOptions,
  type SqliteStoreOptions,
} from './file/open-file.js';
import { StoreClock } from './store-clock.js';
import { WakeFile } from './wake/wake-file.js';

const WAKE_FILE = 'wake';
/** Idle connections kept for the next long read. */
const IDLE_READERS = 2;

/** One opened directory, shared by the stores in it: it closes when the last of them does. */
export class SqliteDirectory {
  readonly clock: StoreClock;
  readonly wake: WakeFile;
  readonly #idle: Connection[] = [];
  readonly #busy = new Set<Connection>();
  #users = 0;

  private constructor(
    readonly options: ResolvedSqliteStoreOptions,
    /** For writes and short reads. */
    readonly connection: Connection,
  ) {
    this.clock = new StoreClock(options.clock);
    this.wake = new WakeFile(join(options.directory, WAKE_FILE));
  }

  /** @throws StoreConfigurationError, StoreCorruptError, StoreVersionError, StoreFullError, StoreUnavailableError */
  static async open(options: SqliteStoreOptions): Promise<SqliteDirectory> {
    const resolved = resolveOptions(options);
    return new SqliteDirectory(resolved, await openFile(resolved));
  }

  /** One store more uses it; the function it returns says that it does no more. */
  use(): () => void {
    this.#users += 1;
    let used = true;
    return () => {
      if (!used) return;
      used = false;
      this.#users -= 1;
      if (this.#users === 0) this.#close();
    };
  }

  /** Runs `body` on a connection of its own that holds one snapshot, however many turns of the event loop it takes. */
  async snapshot<T>(operation: string, body: (connection: Connection) => Promise<T>): Promise<T> {
    const reader = this.#idle.pop() ?? (await connect(this.options));
    this.#busy.add(reader);
    try {
      return await reader.snapshot(operation, () => body(reader));
    } finally {
      this.#busy.delete(reader);
      if (this.connection.closed || this.#idle.length >= IDLE_READERS) reader.close();
      else this.#idle.push(reader);
    }
  }

  #close(): void {
    this.wake.close();
    for (const reader of this.#idle.splice(0)) reader.close();
    this.connection.emptyLog();
    this.connection.close();
  }
}
