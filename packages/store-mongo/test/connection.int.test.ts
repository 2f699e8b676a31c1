import { ArtifactStore, createContainer, ExperimentStore, TaskStore } from '@windrow/core';
import { MongoClient } from 'mongodb';
import { describe, expect, inject, it } from 'vitest';
import { MongoTaskStore, mongoStore } from '../src/index.js';
import { freshDatabase } from './harness.js';

const url = inject('mongoUrl') ?? '';
const CLOSED_PORT = 'mongodb://zoe7:s3cret@127.0.0.1:9/d';

describe.skipIf(url === '')('mongoStore', () => {
  it('binds all three stores of one database and closes them with the container', async () => {
    const { database, drop } = await freshDatabase(url);
    const app = await createContainer(mongoStore({ url, database }));
    const stores = [app.get(TaskStore), app.get(ExperimentStore), app.get(ArtifactStore)];
    await app.close();
    for (const store of stores) await expect(store.now()).rejects.toMatchObject({ code: 'STORE_CLOSED' });
    await drop();
  });

  it('makes collections and indexes once, though eight clients do it at the same time', async () => {
    const { client, database, drop } = await freshDatabase(url);
    // Options of their own, so that no two share a connection.
    const stores = await Promise.all(
      Array.from({ length: 8 }, async (_, i) =>
        MongoTaskStore.open({ url, database, clientOptions: { appName: `client-${i}` } }),
      ),
    );
    const ids = await Promise.all(stores.map(async (store) => (await store.identity()).storeId));
    expect(new Set(ids).size).toBe(1);
    const indexes = await client.db(database).collection('tasks').indexes();
    expect(indexes.map(({ name }) => name).sort()).toEqual(['_id_', 'claim', 'due', 'key', 'order', 'request']);
    for (const store of stores) await store.close();
    await drop();
  });

  it('tells truthfully what this server has, and a URL that another process can open', async () => {
    const { client, database, drop } = await freshDatabase(url);
    const store = await MongoTaskStore.open({ url, database });
    const hello = await client.db(database).command({ hello: 1 });
    const streams = hello['setName'] !== undefined || hello['msg'] === 'isdbgrid';
    expect(store.capabilities).toMatchObject({ notifications: streams ? 'shared' : 'none', clock: 'server' });
    const same = await MongoTaskStore.open({ url: store.capabilities.descriptor ?? '' });
    expect(await same.identity()).toEqual(await store.identity());
    await same.close();
    await store.close();
    await drop();
  });

  it('uses one connection pool for all stores of a URL, and one that was given without closing it', async () => {
    const { database, drop } = await freshDatabase(url);
    const client = await new MongoClient(url).connect();
    const given = await MongoTaskStore.open({ client, database });
    expect(given.capabilities.descriptor).toBeUndefined();
    await given.close();
    expect(await client.db(database).command({ ping: 1 })).toMatchObject({ ok: 1 });
    await client.close();
    await drop();
  });
});

it('says within its bound that no server is there, and names no credentials', async () => {
  const opening = MongoTaskStore.open({ url: CLOSED_PORT, clientOptions: { serverSelectionTimeoutMS: 200 } });
  const error = (await opening.catch((reason: unknown) => reason)) as Error;
  expect(error).toMatchObject({ code: 'STORE_UNAVAILABLE', retryable: true });
  expect(`${error.message} ${error.stack}`).not.toMatch(/zoe7|s3cret/);
});

it.each([
  ['neither a URL nor a client', {}],
  ['a URL of something else', { url: 'redis://h' }],
  ['an option that the driver refuses', { url: 'mongodb://h/?nonsense=1' }],
])('refuses %s before it connects', async (_, options) => {
  await expect(MongoTaskStore.open(options)).rejects.toMatchObject({ code: 'STORE_CONFIGURATION' });
});
