import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type ArtifactOwner, TaskManager } from '@windrow/core';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type OpenedStores, openPlace, type Place } from '../store/open-place.js';
import { overriding } from '../store/overriding.js';
import { checkBytes } from './check-bytes.js';
import { strayBytes } from './stray-bytes.js';

let place: Extract<Place, { kind: 'sqlite' }>;
let stores: OpenedStores;
let owner: ArtifactOwner;
beforeEach(async () => {
  place = { kind: 'sqlite', directory: await mkdtemp(join(tmpdir(), 'windrow-bytes-')) };
  stores = await openPlace(place);
  const manager = new TaskManager(stores.tasks, 'chaos', { artifacts: stores.artifacts, codeVersion: false });
  const { ids } = await manager.createTasks([{ large: true }]);
  await manager.withTask({}, () => new Uint8Array(500_000));
  const { storeId } = await stores.tasks.identity();
  owner = { kind: 'task', storeId, pool: 'chaos', taskId: ids[0] as string };
});
afterEach(async () => {
  await stores.close();
  await rm(place.directory, { recursive: true });
});

describe('the checker of bytes', () => {
  it('finds nothing wrong when gc has taken what nothing points at', async () => {
    await stores.artifacts.put(owner, 'results/9', new Uint8Array(10));
    expect(await checkBytes(stores)).toEqual({ collected: 1, collectedBytes: 10, violations: [] });
    expect(await strayBytes(place)).toEqual([]);
  });

  it('finds an artifact that nothing points at and that gc leaves', async () => {
    await stores.artifacts.put(owner, 'scratch', new Uint8Array(10));
    expect((await checkBytes(stores)).violations.join()).toMatch(/nothing points at scratch of/);
  });

  it('finds bytes that an owner holds besides its artifacts', async () => {
    const artifacts = overriding(stores.artifacts, {
      owners: async () => ({ owners: [{ owner, touchedAt: 0, bytes: 777_777 }] }),
    });
    const blind = { ...stores, artifacts };
    expect((await checkBytes(blind)).violations.join()).toMatch(/holds 777777 bytes, its artifacts have/);
  });

  it('finds files that the store itself does not see', async () => {
    const part = join(place.directory, 'artifacts', 'lost.part');
    await writeFile(part, 'x');
    expect(await strayBytes(place)).toEqual([part]);
  });
});
