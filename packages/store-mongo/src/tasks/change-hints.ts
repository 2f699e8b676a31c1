import type { TaskEvent, Unsubscribe } from '@windrow/core';
import type { Document } from 'mongodb';

/** What this needs of the driver's change stream. */
export interface ChangeFeed {
  on(event: 'change', listener: (change: Document) => void): unknown;
  on(event: 'error', listener: (error: Error) => void): unknown;
  on(event: 'close', listener: () => void): unknown;
  once(event: 'resumeTokenChanged', listener: () => void): unknown;
  close(): Promise<void>;
}

type Listener = (event: TaskEvent) => void;

/** How long a listener waits for the server to say that the feed runs, before it goes on without. */
const READY_MS = 2_000;

/** What the feed is asked for: of each change its kind, its document's id and the fields that tell what happened. */
export const HINT_PIPELINE: readonly Document[] = [
  {
    $project: {
      operationType: 1,
      documentKey: 1,
      'updateDescription.updatedFields.status': 1,
      'updateDescription.updatedFields.queue': 1,
      'fullDocument.queue': 1,
    },
  },
];

/**
 * The listeners of one store and the change stream of the tasks that feeds them, open while there are any. Events are hints: a
 * feed that fails is opened again when somebody subscribes next, and nobody is told of what was missed.
 */
export class ChangeHints {
  readonly #watch: (() => ChangeFeed) | undefined;
  readonly #listeners = new Map<string, Set<Listener>>();
  #feed: ChangeFeed | undefined;

  /** @param watch opens the feed; absent where the server keeps none, and then nobody is ever told anything */
  constructor(watch: (() => ChangeFeed) | undefined) {
    this.#watch = watch;
  }

  async add(pool: string, listener: Listener): Promise<Unsubscribe> {
    if (this.#watch === undefined) return async () => {};
    const own: Listener = (event) => listener(event);
    const listeners = this.#listeners.get(pool) ?? new Set();
    this.#listeners.set(pool, listeners.add(own));
    if (this.#feed === undefined) await this.#open(this.#watch);
    return async () => {
      listeners.delete(own);
      if (listeners.size === 0 && this.#listeners.get(pool) === listeners) this.#listeners.delete(pool);
      if (this.#listeners.size === 0) await this.close();
    };
  }

  async close(): Promise<void> {
    const feed = this.#feed;
    this.#feed = undefined;
    this.#listeners.clear();
    await feed?.close();
  }

  async #open(watch: () => ChangeFeed): Promise<void> {
    const feed = watch();
    this.#feed = feed;
    feed.on('change', (change) => this.#tell(eventOf(change)));
    const lost = (): void => {
      if (this.#feed === feed) this.#feed = undefined;
    };
    feed.on('error', lost);
    feed.on('close', lost);
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, READY_MS);
      feed.once('resumeTokenChanged', () => {
        clearTimeout(timer);
        resolve();
      });
    });
  }

  #tell(event: TaskEvent | undefined): void {
    if (event === undefined) return;
    for (const listener of this.#listeners.get(event.pool) ?? []) {
      try {
        listener(event);
      } catch (error) {
        process.emitWarning(error instanceof Error ? error : String(error));
      }
    }
  }
}

/** A change of the tasks as an event; nothing for what concerns no listener. */
export function eventOf(change: Document): TaskEvent | undefined {
  const id: unknown = change['documentKey']?._id;
  if (typeof id !== 'string') return undefined;
  const slash = id.indexOf('/');
  const base = { pool: id.slice(0, slash), ids: [id.slice(slash + 1)] };
  switch (change['operationType']) {
    case 'insert':
      return { ...base, type: 'task-submitted', claimable: change['fullDocument']?.queue !== '' };
    case 'delete':
      return { ...base, type: 'task-removed', claimable: false };
    case 'update':
    case 'replace': {
      const fields = change['updateDescription']?.updatedFields ?? {};
      const claimable = fields.queue !== undefined && fields.queue !== '';
      return { ...base, type: typeOf(fields.status, claimable), claimable };
    }
    default:
      return undefined;
  }
}

function typeOf(status: unknown, claimable: boolean): TaskEvent['type'] {
  if (status === 'running') return 'task-claimed';
  return status === undefined || (status === 'waiting' && claimable) ? 'task-changed' : 'task-settled';
}
