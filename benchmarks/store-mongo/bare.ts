import type { NewTask } from '@windrow/core';
import type { Collection, Db, Document } from 'mongodb';

const NOW = { $toLong: '$$NOW' };

/**
 * The raw ceiling: the collection that the store made, with its indexes, and the fewest calls of the driver that submit, claim and
 * commit in it. It writes the same documents. `claim` knows no more than the candidates; `informedClaim` learns, as the contract
 * wants it, whether the pool is paused, whether this request was answered before, and what falls due, in the same round trip.
 */
export class BareMongo {
  readonly #tasks: Collection<Document & { _id: string }>;
  readonly #pools: Collection<Document & { _id: string }>;
  #seq = 1;
  #request = 0;

  constructor(db: Db) {
    this.#tasks = db.collection('tasks');
    this.#pools = db.collection('pools');
  }

  async insert(pool: string, tasks: readonly NewTask[]): Promise<void> {
    await this.#tasks.insertMany(
      tasks.map((task) => this.#document(pool, task)),
      { ordered: false },
    );
  }

  /** Fills a pool as a store would have left it: every second task done. */
  async load(pool: string, tasks: readonly NewTask[]): Promise<void> {
    const documents = tasks.map((task, i) => ({ ...this.#document(pool, task), ...(i % 2 === 0 ? {} : finished()) }));
    await this.#tasks.insertMany(documents, { ordered: false });
    await this.#pools.updateOne({ _id: pool }, { $max: { nextSeq: this.#seq } }, { upsert: true });
  }

  /** How many of a pool's tasks there are. */
  async size(pool: string): Promise<number> {
    return this.#tasks.countDocuments({ pool });
  }

  /** Two round trips: `find` in index order, then one update by id that demands status and fence. */
  async claim(pool: string): Promise<Document | undefined> {
    const candidates = await this.#tasks
      .find({ pool, queue: 'waiting', route: '' }, { projection: { fence: 1 } })
      .sort({ priority: -1, seq: 1 })
      .limit(8)
      .toArray();
    return this.#take(pool, candidates);
  }

  /** The same two round trips; the first is one union of index reads. */
  async informedClaim(pool: string): Promise<Document | undefined> {
    const union = (pipeline: Document[]): Document => ({ $unionWith: { coll: 'tasks', pipeline } });
    const dues = ['running', 'waiting', 'part_done'].map((status) =>
      union([
        { $match: { pool, status, due: { $gt: 0 } } },
        { $sort: { due: 1 } },
        { $limit: 1 },
        { $project: { due: 1 } },
      ]),
    );
    const request = { $gte: `bare-${this.#request}/`, $lt: `bare-${this.#request}0` };
    const rows = await this.#pools
      .aggregate([
        { $match: { _id: pool } },
        { $project: { paused: 1, now: '$$NOW' } },
        union([{ $match: { pool, request } }, { $limit: 1 }, { $project: { request: 1 } }]),
        ...dues,
        union([
          { $match: { pool, queue: 'waiting', route: '' } },
          { $sort: { priority: -1, seq: 1 } },
          { $limit: 8 },
          { $project: { fence: 1 } },
        ]),
      ])
      .toArray();
    return this.#take(
      pool,
      rows.filter(({ fence }) => fence !== undefined),
    );
  }

  async #take(pool: string, candidates: readonly Document[]): Promise<Document | undefined> {
    for (const { _id, fence } of candidates) {
      const taken = await this.#tasks.findOneAndUpdate(
        { _id, pool, queue: 'waiting', fence } as Document,
        [{ $set: this.#claimed() }],
        { returnDocument: 'after' },
      );
      if (taken !== null) return taken;
    }
    return undefined;
  }

  /** One round trip: one fenced update, which keeps the attempt too. */
  async commit(pool: string, { _id, fence }: Document): Promise<void> {
    const attempt = { workerId: '$workerId', fence: '$fence', startedAt: '$startedAt', endedAt: NOW, outcome: 'done' };
    await this.#tasks.updateOne({ _id, pool, status: 'running', fence }, [
      {
        $set: {
          status: 'done',
          queue: '',
          due: NOW,
          endedAt: NOW,
          history: { $concatArrays: ['$history', [attempt]] },
          totals: { done: { $add: [{ $ifNull: ['$totals.done', 0] }, 1] } },
        },
      },
      { $unset: ['workerId', 'request', 'leaseUntil', 'origin'] },
    ]);
  }

  #claimed(): Document {
    this.#request += 1;
    return {
      status: 'running',
      queue: '',
      origin: 'waiting',
      request: `bare-${process.pid}-${this.#request}/0`,
      workerId: 'bench',
      fence: { $add: ['$fence', 1] },
      attempts: { $add: ['$attempts', 1] },
      startedAt: NOW,
      leaseUntil: { $add: [NOW, 60_000] },
      due: { $add: [NOW, 60_000] },
    };
  }

  #document(pool: string, task: NewTask): Document & { _id: string } {
    const { id, definition, ...fields } = task;
    return {
      _id: `${pool}/${id}`,
      pool,
      id,
      ...fields,
      seq: this.#seq++,
      status: 'waiting',
      queue: 'waiting',
      due: null,
      fence: 0,
      attempts: 0,
      cancelRequested: false,
      createdAt: Date.now(),
      definitionText: definition,
      definition: JSON.parse(definition),
      history: [],
      totals: {},
      rev: 0,
    };
  }
}

/** What a claim and a commit leave in a document. */
function finished(): Document {
  const now = Date.now();
  return {
    status: 'done',
    queue: '',
    due: now,
    endedAt: now,
    startedAt: now,
    fence: 1,
    attempts: 1,
    history: [{ workerId: 'load', fence: 1, startedAt: now, endedAt: now, outcome: 'done' }],
    totals: { done: 1 },
    settled: { fence: 1, kind: 'done', status: 'done', call: 'load' },
    rev: 2,
  };
}
