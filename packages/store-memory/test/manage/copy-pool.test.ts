import {
  type Claim,
  copyPool,
  PoolCopyError,
  PoolNotFoundError,
  TaskManager,
  TaskRunningError,
  type TaskStore,
} from '@windrow/core';
import { MemoryArtifactStore, MemoryTaskStore } from '@windrow/store-memory';
import { describe, expect, it } from 'vitest';
import { losesReplies, replaysOnly, stopsAfter } from './broken-store.js';
import { everyStatus, LARGE, replayedViewOf, viewOf, wholeViewOf, withSmallInlineLimit } from './every-status.js';
import { all, ridge, ridges } from './pool-of.js';

describe.each([
  ['whole tasks', (): MemoryTaskStore => new MemoryTaskStore(), (store: TaskStore) => wholeViewOf(store, 'p'), 10],
  [
    'the moves of tasks, where the target takes no whole ones',
    (): MemoryTaskStore => replaysOnly(new MemoryTaskStore()),
    (store: TaskStore) => replayedViewOf(store, 'p'),
    30,
  ],
])('copyPool by %s', (_, target, view, stopsAtLeast) => {
  it('goes on where it was stopped, at every possible place', async () => {
    const from = await everyStatus();
    const wanted = await view(from.store);
    let stops = 0;
    for (let calls = 1; ; calls++) {
      const to = target();
      const artifacts = new MemoryArtifactStore();
      const options = { artifacts: { from: from.artifacts, to: artifacts }, batchSize: 4 };
      const stopped = await copyPool(from.store, stopsAfter(to, calls), 'p', options).catch((error: Error) => error);
      if (!(stopped instanceof Error)) break;
      expect(stopped.message).toBe('stopped');
      stops += 1;
      await copyPool(from.store, to, 'p', options);
      expect(await view(to)).toEqual(wanted);
    }
    expect(stops).toBeGreaterThan(stopsAtLeast);
  });

  it('lets nobody take a waiting task before all are there', async () => {
    const from = await everyStatus();
    await from.manager.configure({ paused: false });
    const to = target();
    const copy = new TaskManager(to, 'p', { codeVersion: false, offers: ['gpu'] });
    const taken: Promise<unknown>[] = [];
    await copyPool(from.store, to, 'p', {
      artifacts: { from: from.artifacts, to: from.artifacts },
      batchSize: 3,
      onProgress: () => taken.push(copy.fetchTask({ filter: { status: 'waiting' } })),
    });
    expect(new Set(await Promise.all(taken))).toEqual(new Set([undefined]));
    expect((await copy.fetchTask())?.definition).toEqual(ridge(8));
  });

  it('is repeated while a store is away, with lost replies', async () => {
    const from = await everyStatus();
    const to = target();
    const artifacts = new MemoryArtifactStore();
    await copyPool(from.store, losesReplies(to), 'p', { artifacts: { from: from.artifacts, to: artifacts } });
    expect(await view(to)).toEqual(await view(from.store));
  });
});

describe('copyPool', () => {
  it('keeps all that a task has: history, times, fence and attempts too; and order and settings', async () => {
    const from = await everyStatus();
    const to = new MemoryTaskStore();
    const artifacts = new MemoryArtifactStore();
    const told: unknown[] = [];
    const report = await copyPool(from.store, to, 'p', {
      artifacts: { from: from.artifacts, to: artifacts },
      batchSize: 5,
      onProgress: (progress) => told.push(progress),
    });
    expect(report).toMatchObject({ copied: 14, artifacts: 1 });
    expect(report.bytes).toBeGreaterThan(LARGE.byteLength);
    expect(told).toEqual([
      { copied: 5, total: 14 },
      { copied: 10, total: 14 },
      { copied: 14, total: 14 },
    ]);
    const copy = new TaskManager(to, 'p', { artifacts, codeVersion: 'v1', onWarning: () => {} });
    expect(await viewOf(copy)).toEqual(await viewOf(from.manager));
    expect(await wholeViewOf(to, 'p')).toEqual(await wholeViewOf(from.store, 'p'));
    expect(await copy.stat()).toEqual(await from.manager.stat());
    expect((await copy.settings()).values).toEqual({ paused: true, maxAttempts: 8 });
    await copy.configure({ paused: false });
    const next = await copy.fetchTask();
    expect(next?.definition).toEqual(ridge(8));
    expect((await copy.createTasks(ridges(12))).created).toBe(0);
  });

  it('copies under another name into the same store, and brings large inline results to an artifact store', async () => {
    const store = new MemoryTaskStore();
    const artifacts = new MemoryArtifactStore();
    const manager = new TaskManager(store, 'p', { codeVersion: false });
    await manager.createTasks(ridge(1));
    await manager.withTask({}, () => new Uint8Array(5_000).fill(3));
    const small = withSmallInlineLimit();
    await expect(copyPool(store, small, 'p')).rejects.toThrow('artifacts: is needed: the result of task');
    await copyPool(store, small, 'p', { artifacts: { from: artifacts, to: artifacts } });
    const [task] = await all(new TaskManager(small, 'p', { artifacts }).query({}, { select: ['result'] }));
    expect(task?.result).toStrictEqual(new Uint8Array(5_000).fill(3));
    await copyPool(store, store, 'p', { toPool: 'q' });
    expect(await new TaskManager(store, 'q').stat()).toMatchObject({ done: 1 });
  });

  it('refuses running tasks, unless forced to copy them as they were before', async () => {
    const { store, manager, artifacts } = await everyStatus();
    await manager.configure({ paused: false });
    const running = await manager.fetchTask();
    const to = new MemoryTaskStore();
    const options = { artifacts: { from: artifacts, to: artifacts } };
    await expect(copyPool(store, to, 'p', options)).rejects.toThrow(TaskRunningError);
    expect(await to.pools()).toEqual([]);
    const asked = await manager.fetchTask();
    await manager.cancel(asked?.id as string);
    await copyPool(store, to, 'p', { ...options, force: true });
    const [copy, stopped] = await to.read('p', [running?.id as string, asked?.id as string], ['history']);
    const { fence = 0, workerId } = running?.claim ?? {};
    expect(copy).toMatchObject({ status: 'waiting', fence: fence + 1, attempts: 1 });
    expect(copy?.history?.attempts.at(-1)).toMatchObject({ workerId, fence, outcome: 'reset' });
    expect(stopped).toMatchObject({ status: 'cancelled', history: { totals: { cancelled: 1 } } });
    // Whoever holds it at the source cannot end it here, also once it runs here.
    const end = { kind: 'done' } as const;
    const held = { ...(running?.claim as Claim), pool: 'p' };
    expect(await to.settle([{ claim: held, end }])).toMatchObject([{ kind: 'lost' }]);
    const copied = new TaskManager(to, 'p', { codeVersion: false });
    expect((await copied.fetchTask())?.claim).toMatchObject({ taskId: running?.id, fence: fence + 2 });
    expect(await to.settle([{ claim: held, end }])).toMatchObject([{ kind: 'lost' }]);
    // Copied again, what runs at the source still is what was copied before, though it ended there at another time.
    const again = new MemoryTaskStore();
    await copyPool(store, again, 'p', { ...options, force: true });
    expect(await copyPool(store, again, 'p', { ...options, force: true })).toMatchObject({ copied: 14 });
  });

  it('says what is in its way', async () => {
    const from = await everyStatus();
    const options = { artifacts: { from: from.artifacts, to: from.artifacts } };
    await expect(copyPool(from.store, from.store, 'p')).rejects.toThrow(
      'toPool: pool "p" cannot be copied onto itself.',
    );
    await expect(copyPool(from.store, new MemoryTaskStore(), 'q')).rejects.toThrow(PoolNotFoundError);
    await expect(copyPool(from.store, new MemoryTaskStore(), 'p', { batchSize: 0 })).rejects.toThrow(
      'batchSize: must be',
    );
    const taken = new MemoryTaskStore();
    await new TaskManager(taken, 'p', { codeVersion: false }).createTasks(ridge(1));
    const fault = await copyPool(from.store, taken, 'p', options).catch((error) => error);
    expect(fault).toBeInstanceOf(PoolCopyError);
    expect(fault.message).toMatch(
      /^Task \S+ cannot be copied into pool "p": the same definition is there as task \S+\. Copy into an empty pool\. The source is as it was\.$/,
    );
    const busy = new MemoryTaskStore();
    await busy.announce(
      {
        workerId: 'w',
        pool: 'p',
        host: 'h',
        pid: 1,
        state: 'idle',
        startedAt: 0,
        held: [],
        routes: [''],
        from: 'waiting',
        rssBytes: 1,
        versions: {},
      },
      60_000,
    );
    await expect(copyPool(from.store, busy, 'p', options)).rejects.toThrow(
      'to: 1 workers are alive in pool "p". Stop them first.',
    );
    const paused = new MemoryTaskStore();
    await paused.configure('p', { paused: true }, 0);
    await expect(copyPool(from.store, paused, 'p', options)).rejects.toThrow(
      'The pool cannot be copied into pool "p": the pool there has settings of its own. Give it the same, or copy into',
    );
    expect(await paused.count('p')).toMatchObject({ waiting: 0, done: 0 });
    const replayed = replaysOnly(new MemoryTaskStore());
    await replayed.configure('p', { paused: true }, 0);
    await from.store.configure('p', { paused: true }, (await from.store.settings('p')).version);
    await expect(copyPool(from.store, replayed, 'p', options)).rejects.toThrow(
      'it stays waiting and does not become done. Somebody else works on that pool, or it is paused',
    );
    await expect(
      copyPool(from.store, new MemoryTaskStore(), 'p', { ...options, signal: AbortSignal.abort(new Error('enough')) }),
    ).rejects.toThrow('enough');
  });

  it('notices when somebody has worked on the copy', async () => {
    const from = await everyStatus();
    const to = new MemoryTaskStore();
    const options = { artifacts: { from: from.artifacts, to: from.artifacts } };
    await copyPool(from.store, to, 'p', options);
    expect(await copyPool(from.store, to, 'p', options)).toMatchObject({ copied: 14, artifacts: 0 });
    const copy = new TaskManager(to, 'p', { codeVersion: false });
    await copy.configure({ paused: false });
    await copy.withTask({}, () => 1);
    await copy.configure({ paused: true });
    await expect(copyPool(from.store, to, 'p', options)).rejects.toThrow(
      'it is done there and waiting here; somebody works on the copy. The source is as it was.',
    );
  });
});
