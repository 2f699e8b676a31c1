import { Socket } from 'node:net';
import { buffer } from 'node:stream/consumers';
import type { ArtifactOwner } from '@windrow/core';
import { afterEach, describe, expect, inject, it, vi } from 'vitest';
import { MongoArtifactStore, MongoTaskStore } from '../src/index.js';
import { freshDatabase } from './harness.js';

const url = inject('mongoUrl') ?? '';
/** Two seconds of patience: twice all four. */
const LIMIT_MS = 250;
const clientOptions = {
  serverSelectionTimeoutMS: LIMIT_MS,
  connectTimeoutMS: LIMIT_MS,
  waitQueueTimeoutMS: LIMIT_MS,
  socketTimeoutMS: LIMIT_MS,
  // Its monitor must not write just when a command is to.
  heartbeatFrequencyMS: 600_000,
};
const LOST = { code: 'STORE_UNAVAILABLE', message: expect.stringMatching(/the driver has not answered for 2000 ms/) };

/** The next write to a server finds its socket destroyed, before anybody has heard that it is closed. */
function destroyAtNextWrite(): void {
  const write = Socket.prototype.write;
  const spy = vi.spyOn(Socket.prototype, 'write').mockImplementation(function (this: Socket, ...args: unknown[]) {
    if (this.remotePort === Number(new URL(url).port)) {
      spy.mockRestore();
      this.destroy();
    }
    return Reflect.apply(write, this, args) as boolean;
  });
}
afterEach(() => vi.restoreAllMocks());

describe.skipIf(url === '')('a command that the driver never answers, since its socket was destroyed', () => {
  it('is unavailable once all of the driver’s limits are over, and the next one is served (rule 17)', async () => {
    const { database, drop } = await freshDatabase(url);
    const store = await MongoTaskStore.open({ url, database, clientOptions });
    destroyAtNextWrite();
    await expect(store.count('pool')).rejects.toMatchObject(LOST);
    expect(await store.count('pool')).toMatchObject({ waiting: 0 });
    await store.close();
    await drop();
  });

  it('ends an upload and a download', async () => {
    const { database, drop } = await freshDatabase(url);
    const store = await MongoArtifactStore.open({ url, database, clientOptions });
    const owner: ArtifactOwner = { kind: 'task', storeId: 's', pool: 'p', taskId: 't' };
    destroyAtNextWrite();
    await expect(store.put(owner, 'a', new Uint8Array(10))).rejects.toMatchObject(LOST);
    await store.put(owner, 'a', new Uint8Array(10));
    destroyAtNextWrite();
    await expect(buffer(store.get(owner, 'a'))).rejects.toMatchObject(LOST);
    expect(await buffer(store.get(owner, 'a'))).toEqual(Buffer.alloc(10));
    await store.close();
    await drop();
  });
});
