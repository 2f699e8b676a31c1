import { missingServer, startRedis } from '@windrow/test-servers';
import { Redis } from 'ioredis';
import { describe, expect, it } from 'vitest';
import { RedisTaskStore } from '../src/index.js';

describe.skipIf(missingServer('redis') !== undefined)('RedisTaskStore.diagnose on a server of its own', () => {
  it('tells the server, what its settings forget, and when its memory is nearly full', async () => {
    const server = await startRedis({ appendonly: true });
    const client = new Redis(server.url);
    const store = await RedisTaskStore.open({ url: server.url, onWarning: () => {} });
    try {
      const well = await store.diagnose();
      expect(well.map(({ check, state }) => [check, state])).toEqual([
        ['server', 'ok'],
        ['persistence', 'ok'],
      ]);
      await client.config('SET', 'appendonly', 'no');
      await client.config('SET', 'maxmemory-policy', 'allkeys-lru');
      const used = Number(/used_memory:(\d+)/.exec(await client.info('memory'))?.[1]);
      await client.config('SET', 'maxmemory', String(Math.round(used * 1.02)));
      const ill = (await store.diagnose()).filter(({ state }) => state === 'problem');
      expect(ill.map(({ check }) => check)).toEqual(['persistence', 'persistence', 'memory']);
      expect(ill.map(({ advice }) => advice)).toEqual([
        'In the server\'s configuration set it to "yes".',
        'In the server\'s configuration set it to "noeviction".',
        'Raise maxmemory, or let ended tasks retire (the retention setting of the pool).',
      ]);
    } finally {
      await store.close();
      client.disconnect();
      await server.stop();
    }
    await expect(store.diagnose()).rejects.toMatchObject({ code: 'STORE_CLOSED' });
  });
});
