import { type ExperimentInfo, WindrowError } from '@windrow/core';
import { expect, it } from 'vitest';
import { needed } from '../harness/bench.js';
import { idsFromProcesses } from '../processes/one-experiment.js';
import { coded, EXPERIMENT_PARTS, type ExperimentStoreRule, experimentStoreRule, newRecorder } from './bench.js';

export const namesAreUnique: ExperimentStoreRule = experimentStoreRule(
  'rule 1: names are unique among the living',
  (bench) => {
    it('says what it lacks by known names, with reasons', () => {
      for (const [part, reason] of Object.entries(bench.store.capabilities.lacks)) {
        expect(EXPERIMENT_PARTS).toContain(part);
        expect(reason.length).toBeGreaterThan(10);
      }
    });

    it('gives fifty parallel callers on two clients one id', async () => {
      const name = bench.name();
      const other = await bench.open();
      const made = await Promise.all(
        Array.from({ length: 50 }, async (_, i) => (i % 2 === 0 ? bench.store : other).getOrCreate(name)),
      );
      expect(new Set(made.map(({ id }) => id)).size).toBe(1);
      expect(made[0]).toMatchObject({ name, deleted: false, createdAt: expect.any(Number) });
      expect(await bench.store.getOrCreate(name)).toEqual(made[0]);
    }, 30_000);

    it('gives five processes of ten callers each one id', async () => {
      const child = needed(bench.harness, 'child');
      if (child === undefined) return;
      const name = bench.name();
      const ids = await idsFromProcesses(child, name, 5, 10);
      expect(ids).toHaveLength(50);
      expect(new Set(ids)).toEqual(new Set([(await bench.store.getOrCreate(name)).id]));
    }, 180_000);

    it('compares names exactly', async () => {
      const name = bench.name();
      const names = [name, name.toUpperCase(), `${name} `, `${name}é`, `${name}e\u0301`, `${name}/𝄞 "x" 100%`];
      const made: ExperimentInfo[] = [];
      for (const each of names) made.push(await bench.store.getOrCreate(each));
      expect(new Set(made.map(({ id }) => id)).size).toBe(names.length);
      for (const [i, each] of names.entries()) expect(await bench.store.get({ name: each })).toEqual(made[i]);
    });

    it('finds by id and by name, and nothing where there is nothing', async () => {
      const experiment = await bench.store.getOrCreate(bench.name());
      const other = await bench.open();
      expect(await other.get({ id: experiment.id })).toEqual(experiment);
      expect(await other.get({ name: experiment.name })).toEqual(experiment);
      expect(await bench.store.get({ name: bench.name() })).toBeUndefined();
      expect(await bench.store.get({ id: '987654321' })).toBeUndefined();
    });

    it('frees the name when an experiment is deleted, and keeps its id', async () => {
      const name = bench.name();
      const first = await bench.store.getOrCreate(name);
      const recorder = await bench.store.createRecorder(first.id, newRecorder());
      await bench.store.delete(first.id);
      expect(await bench.store.get({ name })).toBeUndefined();
      expect(await bench.store.get({ id: first.id })).toMatchObject({ id: first.id, deleted: true });
      const second = await bench.store.getOrCreate(name);
      expect(second.id).not.toBe(first.id);
      await expect(bench.store.restore(first.id)).rejects.toMatchObject({
        code: 'EXPERIMENT_NAME_TAKEN',
        takenBy: second.id,
      });
      expect(await bench.store.get({ id: first.id })).toMatchObject({ deleted: true });
      await bench.store.rename(second.id, bench.name());
      expect(await bench.store.restore(first.id)).toMatchObject({ id: first.id, name, deleted: false });
      expect(await bench.store.get({ name })).toMatchObject({ id: first.id });
      expect((await bench.read(recorder.id)).experimentId).toBe(first.id);
    });

    it('renames, unless the name is taken', async () => {
      const [one, two] = [await bench.store.getOrCreate(bench.name()), await bench.store.getOrCreate(bench.name())];
      await expect(bench.store.rename(one.id, two.name)).rejects.toMatchObject({
        code: 'EXPERIMENT_NAME_TAKEN',
        takenBy: two.id,
      });
      const name = bench.name();
      expect(await bench.store.rename(one.id, name)).toMatchObject({ id: one.id, name });
      expect(await bench.store.rename(one.id, name)).toMatchObject({ id: one.id, name });
      expect(await bench.store.get({ name: one.name })).toBeUndefined();
      expect((await bench.store.getOrCreate(one.name)).id).not.toBe(one.id);
    });

    it('purges for good', async () => {
      const experiment = await bench.store.getOrCreate(bench.name());
      const recorder = await bench.store.createRecorder(experiment.id, newRecorder());
      await bench.store.logMetrics(recorder.id, [{ key: 'loss', step: 0, value: 1, time: 1 }]);
      if (bench.lacks('purge')) {
        await expect(bench.store.purge(experiment.id)).rejects.toSatisfy((error) => WindrowError.is(error));
        return;
      }
      await bench.store.purge(experiment.id);
      expect(await bench.store.get({ id: experiment.id })).toBeUndefined();
      expect(await bench.store.getRecorder(recorder.id)).toBeUndefined();
      await expect(bench.store.restore(experiment.id)).rejects.toSatisfy(coded('EXPERIMENT_NOT_FOUND'));
      expect((await bench.store.getOrCreate(experiment.name)).id).not.toBe(experiment.id);
    });

    it('lists the living or the deleted, page by page', async () => {
      const made: ExperimentInfo[] = [];
      for (let i = 0; i < 7; i++) made.push(await bench.store.getOrCreate(bench.name()));
      for (const { id } of made.slice(0, 3)) await bench.store.delete(id);
      for (const [deleted, expected] of [
        [false, made.slice(3)],
        [true, made.slice(0, 3)],
      ] as const) {
        const listed: ExperimentInfo[] = [];
        let cursor: string | undefined;
        do {
          const page = await bench.store.list({ deleted, limit: 2, ...(cursor !== undefined && { cursor }) });
          expect(page.experiments.length).toBeLessThanOrEqual(2);
          listed.push(...page.experiments);
          cursor = page.cursor;
        } while (cursor !== undefined);
        const ids = listed.map(({ id }) => id);
        expect(new Set(ids).size).toBe(ids.length);
        expect(listed.every((experiment) => experiment.deleted === deleted)).toBe(true);
        for (const { id } of expected) expect(ids).toContain(id);
      }
    });

    it('names what is not there', async () => {
      for (const call of [
        () => bench.store.rename('987654321', bench.name()),
        () => bench.store.delete('987654321'),
        () => bench.store.restore('987654321'),
        () => bench.store.createRecorder('987654321', newRecorder()),
      ]) {
        await expect(call()).rejects.toSatisfy(coded('EXPERIMENT_NOT_FOUND'));
      }
    });
  },
);
