import { describeExperimentStore, type ExperimentStoreFactory, passServerTime } from '@windrow/testkit';
import { describe, inject } from 'vitest';
import { MlflowExperimentStore } from '../src/index.js';
import { childOf, freshOptions } from './harness.js';

const url = inject('mlflowUrl') ?? '';

const mlflow: ExperimentStoreFactory = async () => {
  const options = freshOptions(url);
  const opened: MlflowExperimentStore[] = [];
  const open = async () => {
    const store = new MlflowExperimentStore(options);
    opened.push(store);
    return store;
  };
  const store = await open();
  return {
    store,
    open,
    advance: (ms) => passServerTime(store, ms),
    child: childOf(options),
    dispose: async () => {
      for (const one of opened) await one.close();
    },
  };
};

describe.skipIf(url === '')('on a real server', () => {
  describeExperimentStore('MlflowExperimentStore', mlflow);
});
