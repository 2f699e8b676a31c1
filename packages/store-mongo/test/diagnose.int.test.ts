import { describe, expect, inject, it } from 'vitest';
import { MongoTaskStore } from '../src/index.js';
import { freshDatabase } from './harness.js';

const url = inject('mongoUrl') ?? '';

describe.skipIf(url === '')('MongoTaskStore.diagnose on a real server', () => {
  it('tells the server, and which indexes are missing', async () => {
    const { client, database, drop } = await freshDatabase(url);
    const store = await MongoTaskStore.open({ url, database });
    const well = await store.diagnose();
    expect(well.find(({ check }) => check === 'server')?.message).toMatch(
      /^MongoDB \S+, (one server|a replica set|a sharded cluster)\.$/,
    );
    expect(well.find(({ check }) => check === 'indexes')).toMatchObject({ state: 'ok' });
    await client.db(database).collection('tasks').dropIndex('claim');
    await client.db(database).collection('metrics').drop();
    const ill = await store.diagnose();
    expect(ill.find(({ check }) => check === 'indexes')).toMatchObject({
      state: 'problem',
      message: 'Indexes are missing: tasks.claim, metrics.point.',
    });
    await store.close();
    await expect(store.diagnose()).rejects.toMatchObject({ code: 'STORE_CLOSED' });
    await drop();
  });
});
