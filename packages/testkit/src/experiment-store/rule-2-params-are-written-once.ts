import type { JsonObject } from '@windrow/core';
import { expect, it } from 'vitest';
import { coded, type ExperimentStoreRule, experimentStoreRule } from './bench.js';

export const paramsAreWrittenOnce: ExperimentStoreRule = experimentStoreRule(
  'rule 2: a param is written once, a tag may be overwritten',
  (bench) => {
    const params: JsonObject = {
      model: { class: 'Ridge', kwargs: { lambda: 0.1, names: ['a', 'b', null], deep: { er: true } } },
      count: 3,
      nothing: null,
      'with.dot': { $odd: 1, '': 'empty' },
      text: 'ü 𝄞 "quoted" \\ \n',
      none: {},
      list: [],
    };

    it('keeps nested JSON as it was given, of any length', async () => {
      const { id } = await bench.recorder();
      const long = { long: 'x'.repeat(Math.min(100_000, bench.store.capabilities.maxParamsBytes - 1_000)) };
      await bench.store.logParams(id, params);
      await bench.store.logParams(id, long);
      expect((await (await bench.open()).getRecorder(id))?.params).toEqual({ ...params, ...long });
    });

    it('takes the same value again, and merges what is new', async () => {
      const { id } = await bench.recorder();
      await bench.store.logParams(id, { a: { b: 1, list: [1, { x: 2 }] }, c: 'x' });
      await bench.store.logParams(id, { a: { list: [1, { x: 2 }], b: 1 } });
      await bench.store.logParams(id, { a: { d: { e: 2 } }, f: false });
      expect((await bench.read(id)).params).toEqual({
        a: { b: 1, list: [1, { x: 2 }], d: { e: 2 } },
        c: 'x',
        f: false,
      });
    });

    it.each<readonly [string, JsonObject]>([
      ['another value', { a: { b: 2 } }],
      ['another type', { a: { b: '1' } }],
      ['null', { a: { b: null } }],
      ['an object where a leaf is', { a: { b: { c: 1 } } }],
      ['a leaf where an object is', { a: 1 }],
      ['another list', { list: [1, 3] }],
    ])('refuses %s', async (_, change) => {
      const { id } = await bench.recorder();
      await bench.store.logParams(id, { a: { b: 1 }, list: [1, 2] });
      await expect(bench.store.logParams(id, change)).rejects.toMatchObject({ code: 'PARAM_CONFLICT', recorderId: id });
      expect((await bench.read(id)).params).toEqual({ a: { b: 1 }, list: [1, 2] });
    });

    it('lets one of many values win when they come at once', async () => {
      const { id } = await bench.recorder();
      const other = await bench.open();
      const outcomes = await Promise.allSettled(
        Array.from({ length: 8 }, async (_, i) =>
          (i % 2 === 0 ? bench.store : other).logParams(id, { seed: i % 4, [`own${i}`]: i }),
        ),
      );
      const stored = (await bench.read(id)).params;
      for (const [i, outcome] of outcomes.entries()) {
        if (outcome.status === 'fulfilled') expect(stored[`own${i}`]).toBe(i);
        else expect(coded('PARAM_CONFLICT')(outcome.reason)).toBe(true);
      }
      if (bench.lacks('write-race')) return;
      const won = outcomes.flatMap(({ status }, i) => (status === 'fulfilled' ? [i % 4] : []));
      expect(new Set(won)).toEqual(new Set([stored['seed']]));
      expect(won).toHaveLength(2);
    });

    it('overwrites and deletes tags', async () => {
      const { id } = await bench.recorder({ tags: { first: 1, gone: 'x' } });
      await bench.store.setTags(id, { first: 'two', 'a.b': true, '$odd ü': null, number: -0.5 });
      await bench.store.setTags(id, { first: false });
      await bench.store.deleteTags(id, ['gone', 'never-there']);
      expect((await bench.read(id)).tags).toEqual({ first: false, 'a.b': true, '$odd ü': null, number: -0.5 });
    });

    it('keeps tags that are set at once by many', async () => {
      const { id } = await bench.recorder();
      await Promise.all(Array.from({ length: 12 }, async (_, i) => bench.store.setTags(id, { [`t${i}`]: i })));
      const expected = Object.fromEntries(Array.from({ length: 12 }, (_, i) => [`t${i}`, i]));
      expect((await bench.read(id)).tags).toEqual(expected);
    });

    it('names a recorder that is not there', async () => {
      for (const call of [
        () => bench.store.logParams('no-such-recorder', { a: 1 }),
        () => bench.store.setTags('no-such-recorder', { a: 1 }),
        () => bench.store.deleteTags('no-such-recorder', ['a']),
        () => bench.store.logMetrics('no-such-recorder', [{ key: 'a', step: 0, value: 0, time: 0 }]),
        () => bench.store.setStatus('no-such-recorder', { from: ['RUNNING'], to: 'FINISHED' }),
        () => bench.store.deleteRecorder('no-such-recorder'),
      ]) {
        await expect(call()).rejects.toSatisfy(coded('RECORDER_NOT_FOUND'));
      }
    });
  },
);
