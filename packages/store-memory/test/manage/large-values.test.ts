import {
  ArtifactCorruptError,
  ArtifactMissingError,
  StoreUnavailableError,
  TaskManager,
  type TaskView,
} from '@windrow/core';
import { MemoryArtifactStore, MemoryTaskStore } from '@windrow/store-memory';
import { describe, expect, it } from 'vitest';
import { all, ridge, ridges } from './pool-of.js';

const LARGE = new Float64Array(200_000).map((_, i) => i);

/** `toStrictEqual` takes seconds for so many numbers. */
function expectLarge(value: unknown): void {
  expect(value).toBeInstanceOf(Float64Array);
  expect(Buffer.from((value as Float64Array).buffer).equals(Buffer.from(LARGE.buffer))).toBe(true);
}

async function poolWithArtifacts() {
  const store = new MemoryTaskStore();
  const artifacts = new MemoryArtifactStore();
  const manager = new TaskManager(store, 'p', { artifacts, codeVersion: false, workerId: 'w' });
  const { storeId } = await store.identity();
  const owner = (taskId: string) => ({ kind: 'task', storeId, pool: 'p', taskId }) as const;
  const held = async () => {
    const task = await manager.fetchTask({ renew: false });
    if (task === undefined) throw new Error('the pool is empty');
    return task;
  };
  return { store, artifacts, manager, owner, held };
}

describe('rule 10: a value past the inline limit goes to the artifact store by itself', () => {
  it('and comes back as what it was; what is small stays inline', async () => {
    const { manager, artifacts, owner } = await poolWithArtifacts();
    const { ids } = await manager.createTasks(ridges(2));
    await manager.withTask({}, () => ({ prediction: LARGE, at: new Date(0) }));
    await manager.withTask({}, () => new Float64Array(3));
    const [large, small] = ids as [string, string];
    expect((await artifacts.list(owner(large))).map(({ name }) => name)).toEqual(['results/1']);
    expect(await artifacts.list(owner(small))).toEqual([]);
    const [queried] = await all(manager.query({ id: large }, { select: ['result'] }));
    for (const { result } of [await manager.get(large), queried as TaskView]) {
      const { prediction, at } = result as { prediction: unknown; at: unknown };
      expectLarge(prediction);
      expect(at).toStrictEqual(new Date(0));
    }
  });

  it('also between two steps', async () => {
    const { manager, held } = await poolWithArtifacts();
    await manager.createTasks(ridge(1));
    await (await held()).commit(LARGE, { status: 'part_done' });
    const second = await manager.fetchTask({ status: 'part_done', renew: false });
    expectLarge(await second?.stepResult());
    await second?.commit(LARGE.map((x) => -x));
    const task = await manager.get(second?.id as string);
    expectLarge(task.stepResult);
    expect((task.result as Float64Array)[5]).toBe(-5);
  });

  it('bytes first, pointer by the fenced commit: an attempt that lost its claim changes nothing', async () => {
    const { manager, held } = await poolWithArtifacts();
    await manager.createTasks(ridge(1));
    const slow = await held();
    await manager.resetWaiting();
    const quick = await held();
    await quick.commit(LARGE);
    await expect(slow.commit(LARGE.map(() => -1))).rejects.toThrow('commit was refused, nothing was written');
    expectLarge((await manager.get(quick.id)).result);
  });

  it('a commit whose artifact is gone or another is refused, and the task is still held', async () => {
    const { manager, artifacts, owner, held } = await poolWithArtifacts();
    await manager.createTasks(ridge(1));
    const task = await held();
    const stored = await task.storeResult(LARGE);
    await artifacts.remove(owner(task.id));
    const fault = await task.commitStored(stored).catch((error) => error);
    expect(fault).toBeInstanceOf(ArtifactMissingError);
    expect(fault.message).toBe(
      `task ${task.id} of pool "p" has no artifact "results/1". List its artifacts to see what is there.`,
    );
    await artifacts.put(owner(task.id), 'results/1', new Uint8Array(3));
    await expect(task.commitStored(stored)).rejects.toThrow(ArtifactCorruptError);
    expect(await manager.stat()).toMatchObject({ running: 1 });
    await task.storeResult(LARGE);
    expect(await task.commitStored(stored)).toBe('done');
  });

  it('repeats the upload and the commit while a store is away', async () => {
    const { manager, store, artifacts, held } = await poolWithArtifacts();
    await manager.createTasks(ridge(1));
    const task = await held();
    const { put } = artifacts;
    const { settle } = store;
    let lost = 2;
    artifacts.put = async (...call) => {
      const info = await put.apply(artifacts, call);
      if (lost-- > 1) throw new StoreUnavailableError('memory', 'put', 'the reply was lost');
      return info;
    };
    store.settle = async (...call) => {
      const outcomes = await settle.apply(store, call);
      if (lost-- > 0) throw new StoreUnavailableError('memory', 'settle', 'the reply was lost');
      return outcomes;
    };
    expect(await task.commit(LARGE)).toBe('done');
    expect((await manager.get(task.id)).history?.totals).toEqual({ done: 1 });
  });

  it('says which artifact store it needs, and when the bytes are not what was stored', async () => {
    const { manager, store, artifacts, owner, held } = await poolWithArtifacts();
    await manager.createTasks(ridge(1));
    const task = await held();
    await task.commit(LARGE);
    const without = new TaskManager(store, 'p');
    await expect(without.get(task.id)).rejects.toThrow(
      `TaskManager.artifacts: is needed: the result of task ${task.id} of pool "p" lies in an artifact store.`,
    );
    expect((await without.get(task.id, { select: ['definition'] })).status).toBe('done');
    await artifacts.put(owner(task.id), 'results/1', new Uint8Array(3));
    await expect(manager.get(task.id)).rejects.toThrow('it holds other bytes than the result points at');
    await artifacts.remove(owner(task.id));
    await expect(manager.get(task.id)).rejects.toThrow(ArtifactMissingError);
  });

  it('past the hard limit is refused before any I/O', async () => {
    const store = new MemoryTaskStore();
    const artifacts = new MemoryArtifactStore({ maxBytes: 1_200_000 });
    const manager = new TaskManager(store, 'p', { artifacts, codeVersion: false });
    await manager.createTasks(ridge(1));
    const task = await manager.fetchTask({ renew: false });
    artifacts.put = async () => {
      throw new Error('the artifact store was asked');
    };
    await expect(task?.commit(LARGE)).rejects.toThrow('has 1600060 bytes, the limit is 1200000.');
    expect(await task?.commit('small')).toBe('done');
  });
});
