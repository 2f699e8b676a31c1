import { randomUUID } from 'node:crypto';
import { buffer } from 'node:stream/consumers';
import type { ArtifactOwner } from '@windrow/core';
import { startProxy } from '@windrow/test-servers';
import { afterEach, beforeEach, describe, expect, inject, it } from 'vitest';
import { MongoArtifactStore } from '../src/index.js';
import { freshDatabase } from './harness.js';
import { type LateProxy, startLateProxy } from './late-proxy.js';

const url = inject('mongoUrl') ?? '';
const AWAY = { code: 'STORE_UNAVAILABLE' };
/** Two chunks of GridFS and a bit. */
const BYTES = 600_000;
const pattern = (size: number, seed = 1): Uint8Array => Uint8Array.from({ length: size }, (_, i) => i * seed);

describe.skipIf(url === '')('bytes of an upload that a broken connection ended', () => {
  let data: Awaited<ReturnType<typeof freshDatabase>>;
  let direct: MongoArtifactStore;
  let owner: ArtifactOwner;
  beforeEach(async () => {
    data = await freshDatabase(url);
    direct = await MongoArtifactStore.open({ url, database: data.database });
    owner = { kind: 'task', storeId: 's', pool: 'p', taskId: randomUUID() };
  });
  afterEach(async () => {
    await direct.close();
    await data.drop();
  });

  const through = (port: number): Promise<MongoArtifactStore> => {
    const way = new URL(url);
    way.host = `127.0.0.1:${port}`;
    return MongoArtifactStore.open({ url: way.href, database: data.database });
  };
  const bytesThere = async (): Promise<number> => {
    const db = data.client.db(data.database);
    const [files, chunks] = await Promise.all(
      ['files', 'chunks'].map((part) => db.collection(`artifact_bytes.${part}`).countDocuments()),
    );
    return (files ?? 0) + (chunks ?? 0);
  };
  const collect = async () => direct.removeLeftovers(owner, (await direct.now()) + 1);

  describe('which the network brings later', () => {
    let proxy: LateProxy;
    beforeEach(async () => {
      proxy = await startLateProxy(new URL(url));
    });
    afterEach(() => proxy.close());

    it.each(['artifact_bytes.chunks', 'artifact_bytes.files'])('are found by gc: %s (rules 2, 4)', async (where) => {
      const store = await through(proxy.port);
      // Collections are looked at and made with the first upload of a store.
      await store.put(owner, 'first', pattern(BYTES));
      await store.remove(owner, 'first');
      proxy.keep(where);
      await expect(store.put(owner, 'a', pattern(BYTES))).rejects.toMatchObject(AWAY);
      await proxy.deliver();
      expect(await bytesThere()).toBeGreaterThan(0);
      expect(await direct.list(owner)).toEqual([]);
      expect(await collect()).toMatchObject({ count: 1 });
      expect(await bytesThere()).toBe(0);
      expect((await direct.owners({ limit: 10 })).owners).toEqual([]);
      await store.close();
    });
  });

  it('are found by gc where they were replaced, and the connection broke before they were dropped', async () => {
    const proxy = await startProxy(Number(new URL(url).port));
    const store = await through(proxy.port);
    await store.put(owner, 'a', pattern(BYTES, 1));
    const one = await bytesThere();
    for (const seed of [2, 3]) {
      const cut = proxy.cutOn('deletes', 'before');
      await expect(store.put(owner, 'a', pattern(BYTES, seed))).rejects.toMatchObject(AWAY);
      await cut;
    }
    expect(await bytesThere()).toBe(3 * one);
    expect(await buffer(direct.get(owner, 'a'))).toEqual(Buffer.from(pattern(BYTES, 3)));
    expect(await collect()).toMatchObject({ count: 2 });
    expect(await bytesThere()).toBe(one);
    await store.close();
    await proxy.close();
  });

  it('are gone at once where the source broke and every write had been answered', async () => {
    async function* broken() {
      yield pattern(BYTES);
      throw new Error('the source broke');
    }
    await expect(direct.put(owner, 'a', broken())).rejects.toThrow('the source broke');
    expect(await bytesThere()).toBe(0);
    expect((await direct.owners({ limit: 10 })).owners).toEqual([]);
  });
});
