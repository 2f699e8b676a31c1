import { type ArtifactStoreFactory, describeArtifactStore, passServerTime } from '@windrow/testkit';
import { describe, inject } from 'vitest';
import { ArtifactServer } from '../src/artifacts/artifact-server.js';
import { OwnerShelf } from '../src/artifacts/owner-shelf.js';
import { MlflowConnection } from '../src/connection/mlflow-connection.js';
import { Runs } from '../src/connection/runs.js';
import { MlflowArtifactStore } from '../src/index.js';
import { childOf, freshOptions } from './harness.js';

const url = inject('mlflowUrl') ?? '';

const mlflow: ArtifactStoreFactory = async () => {
  const options = freshOptions(url);
  const opened: MlflowArtifactStore[] = [];
  const open = async () => {
    const store = new MlflowArtifactStore(options);
    opened.push(store);
    return store;
  };
  const store = await open();
  return {
    store,
    open,
    advance: (ms) => passServerTime(store, ms),
    corrupt: async (owner, name) => {
      const connection = new MlflowConnection(options);
      const shelf = await OwnerShelf.read(new Runs(connection), new ArtifactServer(connection), owner);
      const file = `${url}/api/2.0/mlflow-artifacts/artifacts/${shelf.locate(name)?.path}`;
      const bytes = Buffer.from(await (await fetch(file)).arrayBuffer());
      bytes[bytes.length >> 1] = (bytes[bytes.length >> 1] ?? 0) ^ 1;
      await fetch(file, { method: 'PUT', body: bytes });
    },
    child: childOf(options),
    dispose: async () => {
      for (const one of opened) await one.close();
    },
  };
};

describe.skipIf(url === '')('on a real server', () => {
  describeArtifactStore('MlflowArtifactStore', mlflow);
});
