import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type ArtifactStoreFactory, describeArtifactStore, TurnedClock } from '@windrow/testkit';
import { artifactBase, DATA_ENDING, ownerDirectory } from '../src/artifacts/artifact-paths.js';
import { FileArtifactStore } from '../src/artifacts/file-artifact-store.js';
import { temporaryDirectory } from './temporary-directory.js';

const files: ArtifactStoreFactory = async () => {
  const clock = new TurnedClock();
  const directory = temporaryDirectory('artifacts');
  const open = async () => new FileArtifactStore({ directory: directory.path, clock });
  return {
    store: await open(),
    open,
    advance: clock.advance,
    corrupt: async (owner, name) => {
      const at = ownerDirectory(directory.path, owner);
      const file = readdirSync(at).find((each) => each.startsWith(artifactBase(name)) && each.endsWith(DATA_ENDING));
      const path = join(at, file ?? 'not there');
      const bytes = readFileSync(path);
      bytes[bytes.length >> 1] = (bytes[bytes.length >> 1] ?? 0) ^ 1;
      writeFileSync(path, bytes);
    },
    child: { url: new URL('./child.ts', import.meta.url).href, options: { directory: directory.path } },
    dispose: async () => directory.remove(),
  };
};

describeArtifactStore('FileArtifactStore', files);
