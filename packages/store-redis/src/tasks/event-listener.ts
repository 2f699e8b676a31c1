import type { TaskEvent, Unsubscribe } from '@windrow/core';
import { Redis } from 'ioredis';
import type { RedisConnection } from '../connection/redis-connection.js';
import type { RedisClient } from '../connection/redis-options.js';
import { FirstToHear } from './first-to-hear.js';

type Listener = (event: TaskEvent) => void;

/** When the clients of this process hear that one new task is claimable of which another client has just heard, ms. */
const LATER_MS = 2;
const firsts = new FirstToHear();

/** Hears the events of pools over one connection of its own, made when somebody first listens. */
export class EventListener {
  readonly #connection: RedisConnection;
  readonly #listeners = new Map<string, { readonly pool: string; readonly own: Set<Listener> }>();
  #client: RedisClient | undefined;

  constructor(connection: RedisConnection) {
    this.#connection = connection;
  }

  async add(pool: string, channel: string, listener: Listener): Promise<Unsubscribe> {
    // A wrapper of its own, so that one function subscribed twice is two subscriptions.
    const own: Listener = (event) => listener(event);
    const entry = this.#listeners.get(channel) ?? { pool, own: new Set() };
    entry.own.add(own);
    this.#listeners.set(channel, entry);
    this.#client ??= this.#listen();
    try {
      await this.#client.subscribe(channel);
    } catch (error) {
      entry.own.delete(own);
      throw this.#connection.explain('subscribe', error);
    }
    return async () => this.#drop(channel, entry.own, own);
  }

  close(): void {
    this.#listeners.clear();
    this.#client?.disconnect();
    this.#client = undefined;
  }

  async #drop(channel: string, listeners: Set<Listener>, own: Listener): Promise<void> {
    if (!listeners.delete(own) || listeners.size > 0) return;
    if (this.#listeners.get(channel)?.own !== listeners) return;
    this.#listeners.delete(channel);
    // Nothing is lost by hearing what nobody listens to.
    await this.#client?.unsubscribe(channel).catch(() => {});
  }

  /** After a lost connection; where the server stays silent the connection is made anew. */
  #hearAgain(client: Redis): void {
    const channels = [...this.#listeners.keys()];
    if (channels.length > 0) client.subscribe(...channels).catch(() => client.disconnect(true));
  }

  #listen(): RedisClient {
    const client = this.#connection.duplicate();
    if (client instanceof Redis) client.on('ready', () => this.#hearAgain(client));
    client.on('message', (channel: string, message: string) => {
      const entry = this.#listeners.get(channel);
      if (entry === undefined) return;
      const { type, ids, claimable } = JSON.parse(message) as Omit<TaskEvent, 'pool'>;
      const event: TaskEvent = Object.freeze({ type, pool: entry.pool, ids: Object.freeze(ids), claimable });
      const all = () => {
        for (const listener of [...entry.own]) tell(listener, event);
      };
      if (!claimable || firsts.isNeeded(`${channel} ${message}`, ids.length)) all();
      else setTimeout(all, LATER_MS).unref();
    });
    return client;
  }
}

/** A listener that throws hurts nobody else; Node prints the warning. */
function tell(listener: Listener, event: TaskEvent): void {
  try {
    listener(event);
  } catch (error) {
    process.emitWarning(error instanceof Error ? error : String(error));
  }
}
