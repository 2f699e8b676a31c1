import type { TaskEvent, Unsubscribe } from '@windrow/core';
import type { RedisConnection } from '../connection/redis-connection.js';
import { refuseClosed } from '../connection/redis-error.js';
import { EventHub, type Hear } from './event-hub.js';

type Listener = (event: TaskEvent) => void;

interface Entry {
  readonly own: Set<Listener>;
  readonly hear: Hear;
}

/** The listeners of one store. They hear over the connection that all stores of the process share for it, from the first of them on. */
export class EventListener {
  readonly #connection: RedisConnection;
  readonly #entries = new Map<string, Entry>();
  #hub: EventHub | undefined;

  constructor(connection: RedisConnection) {
    this.#connection = connection;
  }

  async add(pool: string, channel: string, listener: Listener): Promise<Unsubscribe> {
    // A wrapper of its own, so that one function subscribed twice is two subscriptions.
    const own: Listener = (event) => listener(event);
    const entry = this.#entries.get(channel) ?? entryOf(pool);
    entry.own.add(own);
    this.#entries.set(channel, entry);
    this.#hub ??= EventHub.join(this.#connection);
    try {
      await this.#hub.add(channel, entry.hear);
    } catch (error) {
      void this.#drop(channel, entry, own);
      this.#refuseClosed();
      throw this.#connection.explain('subscribe', error);
    }
    this.#refuseClosed();
    return async () => this.#drop(channel, entry, own);
  }

  close(): void {
    for (const [channel, { own, hear }] of this.#entries) {
      own.clear();
      void this.#hub?.drop(channel, hear);
    }
    this.#entries.clear();
    this.#hub?.leave();
    this.#hub = undefined;
  }

  /** While it was being added: the connection may stay open for other stores. @throws StoreClosedError */
  #refuseClosed(): void {
    refuseClosed(this.#hub === undefined, this.#connection.label, 'subscribe');
  }

  async #drop(channel: string, entry: Entry, own: Listener): Promise<void> {
    if (!entry.own.delete(own) || entry.own.size > 0) return;
    if (this.#entries.get(channel) !== entry) return;
    this.#entries.delete(channel);
    await this.#hub?.drop(channel, entry.hear);
  }
}

function entryOf(pool: string): Entry {
  const own = new Set<Listener>();
  const hear: Hear = ({ type, ids, claimable }) => {
    const event: TaskEvent = Object.freeze({ type, pool, ids: Object.freeze([...ids]), claimable });
    for (const listener of [...own]) tell(listener, event);
  };
  return { own, hear };
}

/** A listener that throws hurts nobody else; Node prints the warning. */
function tell(listener: Listener, event: TaskEvent): void {
  try {
    listener(event);
  } catch (error) {
    process.emitWarning(error instanceof Error ? error : String(error));
  }
}
