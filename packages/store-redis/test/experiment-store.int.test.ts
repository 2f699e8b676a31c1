import { randomUUID } from 'node:crypto';
import { describeExperimentStore, type ExperimentStoreFactory, passServerTime } from '@windrow/testkit';
import { describe, inject } from 'vitest';
import { RedisExperimentStore } from '../src/experiments/redis-experiment-store.js';
import { dropPrefix } from './harness.js';

const url = inject('redisUrl') ?? '';

const redis: ExperimentStoreFactory = async () => {
  const prefix = `e${randomUUID().slice(0, 8)}`;
  const opened: RedisExperimentStore[] = [];
  const open = async () => {
    const store = await RedisExperimentStore.open({ url, prefix, onWarning: () => {} });
    opened.push(store);
    return store;
  };
  const store = await open();
  return {
    store,
    open,
    advance: (ms) => passServerTime(store, ms),
    child: { url: new URL('./child.ts', import.meta.url).href, options: { url, prefix } },
    dispose: async () => {
      for (const one of opened) await one.close();
      await dropPrefix(url, prefix);
    },
  };
};

describe.skipIf(url === '')('on a real server', () => {
  describeExperimentStore('RedisExperimentStore', redis);
});
