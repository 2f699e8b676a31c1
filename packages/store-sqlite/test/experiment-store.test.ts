import { describeExperimentStore, type ExperimentStoreFactory, TurnedClock } from '@windrow/testkit';
import { SqliteExperimentStore } from '../src/experiments/sqlite-experiment-store.js';
import { temporaryDirectory } from './temporary-directory.js';

const sqlite: ExperimentStoreFactory = async () => {
  const clock = new TurnedClock();
  const directory = temporaryDirectory('experiments');
  const opened: SqliteExperimentStore[] = [];
  const open = async () => {
    const store = await SqliteExperimentStore.open({ directory: directory.path, clock });
    opened.push(store);
    return store;
  };
  return {
    store: await open(),
    open,
    advance: clock.advance,
    child: { url: new URL('./child.ts', import.meta.url).href, options: { directory: directory.path } },
    dispose: async () => {
      for (const store of opened) await store.close();
      directory.remove();
    },
  };
};

describeExperimentStore('SqliteExperimentStore', sqlite);
