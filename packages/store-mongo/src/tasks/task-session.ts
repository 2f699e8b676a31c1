import type { Collection, Db } from 'mongodb';
import type { MongoLink } from '../connection/mongo-link.js';
import { readHead } from '../connection/open-data.js';
import { COLLECTIONS } from '../connection/schema.js';
import type { TaskDoc } from './task-doc.js';

/** How long a client goes on writing before it looks again whether it still may (rule 19). */
const HEAD_AGE_MS = 30_000;

export interface PoolDoc {
  readonly _id: string;
  /** Submission numbers below it are given away. */
  readonly nextSeq?: number;
  readonly now?: number;
  /** Of the settings. */
  readonly version?: number;
  readonly paused?: boolean;
  /** The settings as JSON text. */
  readonly settings?: string;
}

export interface WorkerDoc {
  readonly _id: string;
  readonly pool: string;
  readonly seenAt: number;
  readonly expiresAt: Date;
  /** What the worker said of itself, as JSON text. */
  readonly presence: string;
}

/** The collections of tasks on one link. */
export class TaskSession {
  readonly tasks: Collection<TaskDoc>;
  readonly pools: Collection<PoolDoc>;
  readonly workers: Collection<WorkerDoc>;
  #headSeen = performance.now();

  constructor(readonly link: MongoLink) {
    this.tasks = link.db.collection(COLLECTIONS.tasks);
    this.pools = link.db.collection(COLLECTIONS.pools);
    this.workers = link.db.collection(COLLECTIONS.workers);
  }

  async read<T>(operation: string, body: (db: Db) => Promise<T>): Promise<T> {
    return this.link.run(operation, body);
  }

  /** @throws StoreVersionError when this client may not write here any more */
  async write<T>(operation: string, body: (db: Db) => Promise<T>): Promise<T> {
    return this.link.run(operation, async (db) => {
      if (performance.now() - this.#headSeen > HEAD_AGE_MS) {
        await readHead(db, this.link.name);
        this.#headSeen = performance.now();
      }
      return body(db);
    });
  }
}

/** The server's clock, in a pipeline. */
export const NOW: { readonly $toLong: '$$NOW' } = { $toLong: '$$NOW' };
