import { describeExperimentStore, type ExperimentStoreFactory, passServerTime } from '@windrow/testkit';
import { describe, inject } from 'vitest';
import { MongoExperimentStore } from '../src/index.js';
import { EXEC_ARGV, freshDatabase } from './harness.js';

const url = inject('mongoUrl') ?? '';

const mongo: ExperimentStoreFactory = async () => {
  const { database, drop } = await freshDatabase(url);
  const opened: MongoExperimentStore[] = [];
  const open = async () => {
    const store = await MongoExperimentStore.open({ url, database });
    opened.push(store);
    return store;
  };
  const store = await open();
  return {
    store,
    open,
    advance: (ms) => passServerTime(store, ms),
    child: { url: new URL('./child.ts', import.meta.url).href, options: { url, database }, execArgv: EXEC_ARGV },
    dispose: async () => {
      for (const one of opened) await one.close();
      await drop();
    },
  };
};

describe.skipIf(url === '')('on a real server', () => {
  describeExperimentStore('MongoExperimentStore', mongo);
});
