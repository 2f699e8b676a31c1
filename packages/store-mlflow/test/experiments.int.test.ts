import { randomUUID } from 'node:crypto';
import { Readable } from 'node:stream';
import { collectGarbage, Experiments, isRecorderRef, TaskManager } from '@windrow/core';
import { MemoryTaskStore } from '@windrow/store-memory';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { type MlflowStores, openMlflow } from '../src/index.js';
import { freshOptions } from './harness.js';

const url = inject('mlflowUrl') ?? '';

describe.skipIf(url === '')('what core does over the MLflow stores', () => {
  let stores: MlflowStores;
  let experiments: Experiments;
  beforeAll(async () => {
    stores = await openMlflow(freshOptions(url));
    experiments = new Experiments(stores.experiments, stores.artifacts);
  });
  afterAll(() => stores?.close());

  it('exports an experiment and imports it again, with what a run of MLflow could not hold', async () => {
    const name = `archived ${randomUUID()}`;
    await experiments.start(name, async (recorder) => {
      await recorder.logParams({ a: { 'b.c': [1, { d: null }] }, long: 'ü'.repeat(7_000) });
      await recorder.logSeries('loss', [
        { step: 3, value: Number.NaN },
        { step: 4, value: Infinity },
      ]);
      await recorder.setTags({ 'mlflow.runName': 'mine', note: 'x'.repeat(9_000) });
      await recorder.saveObject('a', 1n);
      await recorder.saveObject('a/b', new Map([[1, new Date(2)]]));
    });
    const before = await experiments.get(name);
    const pieces: Uint8Array[] = [];
    for await (const piece of before.export()) pieces.push(piece);
    const after = await experiments.import(Readable.from([Buffer.concat(pieces)]), { name: `${name} again` });
    for await (const copy of after.recorders()) {
      expect(copy.opened.params).toEqual({ a: { 'b.c': [1, { d: null }] }, long: 'ü'.repeat(7_000) });
      expect(copy.opened.tags).toEqual({ 'mlflow.runName': 'mine', note: 'x'.repeat(9_000) });
      expect((await copy.metricSeries('loss')).map(({ value }) => value)).toEqual([Number.NaN, Infinity]);
      expect(await copy.loadObject('a')).toBe(1n);
      expect(await copy.loadObject('a/b')).toEqual(new Map([[1, new Date(2)]]));
      return;
    }
    expect.unreachable('the import has no recorder');
  }, 60_000);

  it('purges an experiment with the artifacts of its recorders, deleted ones too', async () => {
    const name = `purged ${randomUUID()}`;
    const refs = [];
    for (const recorder of ['kept', 'deleted']) {
      refs.push(
        await experiments.start(name, async (each) => {
          await each.saveObject('x', recorder);
          return each.ref;
        }),
      );
    }
    const experiment = await experiments.get(name);
    await experiment.deleteRecorder(refs[1]?.recorderId ?? '');
    await experiments.purge({ id: experiment.id });
    const { storeId } = await stores.experiments.identity();
    for (const ref of refs) {
      expect(isRecorderRef(ref)).toBe(true);
      await expect(experiments.open(ref)).rejects.toMatchObject({ code: 'RECORDER_NOT_FOUND' });
      expect(await stores.artifacts.list({ kind: 'recorder', storeId, ...ref })).toEqual([]);
    }
    expect((await stores.artifacts.owners({ limit: 100 })).owners.map(({ owner }) => owner)).not.toContainEqual(
      expect.objectContaining({ experimentId: experiment.id }),
    );
  }, 60_000);

  it('keeps an individually deleted recorder deleted when its experiment comes back', async () => {
    const experiment = await experiments.create(`back ${randomUUID()}`);
    const [kept, deleted] = [await experiment.begin(), await experiment.begin()];
    await experiment.deleteRecorder(deleted.id);
    await experiments.delete({ id: experiment.id });
    expect(await stores.experiments.getRecorder(kept.id)).toMatchObject({ deleted: false });
    await experiments.restore({ id: experiment.id });
    expect(await stores.experiments.getRecorder(kept.id)).toMatchObject({ deleted: false });
    expect(await stores.experiments.getRecorder(deleted.id)).toMatchObject({ deleted: true });
    await Promise.all([kept.end(), deleted.end('FAILED')]);
    expect(await stores.experiments.getRecorder(deleted.id)).toMatchObject({ deleted: true, status: 'FAILED' });
  }, 60_000);

  it('keeps large results of tasks that lie in another store, and lets gc find what is left of removed ones', async () => {
    const store = new MemoryTaskStore();
    const large = store.capabilities.inlineResultBytes + 1;
    const manager = new TaskManager(store, 'large', { artifacts: stores.artifacts, codeVersion: false });
    const { ids } = await manager.createTasks([{ n: 1 }, { n: 2 }]);
    for (let task = await manager.fetchTask(); task !== undefined; task = await manager.fetchTask()) {
      await manager.commitResult(task, 'x'.repeat(large));
    }
    expect((await manager.get(ids[0] as string, { select: ['result'] })).result).toHaveLength(large);
    await manager.remove(ids[1] as string);
    const options = { taskStores: [store], artifacts: stores.artifacts, graceMs: 0 };
    const { storeId } = await store.identity();
    const left = { owner: { kind: 'task', storeId, pool: 'large', taskId: ids[1] } };
    expect((await collectGarbage({ ...options, dryRun: true })).items).toMatchObject([left]);
    expect(await collectGarbage(options)).toMatchObject({ removed: 1 });
    expect(await collectGarbage(options)).toMatchObject({ removed: 0 });
    expect((await manager.get(ids[0] as string, { select: ['result'] })).result).toHaveLength(large);
  }, 60_000);
});
