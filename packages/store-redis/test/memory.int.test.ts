import { randomBytes, randomUUID } from 'node:crypto';
import type { NewTask } from '@windrow/core';
import { missingServer, type PrivateServer, startRedis } from '@windrow/test-servers';
import { Redis } from 'ioredis';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { RedisTaskStore } from '../src/tasks/redis-task-store.js';
import { request, task } from './sample-tasks.js';

const POOL = 'pool';
const TASKS = 5_000;
/** What is written out is a typical task: a definition of 220 bytes, a key of 64, a result of 10. */
const MOST_WAITING = 1_100;
const MOST_DONE = 1_500;

const result = { kind: 'inline', encoding: 'text', bytes: Buffer.from('"a result"') } as const;

function typical(): NewTask {
  const seed = randomBytes(8).toString('hex');
  const model = { class: 'Ridge', kwargs: { alpha: 0.001, seed } };
  const dataset = {
    class: 'WindowDataset',
    kwargs: { train: ['2008-01-01', '2014-12-31'], test: ['2017-01-01', '2020-08-01'] },
  };
  return {
    ...task(randomBytes(32).toString('hex')),
    definition: JSON.stringify({ model, dataset, n: 1 }).padEnd(220),
    backoff: { initialMs: 1_000, factor: 2, maxMs: 60_000, jitter: 0.5 },
  };
}

describe.skipIf(missingServer('redis') !== undefined)('what tasks cost a server', () => {
  let server: PrivateServer;
  let admin: Redis;
  let store: RedisTaskStore;

  beforeAll(async () => {
    server = await startRedis();
    admin = new Redis(server.url);
    store = await RedisTaskStore.open({ url: server.url, onWarning: () => {} });
  }, 60_000);
  afterAll(async () => {
    await store.close();
    admin.disconnect();
    await server.stop();
  });

  /** By the keys themselves, so that neither buffers nor the allocator's habits count. */
  async function bytesPerTask(): Promise<number> {
    let bytes = 0;
    for (const key of await admin.keys('*')) bytes += (await admin.memory('USAGE', key, 'SAMPLES', 0)) ?? 0;
    return bytes / TASKS;
  }

  async function claimAll(each: (claims: Awaited<ReturnType<RedisTaskStore['claim']>>['tasks']) => Promise<unknown>) {
    for (;;) {
      const { tasks } = await store.claim(POOL, { ...request(250), workerId: `worker-${randomUUID()}` });
      if (tasks.length === 0) return;
      await each(tasks);
    }
  }

  it('keeps a waiting task and a done task within their bounds', async () => {
    await store.submit(POOL, Array.from({ length: TASKS }, typical), 'reuse');
    expect(await bytesPerTask()).toBeLessThan(MOST_WAITING);
    await claimAll(async (tasks) => store.settle(tasks.map(({ claim }) => ({ claim, end: { kind: 'done', result } }))));
    expect(await bytesPerTask()).toBeLessThan(MOST_DONE);
    expect(await admin.keys('*:requests')).toEqual([]);
  }, 60_000);

  it('gives back what removed tasks took, and forgets what claims took whose holders died', async () => {
    await store.submit(POOL, Array.from({ length: 500 }, typical), 'reuse');
    await claimAll(async () => {});
    for (let cursor: string | undefined; ; ) {
      const page = await store.remove(POOL, {}, { limit: 1_000, force: true, ...(cursor !== undefined && { cursor }) });
      cursor = page.cursor;
      if (cursor === undefined) break;
    }
    // Only the pool's number of submissions, its name and the data's identity are left.
    expect((await admin.keys('*')).sort()).toEqual(
      ['{windrow::pools}', '{windrow::store}', `{windrow:${POOL}}:pool`].sort(),
    );
  }, 60_000);

  it('stores a large definition and a large result apart, gives them whole, and leaves nothing of them', async () => {
    const pool = 'large';
    const definition = JSON.stringify({ text: 'ü'.repeat(40_000) });
    const bytes = randomBytes(200_000);
    const id = randomUUID();
    await store.submit(pool, [{ ...typical(), id, definition }, typical()], 'reuse');
    const once = request(2);
    const { tasks } = await store.claim(pool, once);
    expect(tasks.map((one) => one.definition.length > 220)).toEqual([true, false]);
    expect(tasks[0]?.definition).toBe(definition);
    expect((await store.claim(pool, once)).tasks).toEqual(tasks);
    const end = { kind: 'done', result: { kind: 'inline', encoding: 'binary', bytes } } as const;
    await store.settle(tasks.map(({ claim }) => ({ claim, end })));
    const [read] = await store.read(pool, [id], ['definition', 'result']);
    expect([read?.definition, read?.result]).toEqual([definition, { ...end.result, bytes: new Uint8Array(bytes) }]);
    await store.remove(pool, {}, { limit: 10, force: false });
    expect(await admin.keys(`{windrow:${pool}}:task:*`)).toEqual([]);
  }, 30_000);
});
