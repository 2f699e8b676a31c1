import { StoreClosedError, StoreConfigurationError, StoreUnavailableError } from '@windrow/core';
import { type Db, type MongoClient, MongoParseError, type WriteConcernSettings } from 'mongodb';
import {
  DEFAULT_CLIENT_OPTIONS,
  DEFAULT_DATABASE,
  databaseOf,
  hasSecrets,
  type MongoStoreOptions,
  shownUrl,
} from '../mongo-options.js';
import { patienceOf, unlessLost } from './lost-call.js';
import { isWriteConflict, translateError, withoutSecrets } from './mongo-error.js';
import { openData, type StoreHead } from './open-data.js';
import { shareClient } from './shared-client.js';

/** How often a write that the server undid for another one's sake is sent again. */
const CONFLICT_TRIES = 8;
/** How many commands that each take as long as one may are waited for in an operation of any number of them. */
const MANY_COMMANDS = 10;

/** One database, as one store uses it, until that store is closed. */
export class MongoLink {
  #closed = false;

  private constructor(
    /** How messages name it: the URL without credentials. */
    readonly name: string,
    readonly db: Db,
    readonly head: StoreHead,
    /** A URL with which another process can open the same data; absent where it would carry a secret. */
    readonly descriptor: string | undefined,
    /** What opens the same data in another thread; may carry secrets. */
    readonly reopenOptions: MongoStoreOptions | undefined,
    readonly changeStreams: boolean,
    private readonly patienceMs: number,
    private readonly release: () => Promise<void>,
  ) {}

  /** @throws StoreConfigurationError, StoreUnavailableError, StoreVersionError */
  static async open(options: MongoStoreOptions): Promise<MongoLink> {
    const { client, release, name, database } = connect(options);
    try {
      const db = client.db(database, { writeConcern: writeConcernOf(client, name), readPreference: 'primary' });
      const patienceMs = patienceOf(client);
      const lost = (): unknown => lostCall(name, 'open', patienceMs);
      const hello = await unlessLost(db.command({ hello: 1 }), patienceMs, lost);
      const head = await unlessLost(openData(db, name), MANY_COMMANDS * patienceMs, lost);
      // Only members of a replica set, and routers of a sharded cluster, keep the log that a change stream reads.
      const changeStreams = typeof hello['setName'] === 'string' || hello['msg'] === 'isdbgrid';
      const descriptor = descriptorOf(options, database);
      return new MongoLink(
        name,
        db,
        head,
        descriptor,
        reopenOptionsOf(options, database),
        changeStreams,
        patienceMs,
        release,
      );
    } catch (error) {
      await release();
      throw translateError(name, 'open', error);
    }
  }

  /** Runs one operation of a few commands; the driver's errors come out in the words of the contract. */
  async run<T>(operation: string, body: (db: Db) => Promise<T>): Promise<T> {
    return this.#run(operation, body, this.patienceMs);
  }

  /** The same for any number of commands. */
  async runMany<T>(operation: string, body: (db: Db) => Promise<T>): Promise<T> {
    return this.#run(operation, body, MANY_COMMANDS * this.patienceMs);
  }

  /** Waits for one call outside of {@link run}, unless the driver has lost it. @throws StoreUnavailableError */
  async unlessLost<T>(operation: string, call: Promise<T>): Promise<T> {
    return unlessLost(call, this.patienceMs, () => lostCall(this.name, operation, this.patienceMs));
  }

  async #run<T>(operation: string, body: (db: Db) => Promise<T>, patienceMs: number): Promise<T> {
    this.assertOpen(operation);
    for (let tries = 1; ; tries += 1) {
      try {
        return await unlessLost(body(this.db), patienceMs, () => lostCall(this.name, operation, patienceMs));
      } catch (error) {
        if (isWriteConflict(error) && tries < CONFLICT_TRIES) continue;
        throw translateError(this.name, operation, error);
      }
    }
  }

  /** @throws StoreClosedError */
  assertOpen(operation: string): void {
    if (this.#closed) throw new StoreClosedError(this.name, operation);
  }

  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    await this.release();
  }
}

function connect(options: MongoStoreOptions): {
  readonly client: MongoClient;
  readonly release: () => Promise<void>;
  readonly name: string;
  readonly database: string;
} {
  const { url, client } = options;
  if (client !== undefined) {
    const database = options.database ?? (client.options.dbName || DEFAULT_DATABASE);
    const hosts = client.options.hosts.map(String).join(',');
    return { client, release: async () => {}, name: `mongodb://${hosts}/${database}`, database };
  }
  if (url === undefined) {
    throw new StoreConfigurationError('The MongoDB store', 'neither a URL nor a client was given', 'Give one of them.');
  }
  const database = options.database ?? databaseOf(url) ?? DEFAULT_DATABASE;
  const name = withDatabase(shownUrl(url), database);
  try {
    return { ...shareClient(url, { ...DEFAULT_CLIENT_OPTIONS, ...options.clientOptions }), name, database };
  } catch (error) {
    const reason = error instanceof MongoParseError ? withoutSecrets(error.message) : 'the driver refuses its options';
    throw new StoreConfigurationError(name, reason, 'Correct the URL or the client options.');
  }
}

/** A majority, unless the URL or the client says otherwise. */
function writeConcernOf(client: MongoClient, name: string): WriteConcernSettings {
  const { w = 'majority', journal, wtimeoutMS } = client.options.writeConcern ?? {};
  if (w === 0) {
    const reason = 'its write concern of 0 leaves every write unanswered';
    throw new StoreConfigurationError(name, reason, 'Leave it out, or use 1 or more, or majority.');
  }
  return { w, ...(journal === undefined ? {} : { journal }), ...(wtimeoutMS === undefined ? {} : { wtimeoutMS }) };
}

function lostCall(name: string, operation: string, afterMs: number): StoreUnavailableError {
  return new StoreUnavailableError(name, operation, `the driver has not answered for ${afterMs} ms`);
}

function withDatabase(shown: string, database: string): string {
  return `${shown.replace(/^(mongodb(?:\+srv)?:\/\/[^/]+)\/.*$/s, '$1')}/${encodeURIComponent(database)}`;
}

function reopenOptionsOf(
  { url, client, clientOptions }: MongoStoreOptions,
  database: string,
): MongoStoreOptions | undefined {
  if (url === undefined || client !== undefined) return undefined;
  try {
    // Functions among the driver's options (a logger, a look-up of its own) stay in their thread.
    return { url, database, ...(clientOptions === undefined ? {} : { clientOptions: structuredClone(clientOptions) }) };
  } catch {
    return undefined;
  }
}

function descriptorOf({ url, client, clientOptions }: MongoStoreOptions, database: string): string | undefined {
  // A client of the caller's, or options beside the URL, may hold what a URL alone does not tell.
  if (url === undefined || client !== undefined || clientOptions !== undefined || hasSecrets(url)) return undefined;
  const query = url.includes('?') ? url.slice(url.indexOf('?')) : '';
  return `${withDatabase(shownUrl(url), database)}${query}`;
}
