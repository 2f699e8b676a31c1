import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ArtifactStore, createContainer, ExperimentStore, TaskStore } from '@windrow/core';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { sqliteStore } from './sqlite-store.js';

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'sqlite-store-'));
});
afterEach(() => rm(directory, { recursive: true, force: true }));

describe('sqliteStore', () => {
  it('binds all three stores of one directory and closes them with the container', async () => {
    const app = await createContainer(sqliteStore({ directory }));
    const stores = [app.get(TaskStore), app.get(ExperimentStore), app.get(ArtifactStore)];
    await app.close();
    for (const store of stores) await expect(store.now()).rejects.toMatchObject({ code: 'STORE_CLOSED' });
  });

  it('fails while the container is created when the path is no directory', async () => {
    const path = join(directory, 'file');
    await writeFile(path, 'text');
    await expect(createContainer(sqliteStore({ directory: path }))).rejects.toMatchObject({
      code: 'STORE_CONFIGURATION',
    });
  });
});
