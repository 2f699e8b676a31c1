import { randomUUID } from 'node:crypto';
import { ownerKey } from '@windrow/core';
import { type ArtifactStoreFactory, describeArtifactStore, passServerTime } from '@windrow/testkit';
import { Redis } from 'ioredis';
import { describe, inject } from 'vitest';
import { ArtifactKeys } from '../src/artifacts/artifact-keys.js';
import { RedisArtifactStore } from '../src/artifacts/redis-artifact-store.js';
import { parseArtifact } from '../src/artifacts/stored-artifact.js';
import { dropPrefix } from './harness.js';

const url = inject('redisUrl') ?? '';

const redis: ArtifactStoreFactory = async () => {
  const prefix = `a${randomUUID().slice(0, 8)}`;
  const keys = new ArtifactKeys(prefix);
  const admin = new Redis(url);
  const opened: RedisArtifactStore[] = [];
  const open = async () => {
    const store = await RedisArtifactStore.open({ url, prefix, onWarning: () => {} });
    opened.push(store);
    return store;
  };
  const store = await open();
  return {
    store,
    open,
    advance: (ms) => passServerTime(store, ms),
    corrupt: async (owner, name) => {
      const { data } = parseArtifact((await admin.hget(keys.artifacts(ownerKey(owner)), name)) ?? '');
      const byte = await admin.getrangeBuffer(keys.chunk(data, 0), 7, 7);
      await admin.setrange(keys.chunk(data, 0), 7, Buffer.from([(byte[0] ?? 0) ^ 1]));
    },
    child: { url: new URL('./child.ts', import.meta.url).href, options: { url, prefix } },
    dispose: async () => {
      for (const one of opened) await one.close();
      admin.disconnect();
      await dropPrefix(url, prefix);
    },
  };
};

describe.skipIf(url === '')('on a real server', () => {
  describeArtifactStore('RedisArtifactStore', redis);
});
