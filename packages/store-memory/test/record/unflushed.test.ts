import { Experiments, type ExperimentsOptions, type RecorderInfo, WindrowError } from '@windrow/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MemoryArtifactStore, MemoryExperimentStore } from '../../src/index.js';
import { type Fault, faulty } from './faulty-store.js';

type Decide = (method: string, args: readonly unknown[]) => Fault;

/** Experiments over stores that go wrong as `decide` says, and the stores themselves, to see what is really there. */
function setUp(decide: Decide, options: ExperimentsOptions = {}) {
  const store = new MemoryExperimentStore();
  const artifacts = new MemoryArtifactStore();
  const experiments = new Experiments(faulty(store, decide), faulty(artifacts, decide), {
    retries: 0,
    flushMs: 60_000,
    ...options,
  });
  return { store, artifacts, experiments };
}

const read = async (store: MemoryExperimentStore, id: string): Promise<RecorderInfo> =>
  (await store.getRecorder(id)) as RecorderInfo;

describe('a recorder is never FINISHED with writes missing (experiment contract, rule 7)', () => {
  it('is FAILED and lists what is missing, and its caller is told', async () => {
    const down = new Set<string>();
    const { store, experiments } = setUp((method) => (down.has(method) ? 'request-lost' : undefined));
    let id = '';
    const run = experiments.start('e', async (recorder) => {
      id = recorder.id;
      await recorder.logParams({ kept: 1 });
      for (const method of ['logParams', 'logMetrics', 'setTags', 'put']) down.add(method);
      for (let step = 10; step < 20; step += 1) await recorder.logMetrics({ loss: step }, { step });
      // A careless run that swallows what it is told.
      await recorder.logParams({ lost: 1 }).catch(() => {});
      await recorder.setTags({ best: true }).catch(() => {});
      await recorder.saveObject('pred', [1]).catch(() => {});
    });
    const missing = ['metric loss, steps 10 to 19', 'param lost', 'tag best', 'object "pred"'];
    await expect(run).rejects.toMatchObject({ code: 'RECORDER_UNFLUSHED' });
    const info = await read(store, id);
    expect([info.status, info.params]).toEqual(['FAILED', { kept: 1 }]);
    expect(info.unflushed.toSorted()).toEqual(missing.toSorted());
  });

  it('writes it all, once, when the store comes back before the end', async () => {
    let down = true;
    const { store, experiments } = setUp((method) =>
      down && ['logMetrics', 'setTags'].includes(method) ? 'request-lost' : undefined,
    );
    const recorder = await experiments.begin('e');
    await recorder.logMetrics({ loss: 1 });
    await expect(recorder.setTags({ a: 1 })).rejects.toSatisfy((error) => WindrowError.is(error, 'STORE_UNAVAILABLE'));
    expect(recorder.unflushed.toSorted()).toEqual(['metric loss, step 0', 'tag a']);
    down = false;
    await recorder.setTags({ a: 2 });
    expect(await recorder.end()).toMatchObject({ status: 'FINISHED', unflushed: [], tags: { a: 2 } });
    expect(await store.metricSeries(recorder.id, 'loss', {})).toHaveLength(1);
  });

  it('is FINISHED when it is ended again after the store came back', async () => {
    let down = true;
    const { experiments } = setUp((method) => (down && method === 'logParams' ? 'request-lost' : undefined));
    const recorder = await experiments.begin('e');
    await recorder.logParams({ a: 1 }).catch(() => {});
    await expect(recorder.end()).rejects.toMatchObject({ unflushed: ['param a'] });
    down = false;
    expect(await recorder.end()).toMatchObject({ status: 'FINISHED', unflushed: [], params: { a: 1 } });
  });

  it('stays RUNNING while not even the status can be written', async () => {
    let down = false;
    const { store, experiments } = setUp(() => (down ? 'request-lost' : undefined));
    const recorder = await experiments.begin('e');
    down = true;
    await expect(recorder.end()).rejects.toMatchObject({ code: 'STORE_UNAVAILABLE' });
    expect((await read(store, recorder.id)).status).toBe('RUNNING');
    down = false;
    expect((await recorder.end()).status).toBe('FINISHED');
  });

  it('lists metric points that the store refused, since nobody waited for them', async () => {
    const { store, experiments } = setUp(() => undefined);
    const recorder = await experiments.begin('e');
    await recorder.logMetrics({ loss: 1 });
    const refuse = store.logMetrics.bind(store);
    store.logMetrics = async (id) => refuse(id, [{ key: '', step: 0, value: 0, time: 0 }]);
    await expect(recorder.flush()).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' });
    await expect(recorder.end()).rejects.toMatchObject({ unflushed: ['metric loss, step 0'] });
  });

  it('takes no more points than it may hold while the store is away, and says so', async () => {
    const { experiments } = setUp((method) => (method === 'logMetrics' ? 'request-lost' : undefined), {
      batchPoints: 10,
      maxBufferedPoints: 25,
    });
    const recorder = await experiments.begin('e');
    const points = (count: number) => Array.from({ length: count }, (_, step) => ({ step, value: 1 }));
    await recorder.logSeries('loss', points(25));
    await expect(recorder.logMetrics({ loss: 1 }, { step: 30 })).rejects.toMatchObject({ code: 'STORE_UNAVAILABLE' });
    await expect(recorder.end()).rejects.toMatchObject({
      unflushed: ['metric loss, steps 0 to 9', 'metric loss, steps 10 to 19', 'metric loss, steps 20 to 24'],
    });
  });

  it('loses nothing it acknowledged, and claims nothing it lost, whatever goes wrong with which call', async () => {
    const faults = fc.array(fc.constantFrom<Fault>('request-lost', 'reply-lost', undefined, undefined), {
      maxLength: 40,
    });
    const step = fc.record({ act: fc.constantFrom('param', 'metric', 'tag', 'object'), n: fc.nat({ max: 5 }) });
    await fc.assert(
      fc.asyncProperty(faults, fc.array(step, { maxLength: 12 }), async (plan, steps) => {
        const left = [...plan];
        const unsafe = new Set(['logParams', 'logMetrics', 'setTags', 'put', 'setStatus']);
        const { store, artifacts, experiments } = setUp((method) => (unsafe.has(method) ? left.shift() : undefined));
        const recorder = await experiments.begin('e');
        const tags: Record<string, number> = {};
        for (const [at, { act, n }] of steps.entries()) {
          const lost = (error: unknown): void => expect(WindrowError.is(error, 'STORE_UNAVAILABLE')).toBe(true);
          if (act === 'param') await recorder.logParams({ [`p${n}`]: n }).catch(lost);
          if (act === 'metric') await recorder.logMetrics({ loss: at }, { step: n }).catch(lost);
          if (act === 'object') await recorder.saveObject(`o${n}`, at).catch(lost);
          if (act !== 'tag') continue;
          tags[`t${n}`] = at;
          await recorder.setTags({ [`t${n}`]: at }).catch(lost);
        }
        const ended = await recorder.end().then(
          () => undefined,
          (error: unknown) => error,
        );
        const info = await read(store, recorder.id);
        if (info.status !== 'FINISHED') {
          expect(ended).toBeInstanceOf(WindrowError);
          expect(['RUNNING', 'FAILED']).toContain(info.status);
          if (info.status === 'FAILED') expect(info.unflushed).not.toEqual([]);
          return;
        }
        expect(info).toMatchObject({ unflushed: [], tags });
        for (const { act, n } of steps) if (act === 'param') expect(info.params[`p${n}`]).toBe(n);
        const metrics = new Map(steps.flatMap(({ act, n }, at) => (act === 'metric' ? [[n, at] as const] : [])));
        const stored = (await store.metricSeries(recorder.id, 'loss', {})).map(({ step: each, value }) => [
          each,
          value,
        ]);
        expect(new Map(stored as [number, number][])).toEqual(metrics);
        const { storeId } = await store.identity();
        const names = (await artifacts.list({ kind: 'recorder', storeId, ...recorder.ref })).map(({ name }) => name);
        const objects = steps.flatMap(({ act, n }) => (act === 'object' ? [`o${n}`] : []));
        expect(names).toEqual([...new Set(objects)].sort());
      }),
      { numRuns: 150 },
    );
  }, 60_000);
});

describe('retries', () => {
  it('tries again what a store could not take, and a repeated write changes nothing', async () => {
    const seen = new Map<string, number>();
    const { store, experiments } = setUp(
      (method) => {
        const count = (seen.get(method) ?? 0) + 1;
        seen.set(method, count);
        return count === 1 ? 'reply-lost' : count === 2 ? 'request-lost' : undefined;
      },
      { retries: 3 },
    );
    const recorder = await experiments.start('e', async (each) => {
      await each.logParams({ a: 1 });
      await each.logMetrics({ loss: 1 });
      await each.saveObject('o', 1);
      return each;
    });
    expect(await read(store, recorder.id)).toMatchObject({
      status: 'FINISHED',
      params: { a: 1 },
      metrics: { loss: 1 },
    });
    const { recorders } = await store.listRecorders({ limit: 10 });
    expect(recorders).toHaveLength(1);
    expect(seen.get('setStatus')).toBe(3);
  }, 20_000);
});
