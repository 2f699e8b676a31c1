import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ComponentRegistry, Experiments, type ExperimentsOptions, type Recorder } from '@windrow/core';
import { Frame, fromArrow } from '@windrow/frame';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { MemoryArtifactStore, MemoryExperimentStore } from '../../src/index.js';

const frame = Frame.fromRows([
  { datetime: '2020-01-01', instrument: 'A', score: 0.5 },
  { datetime: '2020-01-02', instrument: 'A', score: Number.NaN },
]);

function experiments(options: ExperimentsOptions = {}): Experiments {
  return new Experiments(new MemoryExperimentStore(), new MemoryArtifactStore(), { retries: 0, ...options });
}

class Doubler {
  constructor(readonly factor: number) {}
  async save(): Promise<unknown> {
    return { factor: this.factor };
  }
}

const components = new ComponentRegistry().register<Doubler>('model', 'Doubler', {
  create: () => new Doubler(1),
  load: (state) => new Doubler((state as Doubler).factor),
});

describe('Recorder: params, metrics, tags', () => {
  it('keeps nested params, each written once (`log_params`, `list_params`)', async () => {
    const recorder = await experiments().begin('e');
    const params = { model: { class: 'Ridge', kwargs: { alpha: 0.1 } } };
    const logged = recorder.logParams(params);
    params.model.kwargs.alpha = 9;
    await logged;
    await recorder.logParams({ model: { kwargs: { beta: [1, null] } } });
    expect(await recorder.listParams()).toEqual({
      model: { class: 'Ridge', kwargs: { alpha: 0.1, beta: [1, null] } },
    });
    const conflict = recorder.logParams({ model: { class: 'Lasso' } });
    await expect(conflict).rejects.toMatchObject({ code: 'PARAM_CONFLICT', param: 'model.class' });
    const notJson = recorder.logParams({ when: new Date() } as never);
    await expect(notJson).rejects.toMatchObject({ code: 'INVALID_ARGUMENT', argument: 'logParams' });
    expect((await recorder.end()).unflushed).toEqual([]);
  });

  it('logs metrics with steps, and gives those without one the next (`log_metrics`, `list_metrics`)', async () => {
    const all = experiments();
    const recorder = await all.begin('e');
    await recorder.logMetrics({ loss: 3, ic: 0.1 });
    await recorder.logMetrics({ loss: 2 });
    await recorder.logMetrics({ loss: 1 }, { step: 10 });
    await recorder.logMetrics({ loss: 0.5, ic: Number.NaN });
    await recorder.end();
    const again = await all.resume(recorder.ref);
    await again.logMetrics({ loss: 0.4 });
    const steps = async (key: string) => (await again.metricSeries(key)).map(({ step, value }) => [step, value]);
    expect(await steps('loss')).toEqual([
      [0, 3],
      [1, 2],
      [10, 1],
      [11, 0.5],
      [12, 0.4],
    ]);
    expect(await steps('ic')).toEqual([
      [0, 0.1],
      [1, Number.NaN],
    ]);
    expect(await again.listMetrics()).toEqual({ loss: 0.4, ic: Number.NaN });
    await expect(recorder.logMetrics({ loss: '1' as never })).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' });
    await expect(recorder.logMetrics({ loss: 1 }, { step: 0.5 })).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' });
  });

  it('keeps a series of 200,000 points usable: written in batches, read thinned', async () => {
    const store = new MemoryExperimentStore();
    let writes = 0;
    const counted = Object.assign(Object.create(store) as MemoryExperimentStore, {
      getOrCreate: store.getOrCreate.bind(store),
      createRecorder: store.createRecorder.bind(store),
      getRecorder: store.getRecorder.bind(store),
      setStatus: store.setStatus.bind(store),
      metricSeries: store.metricSeries.bind(store),
      logMetrics: (...args: Parameters<MemoryExperimentStore['logMetrics']>) => {
        writes += 1;
        return store.logMetrics(...args);
      },
    });
    const all = new Experiments(counted, new MemoryArtifactStore(), { batchPoints: 10_000 });
    await all.start('e', async (recorder) => {
      const points = Array.from({ length: 200_000 }, (_, step) => ({ step, value: step === 123_456 ? -5 : step % 7 }));
      await recorder.logSeries('loss', points);
      const thin = await recorder.metricSeries('loss', { points: 100 });
      expect(thin.length).toBeLessThanOrEqual(300);
      expect(thin).toContainEqual(expect.objectContaining({ step: 123_456, value: -5 }));
      const range = await recorder.metricSeries('loss', { fromStep: 5, toStep: 7 });
      expect(range.map(({ step }) => step)).toEqual([5, 6, 7]);
    });
    expect(writes).toBe(20);
  }, 60_000);

  it('writes metrics that nobody flushes after a while', async () => {
    const store = new MemoryExperimentStore();
    const recorder = await new Experiments(store, new MemoryArtifactStore(), { flushMs: 1 }).begin('e');
    await recorder.logMetrics({ loss: 1 });
    await expect.poll(async () => (await store.getRecorder(recorder.id))?.metrics).toEqual({ loss: 1 });
    expect(recorder.unflushed).toEqual([]);
  });

  it('sets, overwrites and deletes tags (`set_tags`, `delete_tags`, `list_tags`)', async () => {
    const recorder = await experiments().begin('e', { tags: { a: 1, b: 'x' } });
    await recorder.setTags({ a: 2, c: null });
    await recorder.deleteTags('b', 'never');
    expect(await recorder.listTags()).toEqual({ a: 2, c: null });
    await expect(recorder.setTags({ d: {} as never })).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' });
  });
});

describe('Recorder: objects and files', () => {
  it('keeps frames as Arrow files that anybody reads, and everything else by the codec', async () => {
    const artifacts = new MemoryArtifactStore();
    const all = new Experiments(new MemoryExperimentStore(), artifacts);
    const recorder = await all.begin('e');
    const value = {
      when: new Date(5),
      map: new Map([[1, new Set([2n])]]),
      data: new Float64Array([1, -0]),
      nan: Number.NaN,
    };
    await recorder.saveObjects({ pred: frame, 'sig_analysis/ic': frame, extra: value });
    const elsewhere = await all.open(recorder.ref);
    expect((await elsewhere.loadObject('pred')) as Frame).toSatisfy((read: Frame) => read.equals(frame));
    expect(await elsewhere.loadObject('extra')).toEqual(value);
    expect(await elsewhere.listObjects()).toEqual(['extra', 'pred', 'sig_analysis/ic']);
    const path = await elsewhere.downloadArtifact('pred');
    expect((await fromArrow(await readFile(path))).equals(frame)).toBe(true);
  });

  it('takes the reference’s names as aliases', async () => {
    const recorder = await experiments().begin('e');
    await recorder.saveObjects({ 'pred.pkl': 1, params: 2, 'sig_analysis/ic.pkl': 3, 'label.pkl': 4 });
    expect(await recorder.listObjects()).toEqual(['label', 'params', 'pred', 'sig_analysis/ic']);
    const read = await Promise.all(
      ['pred', 'pred.pkl', 'params.pkl', 'sig_analysis/ic.pkl', 'label'].map((name) => recorder.loadObject(name)),
    );
    expect(read).toEqual([1, 1, 2, 3, 4]);
  });

  it('keeps a model by its own save and load', async () => {
    const all = experiments({ components });
    const recorder = await all.begin('e');
    await recorder.saveObject('params', new Doubler(21));
    const model = await (await all.open(recorder.ref)).loadObject('params.pkl');
    expect(model).toBeInstanceOf(Doubler);
    expect(model).toMatchObject({ factor: 21 });
    await recorder.saveObject('renamed', { save: () => ({ factor: 3 }) }, { component: 'Doubler' });
    expect(await recorder.loadObject('renamed')).toEqual(new Doubler(3));
  });

  it('saves no model that nobody could load, and loads none that is not registered', async () => {
    const stores = [new MemoryExperimentStore(), new MemoryArtifactStore()] as const;
    const recorder = await new Experiments(...stores, { components }).begin('e');
    await recorder.saveObject('params', new Doubler(2));
    const unknown = recorder.saveObject('other', { save: () => 1 });
    await expect(unknown).rejects.toMatchObject({ code: 'UNKNOWN_COMPONENT', known: ['Doubler'] });
    const bare = await new Experiments(...stores).open(recorder.ref);
    await expect(bare.loadObject('params')).rejects.toMatchObject({ code: 'UNKNOWN_COMPONENT', component: 'Doubler' });
    expect(await recorder.listObjects()).toEqual(['params']);
  });

  it('imports nothing on the word of stored bytes', async () => {
    const artifacts = new MemoryArtifactStore();
    const store = new MemoryExperimentStore();
    const recorder = await new Experiments(store, artifacts, { components }).begin('e');
    const { storeId } = await store.identity();
    const owner = { kind: 'recorder', storeId, ...recorder.ref } as const;
    const hostile = (header: object) => Buffer.from(`windrow-object/1 ${JSON.stringify(header)}\n[1]`);
    await artifacts.put(owner, 'a', hostile({ encoding: 'devalue', component: 'node:child_process' }));
    await artifacts.put(owner, 'b', hostile({ encoding: 'devalue', component: { class: 'Doubler', module: 'x' } }));
    await artifacts.put(owner, 'c', hostile({ encoding: 'javascript' }));
    await artifacts.put(owner, 'd', Buffer.from('\x80\x04cos\nsystem\n'));
    await expect(recorder.loadObject('a')).rejects.toMatchObject({ code: 'UNKNOWN_COMPONENT' });
    for (const name of ['b', 'c', 'd'])
      await expect(recorder.loadObject(name)).rejects.toMatchObject({ code: 'CODEC' });
  });

  it.each(['../up', '/etc/passwd', 'a//b', 'a\\b', '', 'a/../b'])(
    'refuses the name %j before anything is written',
    async (name) => {
      const recorder = await experiments().begin('e');
      await expect(recorder.saveObject(name, 1)).rejects.toMatchObject({ code: 'ARTIFACT_NAME' });
      await expect(recorder.loadObject(name)).rejects.toMatchObject({ code: 'ARTIFACT_NAME' });
      expect([await recorder.listObjects(), recorder.unflushed]).toEqual([[], []]);
    },
  );

  it('refuses what the artifact store cannot hold, before any I/O', async () => {
    const recorder = await new Experiments(
      new MemoryExperimentStore(),
      new MemoryArtifactStore({ maxBytes: 100 }),
    ).begin('e');
    const large = recorder.saveObject('large', new Uint8Array(1_000));
    await expect(large).rejects.toMatchObject({ code: 'PAYLOAD_TOO_LARGE' });
    expect((await recorder.end()).status).toBe('FINISHED');
  });

  describe('local files (`log_artifact`, `download_artifact`, `save_objects(local_path)`)', () => {
    let directory: string;
    beforeEach(async () => {
      directory = await mkdtemp(join(tmpdir(), 'windrow-recorder-'));
    });
    afterEach(async () => {
      await rm(directory, { recursive: true });
    });

    async function logged(): Promise<Recorder> {
      await mkdir(join(directory, 'out', 'deep'), { recursive: true });
      await writeFile(join(directory, 'out', 'a.txt'), 'a');
      await writeFile(join(directory, 'out', 'deep', 'b.pkl'), 'b');
      await writeFile(join(directory, 'secret'), 's');
      await symlink(join(directory, 'secret'), join(directory, 'out', 'link'));
      const recorder = await experiments().begin('e');
      expect(await recorder.logArtifact(join(directory, 'out'), 'run')).toEqual([
        'run/out/a.txt',
        'run/out/deep/b.pkl',
      ]);
      return recorder;
    }

    it('keeps a directory without following links, and gives it back', async () => {
      const recorder = await logged();
      expect((await recorder.listArtifacts()).map(({ name, size }) => [name, size])).toEqual([
        ['run/out/a.txt', 1],
        ['run/out/deep/b.pkl', 1],
      ]);
      const target = join(directory, 'target');
      expect(await recorder.downloadArtifact('run', target)).toBe(join(target, 'run'));
      expect(await readFile(join(target, 'run', 'out', 'deep', 'b.pkl'), 'utf8')).toBe('b');
      const one = await recorder.downloadArtifact('run/out/a.txt', target);
      expect([one, await readFile(one, 'utf8')]).toEqual([join(target, 'run', 'out', 'a.txt'), 'a']);
    });

    it('says what is not there', async () => {
      const recorder = await logged();
      await expect(recorder.downloadArtifact('ru')).rejects.toMatchObject({ code: 'ARTIFACT_MISSING' });
      await expect(recorder.loadObject('nothing')).rejects.toMatchObject({ code: 'ARTIFACT_MISSING' });
      await expect(recorder.logArtifact(join(directory, 'nothing'))).rejects.toMatchObject({
        code: 'INVALID_ARGUMENT',
      });
      await expect(recorder.loadObject('run/out/a.txt')).rejects.toMatchObject({ code: 'CODEC' });
      expect((await recorder.end()).unflushed).toEqual([]);
    });
  });
});
