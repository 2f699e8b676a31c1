import type { TaskEvent } from '@windrow/core';
import { Redis } from 'ioredis';
import type { RedisConnection } from '../connection/redis-connection.js';
import type { RedisClient } from '../connection/redis-options.js';
import { toldFirst } from './told-first.js';

export type Hint = Omit<TaskEvent, 'pool'>;
/** What one store does when a channel of its speaks. */
export type Hear = (hint: Hint) => void;

/** When the stores of this process hear of a task for which another of them has just been woken, ms. */
const LATER_MS = 2;
const hubs = new Map<string | RedisClient, EventHub>();

/**
 * Hears the channels of all stores that this process has on one server, over one connection: the server writes each message once, and of
 * the stores only as many are woken at once as there are tasks to take.
 */
export class EventHub {
  readonly #key: string | RedisClient;
  readonly #client: RedisClient;
  readonly #channels = new Map<string, Set<Hear>>();
  #users = 0;
  #turn = 0;

  private constructor(key: string | RedisClient, client: RedisClient) {
    this.#key = key;
    this.#client = client;
    if (client instanceof Redis) client.on('ready', () => this.#hearAgain());
    client.on('message', (channel: string, message: string) => {
      const hint = hintOf(message);
      if (hint !== undefined) this.#tell(channel, hint);
    });
  }

  /** The hub of the connection's server. Whoever joins leaves. */
  static join(connection: RedisConnection): EventHub {
    const { reopenOptions, client } = connection;
    const key = reopenOptions === undefined ? client : JSON.stringify({ ...reopenOptions, prefix: undefined });
    const hub = hubs.get(key) ?? new EventHub(key, connection.duplicate());
    hubs.set(key, hub);
    hub.#users += 1;
    return hub;
  }

  /** Resolves when the server tells of the channel; rejects with what the client throws. */
  async add(channel: string, hear: Hear): Promise<void> {
    const hears = this.#channels.get(channel) ?? new Set();
    this.#channels.set(channel, hears.add(hear));
    await this.#client.subscribe(channel);
  }

  async drop(channel: string, hear: Hear): Promise<void> {
    const hears = this.#channels.get(channel);
    if (hears === undefined || !hears.delete(hear) || hears.size > 0) return;
    this.#channels.delete(channel);
    // Nothing is lost by hearing what nobody listens to.
    await this.#client.unsubscribe(channel).catch(() => {});
  }

  /** Closes the connection with the last store. */
  leave(): void {
    this.#users -= 1;
    if (this.#users > 0) return;
    hubs.delete(this.#key);
    this.#channels.clear();
    this.#client.disconnect();
  }

  /** After a lost connection; where the server stays silent the connection is made anew. */
  #hearAgain(): void {
    const client = this.#client as Redis;
    const channels = [...this.#channels.keys()];
    if (channels.length > 0) client.subscribe(...channels).catch(() => client.disconnect(true));
  }

  #tell(channel: string, hint: Hint): void {
    const hears = [...(this.#channels.get(channel) ?? [])];
    const { now, later } = hint.claimable ? toldFirst(hears, hint.ids.length, this.#turn++) : { now: hears, later: [] };
    const tell = (those: readonly Hear[]) => {
      for (const hear of those) hear(hint);
    };
    tell(now);
    if (later.length > 0) setTimeout(tell, LATER_MS, later).unref();
  }
}

/** Anybody may publish; what is no hint of ours is nothing. */
function hintOf(message: string): Hint | undefined {
  try {
    const { type, ids, claimable } = JSON.parse(message) as Partial<Hint>;
    if (typeof type !== 'string' || !Array.isArray(ids) || typeof claimable !== 'boolean') return undefined;
    return { type, ids, claimable };
  } catch {
    return undefined;
  }
}
