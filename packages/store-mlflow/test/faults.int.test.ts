import { createHash } from 'node:crypto';
import { Experiments } from '@windrow/core';
import { missingServer, startMlflow, startProxy } from '@windrow/test-servers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { MlflowExperimentStore, openMlflow } from '../src/index.js';

describe.skipIf(missingServer('mlflow') !== undefined)('when the MLflow server fails', () => {
  let server: Awaited<ReturnType<typeof startMlflow>>;
  beforeAll(async () => {
    server = await startMlflow();
  }, 120_000);
  afterAll(() => server?.stop());

  it('loses nothing that was reported done to a SIGKILL, and goes on when it is back', async () => {
    await using stores = await openMlflow({ trackingUri: server.url, retries: 1, timeoutMs: 10_000 });
    const experiments = new Experiments(stores.experiments, stores.artifacts, { retries: 0 });
    const recorder = await experiments.begin('killed');
    const told: number[] = [];
    const writing = (async () => {
      for (let step = 0; ; step += 1) {
        await stores.experiments.logMetrics(recorder.id, [{ key: 'loss', step, value: step, time: step }]);
        await stores.experiments.logParams(recorder.id, { [`p${step}`]: step });
        told.push(step);
        if (step === 8) void server.kill('SIGKILL');
      }
    })();
    await expect(writing).rejects.toMatchObject({ code: 'STORE_UNAVAILABLE', retryable: true });
    await recorder.logMetrics({ late: 1 });
    await recorder.saveObject('late', [1, 2]).catch((error: unknown) => {
      expect(error).toMatchObject({ code: 'STORE_UNAVAILABLE' });
    });
    await expect(recorder.end()).rejects.toMatchObject({ retryable: true });
    expect(recorder.unflushed).toEqual(['metric late, step 0', 'object "late"']);
    await server.restart();
    const ended = await recorder.end();
    expect(ended).toMatchObject({ status: 'FINISHED', unflushed: [], metrics: { late: 1 } });
    expect(await recorder.loadObject('late')).toEqual([1, 2]);
    const series = await stores.experiments.metricSeries(recorder.id, 'loss', {});
    expect(series.map(({ step }) => step).slice(0, told.length)).toEqual(told);
    for (const step of told) expect(ended.params).toMatchObject({ [`p${step}`]: step });
  }, 120_000);

  it('makes one recorder though the answer to its creation was lost', async () => {
    const proxy = await startProxy(server.port);
    const store = new MlflowExperimentStore({ trackingUri: proxy.through(server.url), retries: 0 });
    const { id } = await store.getOrCreate('lost answers');
    const given = { id: crypto.randomUUID(), name: 'r', status: 'RUNNING', tags: {}, environment: {} } as const;
    const cut = proxy.cutOn('runs/create', 'answered');
    await expect(store.createRecorder(id, given)).rejects.toMatchObject({ code: 'STORE_UNAVAILABLE' });
    await cut;
    await proxy.resume();
    const made = await store.createRecorder(id, given);
    expect(made.id).toBe(given.id);
    expect((await store.listRecorders({ experimentId: id, limit: 10 })).recorders).toHaveLength(1);
    await store.close();
    await proxy.close();
  }, 60_000);

  it('keeps the old bytes when an upload is cut half-way', async () => {
    const proxy = await startProxy(server.port);
    await using direct = await openMlflow({ trackingUri: server.url });
    await using through = await openMlflow({ trackingUri: proxy.through(server.url), retries: 0 });
    const owner = { kind: 'task', storeId: 's', pool: 'p', taskId: crypto.randomUUID() } as const;
    await direct.artifacts.put(owner, 'model', Buffer.from('old'));
    const cut = proxy.cutAfterBytes(400_000);
    await expect(through.artifacts.put(owner, 'model', Buffer.alloc(2_000_000, 1))).rejects.toMatchObject({
      code: 'STORE_UNAVAILABLE',
    });
    await cut;
    await proxy.resume();
    const pieces: Uint8Array[] = [];
    for await (const piece of direct.artifacts.get(owner, 'model')) pieces.push(piece);
    expect(Buffer.concat(pieces).toString()).toBe('old');
    expect(await direct.artifacts.stat(owner, 'model')).toMatchObject({ size: 3 });
    await through.artifacts.put(owner, 'model', Buffer.alloc(2_000_000, 1));
    expect(await direct.artifacts.stat(owner, 'model')).toMatchObject({ size: 2_000_000 });
    await proxy.close();
  }, 60_000);

  it.each([
    ['of another size', 'a new one'],
    ['of the same size', 'new'],
  ])(
    'reads the whole of what an upload left whose answer was lost, %s',
    async (_, text) => {
      const proxy = await startProxy(server.port);
      await using direct = await openMlflow({ trackingUri: server.url });
      await using through = await openMlflow({ trackingUri: proxy.through(server.url), retries: 0 });
      const owner = { kind: 'task', storeId: 's', pool: 'p', taskId: crypto.randomUUID() } as const;
      await direct.artifacts.put(owner, 'model', Buffer.from('old'));
      const cut = proxy.cutOn('PUT /api/2.0/mlflow-artifacts', 'answered');
      await expect(through.artifacts.put(owner, 'model', Buffer.from(text))).rejects.toMatchObject({
        code: 'STORE_UNAVAILABLE',
      });
      await cut;
      const pieces: Uint8Array[] = [];
      for await (const piece of direct.artifacts.get(owner, 'model')) pieces.push(piece);
      expect(Buffer.concat(pieces).toString()).toBe(text);
      const sha256 = createHash('sha256').update(text).digest('hex');
      expect(await direct.artifacts.stat(owner, 'model')).toMatchObject({ size: text.length, sha256 });
      expect(await direct.artifacts.put(owner, 'model', Buffer.from(text))).toMatchObject({ sha256 });
      expect(await direct.artifacts.list(owner)).toHaveLength(1);
      await proxy.close();
    },
    60_000,
  );
});
