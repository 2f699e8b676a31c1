import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { StoreVersionError } from '@windrow/core';
import { type Db, MongoServerError } from 'mongodb';
import { COLLECTIONS, INDEXES } from './schema.js';

/** The version of the protocol that this client speaks. */
export const PROTOCOL = 1;
/** How often the making of collections and indexes is tried again when other processes do the same. */
const PREPARE_TRIES = 10;

export interface StoreHead {
  readonly storeId: string;
  readonly protocol: { readonly min: number; readonly current: number };
}

interface StoreDoc extends StoreHead {
  readonly _id: 'store';
}

/** Reads the identity, or makes collections, indexes and identity where they are missing. @throws StoreVersionError */
export async function openData(db: Db, name: string): Promise<StoreHead> {
  const found = await readHead(db, name);
  if (found !== undefined) return found;
  for (let tries = 1; ; tries += 1) {
    try {
      await prepare(db);
      const head = await readHead(db, name);
      if (head !== undefined) return head;
    } catch (error) {
      // Others make the same at this moment, and some servers answer that by an error.
      if (!(error instanceof MongoServerError) || tries === PREPARE_TRIES) throw error;
      await sleep(20 * tries);
    }
  }
}

/** @throws StoreVersionError when this client may not write here */
export async function readHead(db: Db, name: string): Promise<StoreHead | undefined> {
  const doc = await db.collection<StoreDoc>(COLLECTIONS.store).findOne({ _id: 'store' });
  if (doc === null) return undefined;
  const protocol = { min: doc.protocol.min, current: doc.protocol.current };
  if (PROTOCOL < protocol.min || PROTOCOL > protocol.current) throw new StoreVersionError(name, protocol, PROTOCOL);
  return { storeId: doc.storeId, protocol };
}

/** The identity comes last: where it is, the indexes are. */
async function prepare(db: Db): Promise<void> {
  for (const [collection, indexes] of Object.entries(INDEXES)) {
    await db.collection(collection).createIndexes(indexes.map((index) => ({ ...index })));
  }
  const protocol = { min: PROTOCOL, current: PROTOCOL };
  await db
    .collection<StoreDoc>(COLLECTIONS.store)
    .updateOne({ _id: 'store' }, { $setOnInsert: { storeId: randomUUID(), protocol } }, { upsert: true });
}
