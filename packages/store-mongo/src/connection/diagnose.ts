import { isDeepStrictEqual } from 'node:util';
import type { StoreFinding } from '@windrow/core';
import { type Db, type IndexDescription, MongoServerError } from 'mongodb';
import { INDEXES } from './schema.js';

/** Looks at the server and at the indexes of a database. */
export async function diagnoseDatabase(db: Db, changeStreams: boolean): Promise<readonly StoreFinding[]> {
  return [await server(db), notifications(changeStreams), await indexes(db)];
}

async function server(db: Db): Promise<StoreFinding> {
  const hello = await db.command({ hello: 1 });
  const kind = hello['msg'] === 'isdbgrid' ? 'a sharded cluster' : hello['setName'] ? 'a replica set' : 'one server';
  const { version } = await db.command({ buildInfo: 1 });
  return { check: 'server', state: 'ok', message: `MongoDB ${String(version)}, ${kind}.` };
}

function notifications(changeStreams: boolean): StoreFinding {
  return changeStreams
    ? { check: 'notifications', state: 'ok', message: 'Change streams wake workers.' }
    : {
        check: 'notifications',
        state: 'notice',
        message: 'The server has no change streams, so workers hear of new tasks at their next poll.',
        advice: 'Run MongoDB as a replica set (one member is enough) to wake workers at once.',
      };
}

async function indexes(db: Db): Promise<StoreFinding> {
  const missing: string[] = [];
  let wanted = 0;
  for (const [collection, descriptions] of Object.entries(INDEXES)) {
    const there = await indexesOf(db, collection);
    wanted += descriptions.length;
    for (const index of descriptions) {
      const found = there.some(
        ({ key, unique }) => sameKey(key, index.key) && (unique === true) === (index.unique === true),
      );
      if (!found) missing.push(`${collection}.${index.name}`);
    }
  }
  if (missing.length === 0) return { check: 'indexes', state: 'ok', message: `All ${wanted} indexes are there.` };
  return {
    check: 'indexes',
    state: 'problem',
    message: `Indexes are missing: ${missing.join(', ')}.`,
    advice: "Make them again as the README of @windrow/store-mongo lists them, with the shell's createIndex.",
  };
}

async function indexesOf(db: Db, collection: string): Promise<readonly Pick<IndexDescription, 'key' | 'unique'>[]> {
  try {
    return (await db.collection(collection).indexes()) as readonly Pick<IndexDescription, 'key' | 'unique'>[];
  } catch (error) {
    // A collection that was dropped has none.
    if (error instanceof MongoServerError && error.codeName === 'NamespaceNotFound') return [];
    throw error;
  }
}

/** The order of an index's fields matters. */
function sameKey(there: IndexDescription['key'], wanted: IndexDescription['key']): boolean {
  return isDeepStrictEqual(Object.entries(there), Object.entries(wanted));
}
