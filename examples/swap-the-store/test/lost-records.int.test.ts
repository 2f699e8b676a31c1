import { RedisArtifactStore, RedisExperimentStore } from '@windrow/store-redis';
import { missingServer, startProxy, startRedis } from '@windrow/test-servers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createWindrow, Experiments, type RecorderUnflushedError } from 'windrow';

describe.skipIf(missingServer('redis') !== undefined)(
  'a run whose server goes away (experiment contract, rule 7)',
  () => {
    let server: Awaited<ReturnType<typeof startRedis>>;
    let proxy: Awaited<ReturnType<typeof startProxy>>;
    beforeAll(async () => {
      server = await startRedis();
      proxy = await startProxy(server.port);
    });
    afterAll(async () => {
      await proxy?.close();
      await server?.stop();
    });

    it('is FINISHED with every record when the connection is cut again and again and comes back', async () => {
      const options = { url: proxy.through(server.url), prefix: 'cut', timeoutMs: 2_000, onWarning: () => {} };
      await using store = closing(await RedisExperimentStore.open(options));
      await using artifacts = closing(await RedisArtifactStore.open(options));
      const experiments = new Experiments(store.it, artifacts.it, { batchPoints: 500 });
      const id = await experiments.start('cut', async (recorder) => {
        const cuts = ['logParams', 'loss', 'pred'].map((text, i) =>
          proxy.cutOn(text, i % 2 === 0 ? 'answered' : 'halfway'),
        );
        await recorder.logParams({ logParams: { alpha: 1 } });
        await recorder.logSeries(
          'loss',
          Array.from({ length: 5_000 }, (_, step) => ({ step, value: -step })),
        );
        await recorder.setTags({ cut: true });
        await recorder.flush();
        await recorder.saveObject('pred', new Uint8Array(1_000).fill(7));
        await Promise.all(cuts);
        return recorder.id;
      });
      const recorder = await experiments.open(id);
      expect(await recorder.info()).toMatchObject({
        status: 'FINISHED',
        unflushed: [],
        params: { logParams: { alpha: 1 } },
        tags: { cut: true },
        metrics: { loss: -4_999 },
      });
      const series = await recorder.metricSeries('loss');
      expect(series.map(({ step, value }) => [step, value])).toEqual(Array.from({ length: 5_000 }, (_, i) => [i, -i]));
      expect(await recorder.loadObject('pred')).toEqual(new Uint8Array(1_000).fill(7));
    }, 120_000);

    it('is never FINISHED while its artifacts are missing, and says which', async () => {
      const url = proxy.through(server.url);
      await using artifacts = closing(
        await RedisArtifactStore.open({ url, prefix: 'gone', timeoutMs: 2_000, onWarning: () => {} }),
      );
      await using windrow = await createWindrow({ store: 'memory:' });
      const experiments = new Experiments(windrow.experimentStore, artifacts.it, { retries: 1 });
      let id = '';
      const run = experiments.start('gone', async (recorder) => {
        id = recorder.id;
        await recorder.logParams({ kept: 1 });
        await recorder.saveObject('before', 1);
        await proxy.refuse();
        // A run that does not look at what it is told.
        await recorder.saveObject('pred', 2).catch(() => {});
      });
      const error = await run.catch((reason: unknown) => reason as RecorderUnflushedError);
      expect(error).toMatchObject({ code: 'RECORDER_UNFLUSHED', unflushed: ['object "pred"'] });
      const info = await windrow.experimentStore.getRecorder(id);
      expect(info).toMatchObject({ status: 'FAILED', params: { kept: 1 }, unflushed: ['object "pred"'] });
      await proxy.resume();
      expect(await (await experiments.open(id)).listObjects()).toEqual(['before']);
    }, 120_000);
  },
);

function closing<T extends { close(): Promise<void> }>(it: T): AsyncDisposable & { readonly it: T } {
  return { it, [Symbol.asyncDispose]: () => it.close() };
}
