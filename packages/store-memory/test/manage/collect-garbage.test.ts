import { type ArtifactOwner, type Clock, collectGarbage, TaskManager } from '@windrow/core';
import { MemoryArtifactStore, MemoryExperimentStore, MemoryTaskStore } from '@windrow/store-memory';
import { describe, expect, it } from 'vitest';
import { ridge, ridges } from './pool-of.js';

const LARGE = new Uint8Array(2_000_000);
const isLarge = (value: unknown): boolean => value instanceof Uint8Array && value.byteLength === LARGE.byteLength;
const DAY_MS = 86_400_000;

async function stores() {
  let nowMs = Date.UTC(2020, 0, 1);
  const clock: Clock = { now: () => nowMs };
  const tasks = new MemoryTaskStore({ clock });
  const experiments = new MemoryExperimentStore({ clock });
  const artifacts = new MemoryArtifactStore({ clock });
  const manager = new TaskManager(tasks, 'p', { artifacts, codeVersion: false });
  const { storeId } = await tasks.identity();
  const ownerOf = (taskId: string): ArtifactOwner => ({ kind: 'task', storeId, pool: 'p', taskId });
  const pass = (ms: number): void => {
    nowMs += ms;
  };
  const gc = (options = {}) =>
    collectGarbage({ artifacts, taskStores: [tasks], experimentStores: [experiments], ...options });
  return { tasks, experiments, artifacts, manager, ownerOf, pass, gc };
}

describe('artifact rule 4: gc', () => {
  it('takes what belongs to removed tasks, after the grace', async () => {
    const { manager, artifacts, pass, gc, ownerOf } = await stores();
    const { ids } = await manager.createTasks(ridges(2));
    for (let i = 0; i < 2; i++) await manager.withTask({}, () => LARGE);
    await manager.remove(ids[0] as string);
    expect(await gc()).toMatchObject({ owners: 2, removed: 0 });
    pass(DAY_MS + 1);
    const { size } = (await artifacts.stat(ownerOf(ids[0] as string), 'results/1')) as { size: number };
    expect(await gc()).toEqual({
      owners: 2,
      foreign: 0,
      removed: 1,
      bytes: size,
      items: [{ owner: ownerOf(ids[0] as string), bytes: size }],
    });
    expect(await artifacts.list(ownerOf(ids[0] as string))).toEqual([]);
    expect(isLarge((await manager.get(ids[1] as string)).result)).toBe(true);
  });

  it('a dry run only lists', async () => {
    const { manager, artifacts, pass, gc, ownerOf } = await stores();
    const { ids } = await manager.createTasks(ridge(1));
    await manager.withTask({}, () => LARGE);
    await manager.remove({});
    pass(DAY_MS + 1);
    expect(await gc({ dryRun: true })).toMatchObject({ removed: 1 });
    expect(await artifacts.list(ownerOf(ids[0] as string))).toHaveLength(1);
  });

  it('takes results that a later attempt replaced, never the current one, the step’s, or other artifacts of the task', async () => {
    const { manager, artifacts, pass, gc, ownerOf } = await stores();
    const { ids } = await manager.createTasks(ridge(1));
    const owner = ownerOf(ids[0] as string);
    await manager.withTask({}, () => LARGE);
    await manager.resetStatus(ids, 'waiting');
    await manager.withTask({ commitAs: 'part_done' }, () => LARGE);
    await manager.withTask({ status: 'part_done' }, () => LARGE);
    await artifacts.put(owner, 'logs/1', new Uint8Array(1));
    pass(DAY_MS + 1);
    const before = (await artifacts.list(owner)).map(({ name }) => name);
    expect(before).toHaveLength(4);
    expect(await gc()).toMatchObject({ removed: 1, items: [{ owner, name: 'results/1' }] });
    expect((await artifacts.list(owner)).map(({ name }) => name)).toEqual(
      before.filter((name) => name !== 'results/1'),
    );
    expect(isLarge((await manager.get(ids[0] as string)).stepResult)).toBe(true);
  });

  it('leaves what the running attempt has brought, however long ago', async () => {
    const { manager, pass, gc } = await stores();
    await manager.createTasks(ridge(1));
    const task = await manager.fetchTask({ renew: false });
    const stored = await task?.storeResult(LARGE);
    pass(DAY_MS * 10);
    expect(await gc()).toMatchObject({ removed: 0 });
    expect(await task?.commitStored(stored)).toBe('done');
  });

  it('put and touch refresh', async () => {
    const { manager, artifacts, pass, gc, ownerOf } = await stores();
    const { ids } = await manager.createTasks(ridge(1));
    await manager.withTask({}, () => LARGE);
    await manager.remove({});
    pass(DAY_MS);
    await artifacts.touch(ownerOf(ids[0] as string));
    pass(DAY_MS);
    expect(await gc()).toMatchObject({ removed: 0 });
    pass(1);
    expect(await gc()).toMatchObject({ removed: 1 });
  });

  it('reads the pointer again just before: what was resubmitted under the same id meanwhile stays', async () => {
    const { manager, tasks, pass, gc } = await stores();
    await manager.createTasks(ridge(1));
    await manager.withTask({}, () => LARGE);
    pass(DAY_MS + 1);
    const { read } = tasks;
    let reads = 0;
    tasks.read = async (...call) => (reads++ === 0 ? [] : read.apply(tasks, call));
    expect(await gc()).toMatchObject({ removed: 0 });
    expect(reads).toBe(2);
  });

  it('leaves owners of stores it was not given', async () => {
    const { artifacts, pass, gc } = await stores();
    await artifacts.put({ kind: 'task', storeId: 'other', pool: 'p', taskId: 't' }, 'results/1', new Uint8Array(1));
    await artifacts.put(
      { kind: 'recorder', storeId: 'other', experimentId: 'e', recorderId: 'r' },
      'pred',
      new Uint8Array(1),
    );
    pass(DAY_MS * 10);
    expect(await gc({ graceMs: 0 })).toEqual({ owners: 2, foreign: 2, removed: 0, bytes: 0, items: [] });
  });

  it('takes what belongs to purged recorders; a deleted one can be restored and keeps its own', async () => {
    const { experiments, artifacts, pass, gc } = await stores();
    const { storeId } = await experiments.identity();
    const { id: experimentId } = await experiments.getOrCreate('e');
    const owners: ArtifactOwner[] = [];
    for (const id of ['kept', 'deleted', 'purged']) {
      await experiments.createRecorder(experimentId, { id, name: id, status: 'FINISHED', tags: {}, environment: {} });
      const owner: ArtifactOwner = { kind: 'recorder', storeId, experimentId, recorderId: id };
      await artifacts.put(owner, 'pred', new Uint8Array(5));
      owners.push(owner);
    }
    await experiments.deleteRecorder('deleted');
    await experiments.deleteRecorder('purged');
    await experiments.purgeRecorder('purged');
    pass(DAY_MS + 1);
    expect(await gc()).toMatchObject({ removed: 1, bytes: 5, items: [{ owner: owners[2] }] });
    expect(await artifacts.list(owners[1] as ArtifactOwner)).toHaveLength(1);
  });

  it('says what it needs', async () => {
    const { artifacts, gc } = await stores();
    await expect(collectGarbage({ artifacts })).rejects.toThrow(
      'taskStores: or experimentStores must name a store whose artifacts to look through.',
    );
    await expect(gc({ graceMs: -1 })).rejects.toThrow('graceMs: must be a whole number from 0');
    await expect(gc({ artifacts: {} })).rejects.toThrow('artifacts: must be the artifact store to look through.');
    await expect(gc({ signal: AbortSignal.abort(new Error('enough')) })).rejects.toThrow('enough');
  });
});
