import { type Filter, matches, parseFilter, RECORDER_VOCABULARY, type RecorderInfo, readPath } from '@windrow/core';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { recorderFilterArbitrary } from '../filters/recorder-filter-arbitrary.js';
import { propertyParameters } from '../property/property-parameters.js';
import { type ExperimentStoreRule, experimentStoreRule, newRecorder } from './bench.js';

export const listing: ExperimentStoreRule = experimentStoreRule(
  'rule 6: listing pages by creation number, and filters',
  (bench) => {
    async function all(query: { experimentId?: string; filter?: Filter; deleted?: boolean }, limit: number) {
      const { filter, ...where } = query;
      const recorders: RecorderInfo[] = [];
      let cursor: string | undefined;
      for (let page = 0; page < 200; page++) {
        const answer = await bench.store.listRecorders({
          ...where,
          ...(filter !== undefined && { filter: parseFilter(filter, RECORDER_VOCABULARY) }),
          ...(cursor !== undefined && { cursor }),
          limit,
        });
        expect(answer.recorders.length).toBeLessThanOrEqual(limit);
        recorders.push(...answer.recorders);
        cursor = answer.cursor;
        if (cursor === undefined) return recorders;
      }
      throw new Error('The listing did not end after 200 pages.');
    }

    async function make(experimentId: string, count: number): Promise<readonly string[]> {
      const ids: string[] = [];
      for (let i = 0; i < count; i++) ids.push((await bench.store.createRecorder(experimentId, newRecorder())).id);
      return ids;
    }

    it('lists every recorder once, in the order of creation, whatever the page', async () => {
      const { id: experimentId } = await bench.store.getOrCreate(bench.name());
      const ids = await make(experimentId, 9);
      for (const limit of [1, 4, 100]) {
        const listed = await all({ experimentId }, limit);
        expect(listed.map(({ id }) => id)).toEqual(ids);
        expect(listed.map(({ seq }) => seq)).toEqual(listed.map(({ seq }) => seq).toSorted((a, b) => a - b));
      }
    });

    it('shows what was there when it began once each, in order, however many are created and deleted meanwhile', async () => {
      const { id: experimentId } = await bench.store.getOrCreate(bench.name());
      const other = await bench.open();
      const ids = await make(experimentId, 8);
      const [listed, created]: [string[], string[]] = [[], []];
      let cursor: string | undefined;
      do {
        const page = await bench.store.listRecorders({
          experimentId,
          limit: 2,
          ...(cursor !== undefined && { cursor }),
        });
        listed.push(...page.recorders.map(({ id }) => id));
        cursor = page.cursor;
        if (created.length < 6) created.push((await other.createRecorder(experimentId, newRecorder())).id);
        // Behind the cursor, where a page that is counted off would skip one.
        if (listed.length === 4) await other.deleteRecorder(ids[0] ?? '');
      } while (cursor !== undefined);
      expect(listed.slice(0, ids.length)).toEqual(ids);
      expect(created.join()).toContain(listed.slice(ids.length).join());
      expect(new Set(listed).size).toBe(listed.length);
    });

    it('lists over all living experiments when none is named', async () => {
      const [one, two, gone] = [
        await bench.store.getOrCreate(bench.name()),
        await bench.store.getOrCreate(bench.name()),
        await bench.store.getOrCreate(bench.name()),
      ];
      const ids = [await make(one.id, 2), await make(two.id, 2)].flat();
      const hidden = await make(gone.id, 2);
      await bench.store.delete(gone.id);
      const listed = (await all({}, 3)).map(({ id }) => id);
      expect(listed.filter((id) => ids.includes(id))).toEqual(ids);
      expect(listed.filter((id) => hidden.includes(id))).toEqual([]);
    });

    it('hides what was deleted until it is restored, and forgets what was purged', async () => {
      const { id: experimentId } = await bench.store.getOrCreate(bench.name());
      const [kept, deleted] = (await make(experimentId, 2)) as [string, string];
      await bench.store.deleteRecorder(deleted);
      expect((await all({ experimentId }, 5)).map(({ id }) => id)).toEqual([kept]);
      expect((await all({ experimentId, deleted: true }, 5)).map(({ id }) => id)).toEqual([deleted]);
      expect(await bench.read(deleted)).toMatchObject({ deleted: true });
      await bench.store.restoreRecorder(deleted);
      expect((await all({ experimentId }, 5)).map(({ id }) => id)).toEqual([kept, deleted]);
      if (bench.lacks('purge')) return;
      await bench.store.purgeRecorder(deleted);
      expect(await bench.store.getRecorder(deleted)).toBeUndefined();
      expect((await all({ experimentId }, 5)).map(({ id }) => id)).toEqual([kept]);
    });

    it('filters by params, tags, last metrics, status and times', async () => {
      const { id: experimentId } = await bench.store.getOrCreate(bench.name());
      const [a, b, c] = (await make(experimentId, 3)) as [string, string, string];
      await bench.store.logParams(a, { model: { class: 'Ridge' }, horizon: 5 });
      await bench.store.logParams(b, { model: { class: 'Lasso' }, horizon: 20 });
      await bench.store.setTags(b, { best: true });
      await bench.store.logMetrics(a, [
        { key: 'ic', step: 0, value: 0.9, time: 1 },
        { key: 'ic', step: 1, value: 0.1, time: 1 },
      ]);
      await bench.store.logMetrics(b, [{ key: 'ic', step: 0, value: 0.5, time: 1 }]);
      await bench.store.setStatus(c, { from: ['RUNNING'], to: 'FAILED' });
      const found = async (filter: Filter) => (await all({ experimentId, filter }, 2)).map(({ id }) => id);
      expect(await found({ 'params.model.class': 'Ridge' })).toEqual([a]);
      expect(await found({ 'params.horizon': { $gte: 5 } })).toEqual([a, b]);
      expect(await found({ 'metrics.ic': { $gt: 0.3 } })).toEqual([b]);
      expect(await found({ 'metrics.ic': { $exists: false } })).toEqual([c]);
      expect(await found({ $or: [{ 'tags.best': true }, { status: 'FAILED' }] })).toEqual([b, c]);
      expect(await found({ endedAt: null })).toEqual([a, b]);
      expect(await found({ createdAt: { $lte: (await bench.store.now()) + 1 } })).toEqual([a, b, c]);
    });

    it('agrees with the reference evaluator on random filters', async () => {
      const { id: experimentId } = await bench.store.getOrCreate(bench.name());
      const values = [
        undefined,
        null,
        0,
        1,
        -2.5,
        '',
        'a',
        'b',
        '𝄞',
        '\uffee',
        true,
        false,
        [1],
        { b: 1 },
        { b: 'a' },
      ] as const;
      for (const [i, value] of values.entries()) {
        const tag = typeof value === 'object' || value === undefined ? i : value;
        const recorder = newRecorder({ name: ['x', 'y'][i % 2] ?? '', tags: i % 3 === 0 ? {} : { a: tag } });
        await bench.store.createRecorder(experimentId, recorder);
        if (value !== undefined) await bench.store.logParams(recorder.id, { a: value });
        const metric = [Number.NaN, 0, 1, Infinity, -1][i % 5] ?? 0;
        if (i % 4 !== 0) await bench.store.logMetrics(recorder.id, [{ key: 'a', step: i, value: metric, time: 1 }]);
        if (i % 3 === 1)
          await bench.store.setStatus(recorder.id, { from: ['RUNNING'], to: i % 2 ? 'FINISHED' : 'FAILED' });
      }
      const recorders = await all({ experimentId }, 100);
      const instants = recorders.flatMap(({ createdAt, endedAt }) => [createdAt, endedAt ?? 1]);
      await fc.assert(
        fc.asyncProperty(recorderFilterArbitrary(instants), async (filter) => {
          const node = parseFilter(filter, RECORDER_VOCABULARY);
          const expected = recorders.filter((recorder) => matches(node, (path) => readPath(recorder, path)));
          expect((await all({ experimentId, filter }, 100)).map(({ id }) => id)).toEqual(expected.map(({ id }) => id));
        }),
        propertyParameters<[Filter]>(60),
      );
    }, 60_000);
  },
);
