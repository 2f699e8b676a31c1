import { randomUUID } from 'node:crypto';
import { MongoClient } from 'mongodb';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { MongoExperimentStore } from '../src/index.js';
import { countCommands } from './count-commands.js';
import { freshDatabase } from './harness.js';

const url = inject('mongoUrl') ?? '';

describe.skipIf(url === '')('round trips of a recorder', () => {
  let client: MongoClient;
  let fresh: Awaited<ReturnType<typeof freshDatabase>>;
  let store: MongoExperimentStore;
  let count: ReturnType<typeof countCommands>;
  let experimentId: string;

  beforeAll(async () => {
    fresh = await freshDatabase(url);
    client = await new MongoClient(url, { monitorCommands: true }).connect();
    store = await MongoExperimentStore.open({ client, database: fresh.database });
    count = countCommands(client);
    ({ id: experimentId } = await store.getOrCreate('exp'));
  });
  afterAll(async () => {
    await store?.close();
    await client?.close();
    await fresh?.drop();
  });

  const task = { storeId: 's', pool: 'p', taskId: 't', fence: 1 };
  const made = async (): Promise<string> => {
    const recorder = { id: randomUUID(), name: 'r', status: 'RUNNING', tags: {}, environment: {}, task } as const;
    return (await store.createRecorder(experimentId, recorder)).id;
  };

  it('begins one in three commands, two of them at once', async () => {
    expect((await count.during(made)).toSorted()).toEqual(['find', 'findAndModify', 'insert']);
  });

  it('sets tags in one, and a status in one', async () => {
    const id = await made();
    expect(await count.during(() => store.setTags(id, { a: 1 }, { fence: 2 }))).toEqual(['findAndModify']);
    const change = { from: ['RUNNING'], to: 'FINISHED', unflushed: [], fence: 3 } as const;
    expect(await count.during(() => store.setStatus(id, change))).toEqual(['findAndModify']);
    expect(await store.getRecorder(id)).toMatchObject({
      status: 'FINISHED',
      tags: { a: 1 },
      task: { ...task, fence: 3 },
      endedAt: expect.any(Number),
    });
  });

  it('looks why only when a write does not apply', async () => {
    const id = await made();
    await store.setTags(id, { a: 1 }, { fence: 5 });
    const late = store.setTags(id, { a: 'zombie' }, { fence: 4 });
    await expect(late).rejects.toMatchObject({ code: 'RECORDER_FENCED' });
    const change = { from: ['SCHEDULED'], to: 'FAILED', fence: 5 } as const;
    await expect(store.setStatus(id, change)).rejects.toMatchObject({ code: 'RECORDER_STATUS' });
    expect(await store.getRecorder(id)).toMatchObject({ status: 'RUNNING', tags: { a: 1 } });
  });

  it('keeps tags whose names are no names of fields beside those that are', async () => {
    const id = await made();
    await store.setTags(id, { 'a.b': 1, $c: 2 });
    await store.setTags(id, { plain: 3, 'a.b': 4 });
    await store.setTags(id, { plain: 5 });
    expect((await store.getRecorder(id))?.tags).toEqual({ 'a.b': 4, $c: 2, plain: 5 });
  });
});
