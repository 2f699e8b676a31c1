import { hostname } from 'node:os';
import { Experiments, type Filter, type Recorder } from '@windrow/core';
import { describe, expect, it } from 'vitest';
import { MemoryArtifactStore, MemoryExperimentStore } from '../../src/index.js';

async function all<T>(values: AsyncIterable<T>): Promise<T[]> {
  const found: T[] = [];
  for await (const value of values) found.push(value);
  return found;
}

const names = async (recorders: AsyncIterable<Recorder>): Promise<string[]> =>
  (await all(recorders)).map(({ name }) => name);

function setUp() {
  const store = new MemoryExperimentStore();
  const artifacts = new MemoryArtifactStore();
  return { store, artifacts, experiments: new Experiments(store, artifacts, { retries: 0 }) };
}

describe('experiments.start (`R.start`)', () => {
  it('gives what the run returns, and a FINISHED recorder', async () => {
    const { experiments } = setUp();
    const ref = await experiments.start('rolling', async (recorder) => {
      expect(await recorder.status()).toBe('RUNNING');
      await recorder.logParams({ a: 1 });
      return recorder.ref;
    });
    const recorder = await experiments.open(JSON.parse(JSON.stringify(ref)) as typeof ref);
    const { status, startedAt, endedAt } = await recorder.info();
    expect([status, typeof startedAt, typeof endedAt]).toEqual(['FINISHED', 'number', 'number']);
    expect((await experiments.get('rolling')).id).toBe(ref.experimentId);
  });

  it('marks a run that throws FAILED, keeps what it wrote, and throws the same', async () => {
    const { experiments } = setUp();
    const fault = new Error('the run broke');
    const run = experiments.start('e', async (recorder) => {
      await recorder.logMetrics({ loss: 1 });
      throw fault;
    });
    await expect(run).rejects.toBe(fault);
    const [recorder] = await all((await experiments.get('e')).recorders());
    expect(await recorder?.info()).toMatchObject({ status: 'FAILED', metrics: { loss: 1 }, unflushed: [] });
  });

  it('makes one experiment for fifty who start at once', async () => {
    const { experiments } = setUp();
    const ids = await Promise.all(
      Array.from({ length: 50 }, () => experiments.start('new', (recorder) => recorder.experimentId)),
    );
    expect(new Set(ids).size).toBe(1);
    expect(await all(experiments.list())).toHaveLength(1);
    expect(await all((await experiments.get('new')).recorders())).toHaveLength(50);
  });

  it('captures code and machine, and no environment variable', async () => {
    const { experiments } = setUp();
    process.env['WINDROW_TEST_SECRET'] = 'swordfish';
    try {
      const recorder = await experiments.begin('e', { environment: { queue: 'long' } });
      const { environment } = await recorder.info();
      expect(environment).toMatchObject({
        commit: expect.stringMatching(/^[0-9a-f]{40}$/),
        host: hostname(),
        versions: { node: process.versions.node, windrow: expect.stringMatching(/^\d+\.\d+\.\d+/) },
        queue: 'long',
      });
      expect(typeof environment['dirty']).toBe('boolean');
      expect(JSON.stringify(environment)).not.toContain('swordfish');
    } finally {
      delete process.env['WINDROW_TEST_SECRET'];
    }
  });

  it.each(['', '   '])('refuses the name %j', async (name) => {
    await expect(setUp().experiments.create(name)).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' });
  });
});

describe('statuses', () => {
  it('go from SCHEDULED to RUNNING to an end, and back by resuming (`R.start(recorder_id, resume=True)`)', async () => {
    const { experiments } = setUp();
    const scheduled = await experiments.begin('e', { status: 'SCHEDULED' });
    expect(await scheduled.status()).toBe('SCHEDULED');
    const running = await experiments.resume(scheduled.id);
    expect([running.id, await running.status()]).toEqual([scheduled.id, 'RUNNING']);
    await running.end('FAILED');
    await expect(running.end('FINISHED')).rejects.toMatchObject({ code: 'RECORDER_STATUS', found: 'FAILED' });
    const again = await experiments.resume(running.ref);
    await again.end();
    expect(await again.end()).toMatchObject({ status: 'FINISHED' });
    await expect(experiments.resume('nobody')).rejects.toMatchObject({ code: 'RECORDER_NOT_FOUND' });
    await expect(experiments.open('nobody')).rejects.toMatchObject({ code: 'RECORDER_NOT_FOUND' });
  });

  it('are left alone by opening, which can still add a tag or an object', async () => {
    const { experiments } = setUp();
    const ref = await experiments.start('e', ({ ref: own }) => own);
    const opened = await experiments.open(ref);
    await opened.setTags({ online: true });
    await opened.saveObject('late', 1);
    expect([await opened.status(), await opened.listTags(), await opened.loadObject('late')]).toEqual([
      'FINISHED',
      { online: true },
      1,
    ]);
  });

  it('follow the fence of the task: an older attempt can write nothing more', async () => {
    const { experiments } = setUp();
    const task = { storeId: 's', pool: 'p', taskId: 't', fence: 1 };
    const first = await experiments.begin('e', { task });
    await first.logMetrics({ loss: 1 });
    await first.flush();
    const second = await experiments.resume(first.ref, { fence: 2 });
    for (const write of [
      () => first.logParams({ a: 1 }),
      () => first.setTags({ a: 1 }),
      () => first.deleteTags('a'),
      () => first.end(),
    ]) {
      await expect(write()).rejects.toMatchObject({ code: 'RECORDER_FENCED', fence: 1, currentFence: 2 });
    }
    await first.logMetrics({ loss: 2 });
    await expect(first.flush()).rejects.toMatchObject({ code: 'RECORDER_FENCED' });
    await expect(first.logMetrics({ loss: 3 })).rejects.toMatchObject({ code: 'RECORDER_FENCED' });
    expect(await second.end()).toMatchObject({ status: 'FINISHED', task: { ...task, fence: 2 }, metrics: { loss: 1 } });
  });
});

describe('finding (`R.list_experiments`, `list_recorders`, `search_records`)', () => {
  async function filled(): Promise<Experiments> {
    const { experiments } = setUp();
    for (const [name, alpha, ic, best] of [
      ['a', 1, 0.1, true],
      ['b', 2, 0.4, false],
      ['c', 3, 0.3, true],
    ] as const) {
      const experiment = name === 'c' ? 'two' : 'one';
      const run = async (recorder: Recorder): Promise<void> => {
        await recorder.logParams({ model: { alpha } });
        await recorder.logMetrics({ ic });
        await recorder.setTags({ best });
      };
      await experiments.start(experiment, run, { recorder: name });
    }
    await experiments.begin('one', { recorder: 'd' });
    return experiments;
  }

  it('lists the recorders of an experiment by params, tags, metrics, status and name', async () => {
    const experiment = await (await filled()).get('one');
    const found = (filter?: Filter) => names(experiment.recorders(filter));
    expect(await found()).toEqual(['a', 'b', 'd']);
    expect(await found({ 'params.model.alpha': { $gte: 2 } })).toEqual(['b']);
    expect(await found({ 'metrics.ic': { $lt: 0.2 } })).toEqual(['a']);
    expect(await found({ $or: [{ 'tags.best': true }, { name: 'b' }] })).toEqual(['a', 'b']);
    expect(await names(experiment.recorders({ 'tags.best': true }, { status: 'FINISHED' }))).toEqual(['a']);
    expect(await names(experiment.recorders(undefined, { status: ['RUNNING', 'FAILED'] }))).toEqual(['d']);
    expect(await names(experiment.recorders(undefined, { limit: 2 }))).toEqual(['a', 'b']);
    const wrong = all(experiment.recorders({ $where: 'true' } as Filter));
    await expect(wrong).rejects.toMatchObject({ code: 'INVALID_FILTER' });
  });

  it('searches all living experiments, or those named', async () => {
    const experiments = await filled();
    const best = { 'tags.best': true };
    expect(await names(experiments.search(best))).toEqual(['a', 'c']);
    expect(await names(experiments.search(best, { experiments: ['two'] }))).toEqual(['c']);
    expect(await names(experiments.search(undefined, { experiments: ['two', 'one'], limit: 2 }))).toEqual(['c', 'a']);
    await experiments.delete('two');
    expect(await names(experiments.search(best))).toEqual(['a']);
    const gone = all(experiments.search(best, { experiments: ['two'] }));
    await expect(gone).rejects.toMatchObject({ code: 'EXPERIMENT_NOT_FOUND' });
  });

  it('lists more recorders than a page holds, with no cap', async () => {
    const { store, experiments } = setUp();
    const { id } = await experiments.create('many');
    for (let at = 0; at < 1_203; at += 1) {
      await store.createRecorder(id, { id: `r${at}`, name: `${at}`, status: 'RUNNING', tags: {}, environment: {} });
    }
    expect(await names((await experiments.get('many')).recorders())).toHaveLength(1_203);
    expect(await names(experiments.search(undefined, { limit: 700 }))).toHaveLength(700);
  });
});

describe('deleting (`R.delete_exp`, `R.delete_recorder`)', () => {
  it('hides an experiment, frees its name, and brings it back', async () => {
    const { experiments } = setUp();
    const first = await experiments.create('e');
    await experiments.delete('e');
    await expect(experiments.get('e')).rejects.toMatchObject({ code: 'EXPERIMENT_NOT_FOUND' });
    expect((await all(experiments.list({ deleted: true }))).map(({ id }) => id)).toEqual([first.id]);
    const second = await experiments.create('e');
    await expect(experiments.restore(first)).rejects.toMatchObject({
      code: 'EXPERIMENT_NAME_TAKEN',
      takenBy: second.id,
    });
    await second.rename('other');
    expect((await experiments.restore(first)).name).toBe('e');
    expect((await all(experiments.list())).map(({ name }) => name).sort()).toEqual(['e', 'other']);
  });

  it('hides a recorder, brings it back, and deletes it for good with all it keeps', async () => {
    const { artifacts, experiments } = setUp();
    const experiment = await experiments.create('e');
    const [kept, gone] = [await experiment.begin(), await experiment.begin()];
    for (const recorder of [kept, gone]) await recorder.saveObject('o', 1);
    await experiment.deleteRecorder(gone.id);
    expect((await all(experiment.recorders())).map(({ id }) => id)).toEqual([kept.id]);
    expect((await all(experiment.recorders(undefined, { deleted: true }))).map(({ id }) => id)).toEqual([gone.id]);
    await experiment.restoreRecorder(gone.id);
    await experiment.purgeRecorder(gone.id);
    await expect(experiment.recorder(gone.id)).rejects.toMatchObject({ code: 'RECORDER_NOT_FOUND' });
    const { owners } = await artifacts.owners({ limit: 10 });
    expect(owners.map(({ owner }) => owner)).toMatchObject([{ recorderId: kept.id }]);
    await expect((await experiments.create('f')).deleteRecorder(kept.id)).rejects.toMatchObject({
      code: 'RECORDER_NOT_FOUND',
    });
  });

  it('deletes an experiment for good, with every recorder, series and artifact, deleted ones too', async () => {
    const { store, artifacts, experiments } = setUp();
    const experiment = await experiments.create('e');
    const [one, two] = [await experiment.begin(), await experiment.begin()];
    for (const recorder of [one, two]) {
      await recorder.saveObject('o', 1);
      await recorder.logMetrics({ loss: 1 });
      await recorder.flush();
    }
    await experiment.deleteRecorder(two.id);
    await experiments.purge('e');
    await expect(experiments.purge('e')).rejects.toMatchObject({ code: 'EXPERIMENT_NOT_FOUND' });
    expect([await store.getRecorder(one.id), await store.getRecorder(two.id)]).toEqual([undefined, undefined]);
    expect(await artifacts.owners({ limit: 10 })).toEqual({ owners: [] });
    expect(await all(experiments.list({ deleted: true }))).toEqual([]);
  });
});
