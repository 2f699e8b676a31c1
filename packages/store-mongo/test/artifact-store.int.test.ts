import { ownerKey } from '@windrow/core';
import { type ArtifactStoreFactory, describeArtifactStore, passServerTime } from '@windrow/testkit';
import { Binary } from 'mongodb';
import { describe, inject } from 'vitest';
import type { ArtifactDoc } from '../src/artifacts/artifact-docs.js';
import { MongoArtifactStore } from '../src/index.js';
import { EXEC_ARGV, freshDatabase } from './harness.js';

const url = inject('mongoUrl') ?? '';

const mongo: ArtifactStoreFactory = async () => {
  const { client, database, drop } = await freshDatabase(url);
  const opened: MongoArtifactStore[] = [];
  const open = async () => {
    const store = await MongoArtifactStore.open({ url, database });
    opened.push(store);
    return store;
  };
  const store = await open();
  const db = client.db(database);
  return {
    store,
    open,
    advance: (ms) => passServerTime(store, ms),
    corrupt: async (owner, name) => {
      const artifact = await db.collection<ArtifactDoc>('artifacts').findOne({ owner: ownerKey(owner), name });
      const chunks = db.collection<{ data: Binary; files_id: unknown }>('artifact_bytes.chunks');
      const chunk = await chunks.findOne({ files_id: artifact?.file });
      const bytes = Buffer.from(chunk?.data.value() ?? []);
      bytes[bytes.length >> 1] = (bytes[bytes.length >> 1] ?? 0) ^ 1;
      await chunks.updateOne({ files_id: artifact?.file, n: 0 }, { $set: { data: new Binary(bytes) } });
    },
    child: { url: new URL('./child.ts', import.meta.url).href, options: { url, database }, execArgv: EXEC_ARGV },
    dispose: async () => {
      for (const one of opened) await one.close();
      await drop();
    },
  };
};

describe.skipIf(url === '')('on a real server', () => {
  describeArtifactStore('MongoArtifactStore', mongo);
});
