import type { ExperimentInfo, RecorderInfo, RecorderStatus, RecorderTask, Tags } from '@windrow/core';
import type { Collection, Db } from 'mongodb';
import { COLLECTIONS } from '../connection/schema.js';
import { NOW } from '../tasks/task-session.js';

export interface ExperimentDoc {
  readonly _id: string;
  readonly name: string;
  /** The name while the experiment lives: unique where it is. */
  readonly livingName?: string;
  readonly seq: number;
  readonly deleted: boolean;
  readonly createdAt: number;
}

export interface RecorderDoc {
  readonly _id: string;
  readonly experimentId: string;
  readonly name: string;
  readonly status: RecorderStatus;
  readonly seq: number;
  readonly deleted: boolean;
  readonly createdAt: number;
  readonly startedAt?: number;
  readonly endedAt?: number;
  readonly task?: RecorderTask;
  readonly tags: Tags;
  readonly tagsText?: string;
  /** JSON text: the truth, whatever the keys. */
  readonly paramsText: string;
  /** Derived from it, for queries. */
  readonly params: unknown;
  readonly environmentText: string;
  /** The value at the highest step of each metric; pairs, since a metric may have any name. */
  readonly last: readonly { readonly key: string; readonly step: number; readonly value: number }[];
  readonly unflushed: readonly string[];
  /** Grows with each write. */
  readonly rev: number;
}

export interface MetricDoc {
  readonly recorderId: string;
  readonly key: string;
  readonly step: number;
  readonly value: number;
  readonly time: number;
}

interface CounterDoc {
  readonly _id: string;
  readonly next?: number;
  readonly now?: number;
}

/** The collections of experiments. */
export class ExperimentCollections {
  readonly experiments: Collection<ExperimentDoc>;
  readonly recorders: Collection<RecorderDoc>;
  readonly metrics: Collection<MetricDoc>;
  readonly #counters: Collection<CounterDoc>;

  constructor(db: Db) {
    this.experiments = db.collection(COLLECTIONS.experiments);
    this.recorders = db.collection(COLLECTIONS.recorders);
    this.metrics = db.collection(COLLECTIONS.metrics);
    this.#counters = db.collection(COLLECTIONS.store);
  }

  /** A creation number that was never given before, and the server's time. */
  async next(): Promise<{ readonly seq: number; readonly now: number }> {
    const step = [{ $set: { next: { $add: [{ $ifNull: ['$next', 0] }, 1] }, now: NOW } }];
    const doc = await this.#counters.findOneAndUpdate({ _id: 'store' }, step, { returnDocument: 'after' });
    if (doc === null) throw new TypeError('The store has lost its identity.');
    return { seq: doc.next ?? 0, now: doc.now ?? 0 };
  }
}

export function experimentInfo({ _id, name, deleted, createdAt }: ExperimentDoc): ExperimentInfo {
  return { id: _id, name, deleted, createdAt };
}

export function recorderInfo(doc: RecorderDoc): RecorderInfo {
  return {
    id: doc._id,
    experimentId: doc.experimentId,
    name: doc.name,
    status: doc.status,
    seq: doc.seq,
    deleted: doc.deleted,
    createdAt: doc.createdAt,
    ...(doc.startedAt === undefined ? {} : { startedAt: doc.startedAt }),
    ...(doc.endedAt === undefined ? {} : { endedAt: doc.endedAt }),
    ...(doc.task === undefined ? {} : { task: doc.task }),
    tags: doc.tagsText === undefined ? doc.tags : (JSON.parse(doc.tagsText) as Tags),
    environment: JSON.parse(doc.environmentText) as RecorderInfo['environment'],
    params: JSON.parse(doc.paramsText) as RecorderInfo['params'],
    metrics: Object.fromEntries(doc.last.map(({ key, value }) => [key, value])),
    unflushed: doc.unflushed,
  };
}
