import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { ownerDirectory, UPLOAD_ENDING } from '../src/artifacts/artifact-paths.js';
import { FileArtifactStore } from '../src/artifacts/file-artifact-store.js';
import type { FileSync } from '../src/file/file-sync.js';
import { connect, openFile, resolveOptions } from '../src/file/open-file.js';
import { openSqliteStore } from '../src/index.js';
import { Child } from './run-child.js';
import { temporaryDirectory } from './temporary-directory.js';

const directory = temporaryDirectory('durability');
afterEach(directory.empty);
afterAll(directory.remove);

describe('what was acknowledged outlives SIGKILL', () => {
  it.each(['process', 'power-loss'] as const)(
    'with durability %j',
    async (durability) => {
      const child = new Child('commit-and-wait.ts', [directory.path, durability]);
      const taskId = (await child.line()).replace('done ', '');
      expect(await child.line()).toBe('logged');
      expect(await child.line()).toBe('put');
      expect(await child.line()).toBe('half-way through an upload');
      await child.kill();

      await using store = await openSqliteStore({ directory: directory.path, durability });
      const [task] = await store.tasks.read('pool', [taskId], ['result']);
      expect(task).toMatchObject({ status: 'done', result: { bytes: new Uint8Array([1, 2, 3]) } });
      expect(await store.tasks.count('pool')).toMatchObject({ done: 1, waiting: 1, running: 0 });
      expect((await store.experiments.getRecorder('r'))?.metrics).toEqual({ loss: 0.25 });
      const owner = { kind: 'task', storeId: 's', pool: 'pool', taskId } as const;
      const bytes: Uint8Array[] = [];
      for await (const piece of store.artifacts.get(owner, 'model')) bytes.push(piece);
      expect(Buffer.concat(bytes)).toEqual(Buffer.from([1, 2, 3]));
      // The upload that died is a leftover of its owner, which gc finds.
      const files = readdirSync(ownerDirectory(join(directory.path, 'artifacts'), owner));
      expect(files.filter((file) => file.endsWith(UPLOAD_ENDING))).toHaveLength(1);
      const { owners } = await store.artifacts.owners({ limit: 10 });
      expect(owners).toMatchObject([{ owner, bytes: 1_000_003 }]);
    },
    60_000,
  );
});

describe('what is forced to the disk', () => {
  /** Notes every call, and makes it. */
  function noting(): { readonly calls: string[]; readonly sync: FileSync } {
    const calls: string[] = [];
    return {
      calls,
      sync: {
        file: async (handle) => {
          calls.push('file');
          await handle.sync();
        },
        directory: (path) => {
          calls.push(path.slice(directory.path.length).replace(/-[0-9a-f]{32}/, ''));
        },
      },
    };
  }

  it.each([
    ['process', 1],
    ['power-loss', 2],
  ] as const)('sets SQLite to write through as %j asks for', async (durability, synchronous) => {
    const options = resolveOptions({ directory: directory.path, durability });
    for (const connection of [await openFile(options), await connect(options)]) {
      expect(connection.prepare('PRAGMA synchronous').get()).toEqual({ synchronous });
      expect(connection.prepare('PRAGMA journal_mode').get()).toEqual({ journal_mode: 'wal' });
      connection.close();
    }
  });

  it('forces the directory of a new database', async () => {
    const { calls, sync } = noting();
    const options = { ...resolveOptions({ directory: directory.path, durability: 'power-loss' }), sync };
    (await openFile(options)).close();
    expect(calls).toEqual(['']);
    (await openFile(options)).close();
    expect(calls).toEqual(['']);
  });

  it('forces an artifact before it gets its name, and then the directories that name it', async () => {
    const { calls, sync } = noting();
    const store = new FileArtifactStore({ directory: directory.path, durability: 'power-loss', sync });
    const owner = { kind: 'recorder', storeId: 's', experimentId: 'e', recorderId: 'r' } as const;
    calls.length = 0;
    await store.put(owner, 'a', new Uint8Array(10));
    // The root names the shard, the shard names the owner; then the bytes; then what the owner's directory names.
    expect(calls.map((call) => call.replace(/\/[0-9a-f]{2}/, '/hh'))).toEqual(['', '/hh', 'file', '/hh/recorder-r']);
    calls.length = 0;
    await store.put(owner, 'a', new Uint8Array(20));
    expect(calls.map((call) => call.replace(/\/[0-9a-f]{2}/, '/hh'))).toEqual(['file', '/hh/recorder-r']);
  });
});
