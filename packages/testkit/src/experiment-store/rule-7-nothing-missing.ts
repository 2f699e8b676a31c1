import { expect, it } from 'vitest';
import { needed } from '../harness/bench.js';
import { expectToEndByItself } from '../processes/ends-by-itself.js';
import { type ExperimentStoreRule, experimentStoreRule } from './bench.js';

export const nothingMissing: ExperimentStoreRule = experimentStoreRule(
  'rule 7: a recorder never says FINISHED with writes missing',
  (bench) => {
    it('lists with the end what did not reach the store', async () => {
      const { id } = await bench.recorder();
      const unflushed = ['metric loss, steps 10 to 19', 'artifact "pred.bin"'];
      const ended = await bench.store.setStatus(id, { from: ['RUNNING'], to: 'FINISHED', unflushed });
      expect(ended.unflushed).toEqual(unflushed);
      expect((await (await bench.open()).getRecorder(id))?.unflushed).toEqual(unflushed);
    });

    it('has acknowledged writes there for every other client', async () => {
      const { id } = await bench.recorder();
      const other = await bench.open();
      await bench.store.logParams(id, { a: 1 });
      await bench.store.setTags(id, { b: 2 });
      await bench.store.logMetrics(id, [{ key: 'c', step: 0, value: 3, time: 4 }]);
      await bench.store.setStatus(id, { from: ['RUNNING'], to: 'FINISHED' });
      expect(await other.getRecorder(id)).toMatchObject({
        status: 'FINISHED',
        params: { a: 1 },
        tags: { b: 2 },
        metrics: { c: 3 },
        unflushed: [],
      });
      expect(await other.metricSeries(id, 'c', {})).toEqual([{ key: 'c', step: 0, value: 3, time: 4 }]);
    });

    it('lets a process end that has closed its store', async () => {
      const child = needed(bench.harness, 'child');
      if (child !== undefined) await expectToEndByItself(child, 'experiment');
    }, 60_000);

    it('refuses every call after close by name', async () => {
      const harness = await bench.fresh();
      const { store } = harness;
      await store.getOrCreate('one');
      await store.close();
      await store.close();
      for (const call of [
        () => store.getOrCreate('two'),
        () => store.listRecorders({ limit: 1 }),
        () => store.getRecorder('x'),
      ]) {
        await expect(call()).rejects.toMatchObject({ code: 'STORE_CLOSED' });
      }
    });
  },
);
