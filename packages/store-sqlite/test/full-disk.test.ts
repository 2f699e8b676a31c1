import { spawnSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { WindrowError } from '@windrow/core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openSqliteStore, type SqliteStore } from '../src/index.js';
import { claimRequest, sampleTask } from './sample-task.js';
import { temporaryDirectory } from './temporary-directory.js';

const directory = temporaryDirectory('full');
const SIZE_BYTES = 6 * 1024 * 1024;

function full(error: unknown): boolean {
  return WindrowError.is(error, 'STORE_FULL') && error.retryable;
}

describe('a full disk', () => {
  let mounted = false;

  beforeAll(() => {
    mkdirSync(directory.path);
    const { status } = spawnSync('mount', ['-t', 'tmpfs', '-o', `size=${SIZE_BYTES}`, 'tmpfs', directory.path]);
    mounted = status === 0;
  });
  afterAll(() => {
    // Lazily: a driver may keep files open until their statements are garbage collected.
    if (mounted) spawnSync('umount', ['--lazy', directory.path]);
    directory.remove();
  });

  const ballast = join(directory.path, 'ballast');
  const owner = { kind: 'task', storeId: 's', pool: 'pool', taskId: 't' } as const;
  const kilobyte = JSON.stringify({ filler: 'x'.repeat(1_000) });
  /** Fills what room is left, to the last block. */
  const fillUp = (): void => {
    for (let size = SIZE_BYTES; size >= 1; size = Math.floor(size / 2)) {
      try {
        writeFileSync(`${ballast}-${size}`, new Uint8Array(size));
      } catch {
        // What fitted of it stays, so the rest is smaller now.
      }
    }
  };
  const makeRoom = (): void => {
    for (let size = SIZE_BYTES; size >= 1; size = Math.floor(size / 2)) rmSync(`${ballast}-${size}`, { force: true });
  };
  const submitMany = async (store: SqliteStore, count: number): Promise<unknown> =>
    store.tasks.submit(
      'pool',
      Array.from({ length: count }, () => sampleTask({ definition: kilobyte })),
      'reuse',
    );

  it('is named by every store, what was stored stays, and work goes on once there is room', async (context) => {
    if (!mounted) context.skip('A small file system can be mounted by root only.');
    await using store = await openSqliteStore({ directory: directory.path });
    const kept = sampleTask();
    await store.tasks.submit('pool', [kept], 'reuse');
    await store.artifacts.put(owner, 'kept', new Uint8Array(100).fill(7));
    const { id: experimentId } = await store.experiments.getOrCreate('e');
    const recorder = { id: 'r', name: 'r', status: 'RUNNING', tags: {}, environment: {} } as const;
    await store.experiments.createRecorder(experimentId, recorder);
    fillUp();

    await expect(submitMany(store, 1_000)).rejects.toSatisfy(full);
    await expect(store.artifacts.put(owner, 'kept', new Uint8Array(1_000_000))).rejects.toSatisfy(full);
    await expect(store.artifacts.put(owner, 'new', new Uint8Array(1_000_000))).rejects.toSatisfy(full);
    await expect(store.experiments.logParams('r', { long: 'x'.repeat(1_000_000) })).rejects.toSatisfy(full);

    expect(await store.tasks.count('pool')).toMatchObject({ waiting: 1 });
    const { tasks } = await store.tasks.list('pool', { fields: ['definition'], limit: 10 });
    expect(tasks).toMatchObject([{ id: kept.id, definition: kept.definition }]);
    expect(await store.artifacts.stat(owner, 'kept')).toMatchObject({ size: 100 });
    expect((await store.artifacts.list(owner)).map(({ name }) => name)).toEqual(['kept']);
    for await (const piece of store.artifacts.get(owner, 'kept')) expect(piece).toEqual(new Uint8Array(100).fill(7));
    expect((await store.experiments.getRecorder('r'))?.params).toEqual({});

    makeRoom();
    await submitMany(store, 500);
    expect(await store.tasks.count('pool')).toMatchObject({ waiting: 501 });
    const claimed = await store.tasks.claim('pool', claimRequest());
    expect(claimed.tasks.map(({ claim }) => claim.taskId)).toEqual([kept.id]);
    await store.artifacts.put(owner, 'new', new Uint8Array(10));
  });

  it('keeps what was acknowledged, whichever write is the first without room', async (context) => {
    if (!mounted) context.skip('A small file system can be mounted by root only.');
    makeRoom();
    const pool = 'until-full';
    const acknowledged: string[] = [];
    const first = await openSqliteStore({ directory: directory.path });
    let error: unknown;
    while (error === undefined && acknowledged.length < 50_000) {
      const tasks = Array.from({ length: 100 }, () => sampleTask({ definition: kilobyte }));
      await first.tasks.submit(pool, tasks, 'reuse').then(
        () => acknowledged.push(...tasks.map(({ id }) => id)),
        (reason: unknown) => {
          error = reason;
        },
      );
    }
    expect(full(error)).toBe(true);
    await first.close();
    await using second = await openSqliteStore({ directory: directory.path });
    expect(await second.tasks.count(pool)).toMatchObject({ waiting: acknowledged.length });
    expect(await second.tasks.read(pool, acknowledged, [])).toHaveLength(acknowledged.length);
  });

  it('is named when a directory cannot be made', async (context) => {
    if (!mounted) context.skip('A small file system can be mounted by root only.');
    fillUp();
    await expect(openSqliteStore({ directory: join(directory.path, 'another') })).rejects.toSatisfy((error) =>
      WindrowError.is(error, 'STORE_FULL'),
    );
  });
});
