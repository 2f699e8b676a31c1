import { randomUUID } from 'node:crypto';
import type { ArtifactOwner } from '@windrow/core';
import { Redis } from 'ioredis';
import { afterEach, beforeEach, describe, expect, inject, it, vi } from 'vitest';
import { RedisArtifactStore } from '../src/artifacts/redis-artifact-store.js';
import { onServer } from './harness.js';

const url = inject('redisUrl') ?? '';
/** Three chunks of 256 KiB. */
const bytes = new Uint8Array(700_000).fill(7);

describe.skipIf(url === '')('chunks that come when their upload has been given up', () => {
  const prefix = `l${randomUUID().slice(0, 8)}`;
  let client: Redis;
  let store: RedisArtifactStore;
  let other: RedisArtifactStore;
  let owner: ArtifactOwner;
  beforeEach(async () => {
    client = new Redis(url);
    store = await RedisArtifactStore.open({ client, prefix, onWarning: () => {} });
    other = await RedisArtifactStore.open({ url, prefix, onWarning: () => {} });
    owner = { kind: 'task', storeId: 's', pool: 'p', taskId: randomUUID() };
  });
  afterEach(async () => {
    await store.close();
    await other.close();
    client.disconnect();
    await onServer(url).drop(prefix);
  });

  /** Something happens to the command that writes the second chunk. */
  function atSecondChunk(body: (send: () => Promise<unknown>) => Promise<unknown>): void {
    const call = client.call.bind(client) as (...words: unknown[]) => Promise<unknown>;
    let chunks = 0;
    vi.spyOn(client, 'call').mockImplementation(async (...words: unknown[]) => {
      const send = () => call(...words);
      if (words[0] === 'SET') chunks += 1;
      return words[0] === 'SET' && chunks === 2 ? body(send) : send();
    });
  }

  /** Those that nothing lets end. */
  async function lasting(): Promise<number> {
    const keys = await client.keys(`{${prefix}::chunks:*`);
    const ends = await Promise.all(keys.map(async (key) => client.pttl(key)));
    return ends.filter((end) => end < 0).length;
  }

  it('are found by gc where the connection broke and the network brings one later (rules 2, 4)', async () => {
    let deliver: () => Promise<unknown> = async () => {};
    atSecondChunk(async (send) => {
      deliver = send;
      throw Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET' });
    });
    await expect(store.put(owner, 'a', bytes)).rejects.toMatchObject({ code: 'STORE_UNAVAILABLE' });
    await deliver();
    expect(await lasting()).toBe(2);
    expect(await other.list(owner)).toEqual([]);
    expect((await other.owners({ limit: 10 })).owners).toHaveLength(1);
    expect(await other.removeLeftovers(owner, (await other.now()) + 1)).toMatchObject({ count: 1 });
    expect(await lasting()).toBe(0);
    expect((await other.owners({ limit: 10 })).owners).toEqual([]);
  });

  it('are none where the server has refused one: all end at once', async () => {
    atSecondChunk(async () => {
      throw Object.assign(new Error("OOM command not allowed when used memory > 'maxmemory'."), { name: 'ReplyError' });
    });
    await expect(store.put(owner, 'a', bytes)).rejects.toMatchObject({ code: 'STORE_FULL' });
    expect(await lasting()).toBe(0);
    expect((await other.owners({ limit: 10 })).owners).toEqual([]);
  });

  it('end with the others where everything was removed while one was under way', async () => {
    atSecondChunk(async (send) => {
      await other.remove(owner);
      return send();
    });
    await expect(store.put(owner, 'a', bytes)).rejects.toThrow('was removed while it was written');
    expect(await lasting()).toBe(0);
    expect((await other.owners({ limit: 10 })).owners).toEqual([]);
  });
});
