import { existsSync, mkdirSync, readdirSync, rmSync, truncateSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type ArtifactOwner, collectGarbage, TaskManager } from '@windrow/core';
import { TurnedClock } from '@windrow/testkit';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import {
  artifactBase,
  DATA_ENDING,
  META_ENDING,
  ownerDirectory,
  UPLOAD_ENDING,
} from '../src/artifacts/artifact-paths.js';
import { FileArtifactStore } from '../src/artifacts/file-artifact-store.js';
import { LEFTOVER_MS } from '../src/artifacts/owner-listing.js';
import { openSqliteStore } from '../src/index.js';
import { temporaryDirectory } from './temporary-directory.js';

const directory = temporaryDirectory('leftovers');
afterEach(directory.empty);
afterAll(directory.remove);

const owner: ArtifactOwner = { kind: 'task', storeId: 's', pool: 'p', taskId: 't' };
const home = ownerDirectory(directory.path, owner);

function files(ending: string): readonly string[] {
  return readdirSync(home).filter((file) => file.endsWith(ending));
}

async function read(store: FileArtifactStore, name: string): Promise<Buffer> {
  const pieces: Uint8Array[] = [];
  for await (const piece of store.get(owner, name)) pieces.push(piece);
  return Buffer.concat(pieces);
}

describe('what crashes leave behind', () => {
  it('is found with its owner, and taken away a day later, while artifacts stay', async () => {
    const clock = new TurnedClock();
    const store = new FileArtifactStore({ directory: directory.path, clock });
    await store.put(owner, 'kept', new Uint8Array(10));
    const seconds = clock.now() / 1_000;
    // An upload that died, and bytes whose meta file was never written.
    for (const name of [`0011223344556677${UPLOAD_ENDING}`, `${artifactBase('lost')}.0011223344556677${DATA_ENDING}`]) {
      writeFileSync(join(home, name), new Uint8Array(100));
      utimesSync(join(home, name), seconds, seconds);
    }
    expect((await store.owners({ limit: 5 })).owners).toMatchObject([{ owner, bytes: 210 }]);
    await clock.advance(LEFTOVER_MS + 1);
    expect((await store.owners({ limit: 5 })).owners).toMatchObject([{ owner, bytes: 10 }]);
    expect([...files(UPLOAD_ENDING), ...files(DATA_ENDING)]).toHaveLength(1);
    expect(await read(store, 'kept')).toHaveLength(10);
  });

  it('is found when an owner has nothing else than bytes whose meta file was never written', async () => {
    const store = new FileArtifactStore({ directory: directory.path });
    await store.put(owner, 'lost', new Uint8Array(10));
    rmSync(join(home, files(META_ENDING).find((file) => file !== 'owner.json') ?? ''));
    expect((await store.owners({ limit: 5 })).owners).toMatchObject([{ owner, bytes: 10 }]);
    expect(await store.removeLeftovers(owner, (await store.now()) + 60_000)).toEqual({ count: 1, bytes: 10 });
    expect(existsSync(home)).toBe(false);
  });

  it('is taken away a day later as well when its upload died before it had said whose it is', async () => {
    const clock = new TurnedClock();
    const store = new FileArtifactStore({ directory: directory.path, clock });
    const part = join(home, `0011223344556677${UPLOAD_ENDING}`);
    mkdirSync(home, { recursive: true });
    writeFileSync(part, '{"kind":"ta');
    const seconds = clock.now() / 1_000;
    for (const path of [part, home]) utimesSync(path, seconds, seconds);
    expect((await store.owners({ limit: 5 })).owners).toEqual([]);
    expect(existsSync(part)).toBe(true);
    await clock.advance(LEFTOVER_MS + 1);
    expect((await store.owners({ limit: 5 })).owners).toEqual([]);
    expect(existsSync(home)).toBe(false);
  });

  it('leaves no bytes of what was replaced', async () => {
    const store = new FileArtifactStore({ directory: directory.path });
    for (let i = 0; i < 5; i += 1) await store.put(owner, 'a', new Uint8Array(10 + i));
    expect(files(DATA_ENDING)).toHaveLength(1);
    await store.remove(owner, 'a');
    expect(readdirSync(directory.path).flatMap((shard) => readdirSync(join(directory.path, shard)))).toEqual([]);
  });
});

describe('damage', () => {
  it.each([
    ['bytes that were cut off', (data: string) => truncateSync(data, 5), /ends after 5 of 10 bytes/],
    ['bytes that were added', (data: string) => writeFileSync(data, new Uint8Array(20)), /20 bytes instead of 10/],
    ['bytes that are gone', (data: string) => rmSync(data), /bytes are gone/],
  ])('is found: %s', async (_, damage, message) => {
    const store = new FileArtifactStore({ directory: directory.path });
    await store.put(owner, 'a', new Uint8Array(10));
    damage(join(home, files(DATA_ENDING)[0] ?? ''));
    await expect(read(store, 'a')).rejects.toMatchObject({
      code: 'ARTIFACT_CORRUPT',
      message: expect.stringMatching(message),
    });
  });

  it('is found in what is stored about an artifact', async () => {
    const store = new FileArtifactStore({ directory: directory.path });
    await store.put(owner, 'a', new Uint8Array(10));
    writeFileSync(join(home, `${artifactBase('a')}${META_ENDING}`), '{"half":');
    await expect(store.stat(owner, 'a')).rejects.toMatchObject({ code: 'ARTIFACT_CORRUPT' });
    // A new put repairs it.
    await store.put(owner, 'a', new Uint8Array(3));
    expect(await read(store, 'a')).toHaveLength(3);
  });
});

describe('an upload', () => {
  it('ends with a retryable error when its owner is removed meanwhile', async () => {
    const store = new FileArtifactStore({ directory: directory.path });
    async function* source(): AsyncGenerator<Uint8Array, void> {
      yield new Uint8Array(10);
      await store.remove(owner);
    }
    await expect(store.put(owner, 'a', source())).rejects.toMatchObject({ code: 'STORE_UNAVAILABLE', retryable: true });
    expect(await store.list(owner)).toEqual([]);
  });

  it('can be aborted while its source keeps it waiting', async () => {
    const store = new FileArtifactStore({ directory: directory.path });
    const controller = new AbortController();
    async function* source(): AsyncGenerator<Uint8Array, void> {
      yield new Uint8Array(10);
      controller.abort(new Error('enough'));
      await new Promise(() => {});
    }
    await expect(store.put(owner, 'a', source(), { signal: controller.signal })).rejects.toThrow('enough');
    expect(files(UPLOAD_ENDING)).toEqual([]);
  });

  it('is refused above the limit, and its first bytes are taken away', async () => {
    const store = new FileArtifactStore({ directory: directory.path, maxBytes: 1_000 });
    await expect(store.put(owner, 'a', new Uint8Array(1_001))).rejects.toMatchObject({ code: 'PAYLOAD_TOO_LARGE' });
    expect([...files(UPLOAD_ENDING), ...files(DATA_ENDING)]).toEqual([]);
    expect((await store.put(owner, 'a', new Uint8Array(1_000))).size).toBe(1_000);
  });
});

describe('gc over a task that lives on', () => {
  it('takes what a dead upload has left with it after the grace, tells it, and leaves its result', async () => {
    const clock = new TurnedClock();
    const { tasks, artifacts, close } = await openSqliteStore({ directory: directory.path, clock });
    const manager = new TaskManager(tasks, 'p', { artifacts, codeVersion: false });
    const { ids } = await manager.createTasks([{ large: true }]);
    await manager.withTask({}, () => new Uint8Array(2_000_000));
    const { storeId } = await tasks.identity();
    const task: ArtifactOwner = { kind: 'task', storeId, pool: 'p', taskId: ids[0] as string };
    const part = join(ownerDirectory(join(directory.path, 'artifacts'), task), `0011223344556677${UPLOAD_ENDING}`);
    writeFileSync(part, new Uint8Array(100));
    const seconds = clock.now() / 1_000;
    utimesSync(part, seconds, seconds);
    const gc = (dryRun: boolean) =>
      collectGarbage({ artifacts, taskStores: [tasks], graceMs: 3_600_000, dryRun }).then(({ items }) => items);
    expect(await gc(false)).toEqual([]);
    await clock.advance(3_600_001);
    expect(await gc(true)).toEqual([{ owner: task, unfinished: 1, bytes: 100 }]);
    expect(await gc(false)).toEqual([{ owner: task, unfinished: 1, bytes: 100 }]);
    expect(await gc(false)).toEqual([]);
    expect((await manager.get(ids[0] as string)).result).toHaveLength(2_000_000);
    await close();
  });
});
