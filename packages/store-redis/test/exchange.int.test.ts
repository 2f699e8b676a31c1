import { randomUUID } from 'node:crypto';
import type { Claim, Settlement } from '@windrow/core';
import { missingServer, type PrivateServer, startRedis } from '@windrow/test-servers';
import { Redis } from 'ioredis';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { RedisTaskStore } from '../src/tasks/redis-task-store.js';
import { request, task } from './sample-tasks.js';

const done = (text: string): Settlement => ({
  kind: 'done',
  result: { kind: 'inline', encoding: 'text', bytes: Buffer.from(text) },
});
describe.skipIf(missingServer('redis') !== undefined)('ends and a claim in one turn of the event loop', () => {
  let server: PrivateServer;
  let client: Redis;
  let store: RedisTaskStore;
  let pool: string;
  /** What the server was asked since it was forgotten. */
  let asked: string[];

  beforeAll(async () => {
    server = await startRedis();
    client = new Redis(server.url);
    store = await RedisTaskStore.open({ client, onWarning: () => {} });
    const call = client.call.bind(client) as (...words: unknown[]) => Promise<unknown>;
    vi.spyOn(client, 'call').mockImplementation(((...words: [string, unknown]) => {
      asked.push(words[0]);
      return call(...words);
    }) as typeof client.call);
  }, 60_000);
  afterAll(async () => {
    await store.close();
    client.disconnect();
    await server.stop();
  });
  beforeEach(() => {
    pool = `pool-${randomUUID()}`;
    asked = [];
  });

  async function held(count: number): Promise<readonly Claim[]> {
    const { tasks } = await store.claim(pool, request(count));
    return tasks.map(({ claim }) => claim);
  }

  it('are one script, and each caller gets its own answer (rules 2 and 6)', async () => {
    const tasks = Array.from({ length: 6 }, () => task());
    await store.submit(pool, tasks, 'reuse');
    const claims = await held(3);
    asked = [];
    const [first, claimed, others] = await Promise.all([
      store.settle([{ claim: claims[0] as Claim, end: done('a') }]),
      store.claim(pool, request(2)),
      store.settle([
        { claim: { ...(claims[1] as Claim), fence: 7 }, end: done('stale') },
        { claim: claims[2] as Claim, end: done('c') },
      ]),
    ]);
    expect(asked).toEqual(['EVALSHA']);
    expect(first).toEqual([{ kind: 'settled', status: 'done', repeated: false }]);
    expect(claimed.tasks.map(({ claim }) => claim.taskId)).toEqual([tasks[3]?.id, tasks[4]?.id]);
    expect(others).toMatchObject([{ kind: 'lost', current: { status: 'running', fence: 1 } }, { kind: 'settled' }]);
    expect(await store.count(pool)).toMatchObject({ done: 2, running: 3, waiting: 1 });
    const [read] = await store.read(pool, [tasks[2]?.id ?? ''], ['result']);
    expect(read?.result).toEqual({ kind: 'inline', encoding: 'text', bytes: new Uint8Array(Buffer.from('c')) });
  });

  it('can be repeated, together and alone, when the answer was lost (rule 8)', async () => {
    await store.submit(pool, [task(), task()], 'reuse');
    const [claim] = (await held(1)) as [Claim];
    const again = request();
    const both = () => Promise.all([store.settle([{ claim, end: done('a') }]), store.claim(pool, again)]);
    const [, first] = await both();
    const [ended, second] = await both();
    expect(ended).toEqual([{ kind: 'settled', status: 'done', repeated: true }]);
    expect(second.tasks).toEqual(first.tasks);
    expect((await store.claim(pool, again)).tasks).toEqual(first.tasks);
    expect(await store.count(pool)).toMatchObject({ done: 1, running: 1 });
  });

  it('of different pools are asked apart', async () => {
    const other = `pool-${randomUUID()}`;
    await store.submit(pool, [task()], 'reuse');
    await store.submit(other, [task()], 'reuse');
    asked = [];
    const both = await Promise.all([store.claim(pool, request()), store.claim(other, request())]);
    expect(asked).toEqual(['EVALSHA', 'EVALSHA']);
    expect(both.map(({ tasks }) => tasks[0]?.claim.pool)).toEqual([pool, other]);
  });

  it('fail each for itself on a full server', async () => {
    await store.submit(pool, [task(), task()], 'reuse');
    const [claim] = (await held(1)) as [Claim];
    await client.config('SET', 'maxmemory', '1');
    try {
      const [ended, claimed] = await Promise.allSettled([
        store.settle([{ claim, end: done('a') }]),
        store.claim(pool, request()),
      ]);
      expect(ended).toMatchObject({ status: 'rejected', reason: { code: 'STORE_FULL' } });
      expect(claimed).toMatchObject({ status: 'fulfilled', value: { tasks: [{ attempt: 1 }] } });
    } finally {
      await client.config('SET', 'maxmemory', '0');
    }
    expect(await store.settle([{ claim, end: done('a') }])).toMatchObject([{ status: 'done', repeated: false }]);
  });
});
