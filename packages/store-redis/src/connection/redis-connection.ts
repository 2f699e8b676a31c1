import { randomUUID } from 'node:crypto';
import { StoreVersionError } from '@windrow/core';
import { Cluster, Redis } from 'ioredis';
import type { Script } from '../script/script.js';
import { persistenceFaults } from './check-persistence.js';
import { openClient } from './open-client.js';
import { isUnknownScript, refuseClosed, storeError } from './redis-error.js';
import { checkOptions, DEFAULT_PREFIX, type RedisClient, type RedisStoreOptions } from './redis-options.js';
import { safeUrl } from './safe-url.js';

const PROTOCOL = 2;

export type RedisArgument = string | number | Uint8Array;

/** What the data says of itself. */
export interface StoreIdentity {
  readonly storeId: string;
  readonly protocol: { readonly min: number; readonly current: number };
}

/** One server or cluster and one prefix, shared by the stores that were opened on it; closed with the last of them. */
export class RedisConnection {
  readonly prefix: string;
  /** Names the server in messages, without credentials. */
  readonly label: string;
  /** An address under which another process can open the same data; absent where it would need a secret or another prefix. */
  readonly descriptor: string | undefined;
  /** What opens the same data in another thread; may carry a secret. Absent for a client that was given. */
  readonly reopenOptions: Pick<RedisStoreOptions, 'url' | 'cluster' | 'prefix' | 'timeoutMs'> | undefined;
  readonly client: RedisClient;
  readonly #ownsClient: boolean;
  #identity: StoreIdentity | undefined;
  #users = 0;
  #closed = false;
  #gathering: 'nothing' | 'the first' | 'the rest' = 'nothing';

  private constructor(options: RedisStoreOptions) {
    checkOptions(options);
    this.prefix = options.prefix ?? DEFAULT_PREFIX;
    this.#ownsClient = options.client === undefined;
    if (options.client !== undefined) {
      this.client = options.client;
      this.label = `The Redis store ${this.prefix} of the given client`;
      return;
    }
    const { label, secret } = safeUrl(options.url ?? '', options.cluster);
    this.label = `The Redis store ${this.prefix} at ${label}`;
    // A URL alone leads to the default prefix, so other data have no address.
    if (!secret && this.prefix === DEFAULT_PREFIX) this.descriptor = label;
    const { url: given, cluster, timeoutMs } = options;
    this.reopenOptions = {
      ...(given !== undefined && { url: given }),
      ...(cluster !== undefined && { cluster }),
      prefix: this.prefix,
      ...(timeoutMs !== undefined && { timeoutMs }),
    };
    this.client = openClient(options);
  }

  /**
   * Connects, makes the data's identity where there is none, and warns once when the server forgets or evicts.
   *
   * @throws InvalidArgumentError, StoreConfigurationError, StoreVersionError, StoreUnavailableError
   */
  static async open(options: RedisStoreOptions): Promise<RedisConnection> {
    const connection = new RedisConnection(options);
    try {
      if (connection.#ownsClient && connection.client instanceof Cluster) await connection.client.connect();
      connection.#identity = await connection.#readIdentity();
      const faults = await persistenceFaults(connection.client);
      if (faults.length > 0) {
        const warn =
          options.onWarning ?? ((message: string) => process.emitWarning(message, { code: 'WINDROW_REDIS' }));
        warn(`${connection.label}: ${faults.join('; ')}.`);
      }
      return connection;
    } catch (error) {
      connection.#disconnect();
      throw storeError(connection.label, 'open', error);
    }
  }

  /** Counts one more store on this connection; what it returns counts it out, and closes with the last. */
  retain(): () => Promise<void> {
    this.#users += 1;
    let released = false;
    return async () => {
      if (released) return;
      released = true;
      this.#users -= 1;
      if (this.#users === 0) this.#disconnect();
    };
  }

  get closed(): boolean {
    return this.#closed;
  }

  async identity(): Promise<StoreIdentity> {
    try {
      this.#identity = await this.#readIdentity();
      return this.#identity;
    } catch (error) {
      throw storeError(this.label, 'identity', error);
    }
  }

  /** The id of the data, as it was when the connection was opened. */
  get storeId(): string {
    return this.#identity?.storeId ?? '';
  }

  /** The server's clock, epoch ms. */
  async now(): Promise<number> {
    refuseClosed(this.#closed, this.label, 'now');
    try {
      const [seconds, micros] = await this.client.time();
      return Number(seconds) * 1_000 + Math.floor(Number(micros) / 1_000);
    } catch (error) {
      throw storeError(this.label, 'now', error);
    }
  }

  /** Runs a script by its hash; the server is given its text when it does not know it. Replies are text. */
  async run(
    operation: string,
    script: Script,
    keys: readonly string[],
    args: readonly RedisArgument[],
  ): Promise<unknown> {
    return this.#eval(operation, script, keys, args, (name, words) => this.client.call(name, words));
  }

  /** The same with replies as bytes. */
  async runBytes(
    operation: string,
    script: Script,
    keys: readonly string[],
    args: readonly RedisArgument[],
  ): Promise<unknown> {
    return this.#eval(operation, script, keys, args, (name, words) => this.client.callBuffer(name, words));
  }

  /** One plain command. Replies are text. */
  async command(operation: string, name: string, ...args: readonly RedisArgument[]): Promise<unknown> {
    refuseClosed(this.#closed, this.label, operation);
    try {
      return await this.client.call(name, args.map(toWire));
    } catch (error) {
      throw storeError(this.label, operation, error);
    }
  }

  /** The same with replies as bytes. */
  async commandBytes(operation: string, name: string, ...args: readonly RedisArgument[]): Promise<unknown> {
    refuseClosed(this.#closed, this.label, operation);
    try {
      return await this.client.callBuffer(name, args.map(toWire));
    } catch (error) {
      throw storeError(this.label, operation, error);
    }
  }

  /** The error of the contract for what a client of this connection threw. */
  explain(operation: string, error: unknown): Error {
    return storeError(this.label, operation, error);
  }

  /** Another client of the same server, for what occupies a connection; whoever asks for it closes it. */
  duplicate(): RedisClient {
    refuseClosed(this.#closed, this.label, 'subscribe');
    const client =
      this.client instanceof Redis
        ? // Whoever listens subscribes again by itself: ioredis would leave a failure of it to end the process.
          this.client.duplicate({ autoResubscribe: false })
        : this.client.duplicate([], { enableOfflineQueue: true });
    client.on('error', () => {});
    return client;
  }

  async #eval(
    operation: string,
    script: Script,
    keys: readonly string[],
    args: readonly RedisArgument[],
    call: (name: string, words: (string | Buffer)[]) => Promise<unknown>,
  ): Promise<unknown> {
    refuseClosed(this.#closed, this.label, operation);
    const words = [script.sha, String(keys.length), ...keys, ...args.map(toWire)];
    this.#gather();
    try {
      return await call('EVALSHA', words);
    } catch (error) {
      if (!isUnknownScript(error)) throw storeError(this.label, operation, error);
    }
    try {
      return await call('EVAL', words.with(0, script.source));
    } catch (error) {
      throw storeError(this.label, operation, error);
    }
  }

  /**
   * The first that is sent goes out at once; all that follows before the event loop goes on goes out as one piece, since writing costs more
   * than anything else that a client does.
   */
  #gather(): void {
    if (!(this.client instanceof Redis)) return;
    const { stream } = this.client;
    if (!stream?.writable || this.#gathering === 'the rest') return;
    if (this.#gathering === 'nothing') {
      this.#gathering = 'the first';
      process.nextTick(() => {
        if (this.#gathering === 'the rest') stream.uncork();
        this.#gathering = 'nothing';
      });
      return;
    }
    this.#gathering = 'the rest';
    stream.cork();
  }

  async #readIdentity(): Promise<StoreIdentity> {
    const key = `{${this.prefix}::store}`;
    await this.client.hsetnx(key, 'storeId', randomUUID());
    await this.client.hsetnx(key, 'protocolMin', PROTOCOL);
    await this.client.hsetnx(key, 'protocolCurrent', PROTOCOL);
    const [storeId, min, current] = await this.client.hmget(key, 'storeId', 'protocolMin', 'protocolCurrent');
    const protocol = { min: Number(min), current: Number(current) };
    if (PROTOCOL < protocol.min || PROTOCOL > protocol.current) {
      throw new StoreVersionError(this.label, protocol, PROTOCOL);
    }
    return { storeId: storeId ?? '', protocol };
  }

  #disconnect(): void {
    if (this.#closed) return;
    this.#closed = true;
    if (this.#ownsClient) this.client.disconnect();
  }
}

function toWire(argument: RedisArgument): string | Buffer {
  if (typeof argument === 'string') return argument;
  if (typeof argument === 'number') return String(argument);
  return Buffer.isBuffer(argument) ? argument : Buffer.from(argument.buffer, argument.byteOffset, argument.byteLength);
}
