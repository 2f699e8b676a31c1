import type { Db } from 'mongodb';
import { COLLECTIONS } from './schema.js';

/** The clock by which deadlines are written, epoch ms: the same `$$NOW` that updates see. */
export async function serverNow(db: Db): Promise<number> {
  const [row] = await db
    .collection(COLLECTIONS.store)
    .aggregate<{ readonly now: Date }>([{ $limit: 1 }, { $project: { _id: 0, now: '$$NOW' } }])
    .toArray();
  if (row === undefined) throw new TypeError('The store has lost its identity.');
  return row.now.getTime();
}
