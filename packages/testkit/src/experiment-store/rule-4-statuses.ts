import { randomUUID } from 'node:crypto';
import { expect, it } from 'vitest';
import { coded, type ExperimentStoreRule, experimentStoreRule, newRecorder } from './bench.js';

export const statuses: ExperimentStoreRule = experimentStoreRule(
  'rule 4: statuses are moved by compare-and-set',
  (bench) => {
    it('moves from SCHEDULED to RUNNING to an end, with times', async () => {
      for (const end of ['FINISHED', 'FAILED'] as const) {
        const before = await bench.store.now();
        const { id, status, startedAt, endedAt } = await bench.recorder({ status: 'SCHEDULED' });
        expect([status, startedAt, endedAt]).toEqual(['SCHEDULED', undefined, undefined]);
        const running = await bench.store.setStatus(id, { from: ['SCHEDULED'], to: 'RUNNING' });
        expect(running.status).toBe('RUNNING');
        expect(running.startedAt).toBeGreaterThanOrEqual(before);
        expect(running.endedAt).toBeUndefined();
        await bench.harness.advance(2);
        const ended = await bench.store.setStatus(id, { from: ['SCHEDULED', 'RUNNING'], to: end });
        expect(ended.status).toBe(end);
        expect(ended.startedAt).toBe(running.startedAt);
        expect(ended.endedAt).toBeGreaterThanOrEqual(ended.startedAt ?? Infinity);
        expect(await bench.read(id)).toEqual(ended);
      }
    });

    it('refuses a move from a status that was not named, and changes nothing', async () => {
      const { id } = await bench.recorder();
      await bench.store.setStatus(id, { from: ['RUNNING'], to: 'FAILED' });
      const before = await bench.read(id);
      await expect(bench.store.setStatus(id, { from: ['RUNNING', 'SCHEDULED'], to: 'FINISHED' })).rejects.toMatchObject(
        {
          code: 'RECORDER_STATUS',
          recorderId: id,
          found: 'FAILED',
          wanted: 'FINISHED',
        },
      );
      expect(await bench.read(id)).toEqual(before);
    });

    it('lets one of eight callers make the move', async () => {
      const { id } = await bench.recorder();
      const other = await bench.open();
      const outcomes = await Promise.allSettled(
        Array.from({ length: 8 }, async (_, i) =>
          (i % 2 === 0 ? bench.store : other).setStatus(id, {
            from: ['RUNNING'],
            to: i % 2 === 0 ? 'FINISHED' : 'FAILED',
          }),
        ),
      );
      const won = outcomes.flatMap((outcome) => (outcome.status === 'fulfilled' ? [outcome.value.status] : []));
      expect(won.length).toBeGreaterThanOrEqual(1);
      for (const outcome of outcomes) {
        if (outcome.status === 'rejected') expect(coded('RECORDER_STATUS')(outcome.reason)).toBe(true);
      }
      if (bench.lacks('status-race')) return;
      expect(won).toEqual([(await bench.read(id)).status]);
    });

    it('refuses the writes of an older attempt where it can, and never breaks over them elsewhere', async () => {
      const task = { storeId: randomUUID(), pool: 'pool', taskId: randomUUID(), fence: 2 };
      const { id } = await bench.recorder({ task });
      const writes = (fence: number) => [
        () => bench.store.logParams(id, { [`p${fence}`]: 1 }, { fence }),
        () => bench.store.logMetrics(id, [{ key: `m${fence}`, step: 0, value: 1, time: 1 }], { fence }),
        () => bench.store.setTags(id, { [`t${fence}`]: 1 }, { fence }),
        () => bench.store.deleteTags(id, ['none'], { fence }),
        () => bench.store.setStatus(id, { from: ['RUNNING', 'FINISHED'], to: 'FINISHED', fence }),
      ];
      for (const write of writes(2)) await write();
      await bench.store.setTags(id, { newer: true }, { fence: 5 });
      const before = await bench.read(id);
      expect(before).toMatchObject({
        status: 'FINISHED',
        params: { p2: 1 },
        metrics: { m2: 1 },
        tags: { t2: 1, newer: true },
      });
      if (bench.store.capabilities.fencedRecorders) {
        expect(before.task).toEqual({ ...task, fence: 5 });
        for (const write of writes(4)) {
          await expect(write()).rejects.toMatchObject({ code: 'RECORDER_FENCED', fence: 4, currentFence: 5 });
        }
        expect(await bench.read(id)).toEqual(before);
      } else {
        for (const write of writes(4)) await write();
      }
      for (const write of writes(5)) await write();
    });

    it('creates a recorder once, whoever repeats it', async () => {
      const { id: experimentId } = await bench.store.getOrCreate(bench.name());
      const recorder = newRecorder({ name: 'ü', status: 'SCHEDULED', tags: { a: 1 } });
      const made = await bench.store.createRecorder(experimentId, recorder);
      expect(made).toMatchObject({ ...recorder, experimentId, deleted: false, params: {}, metrics: {}, unflushed: [] });
      expect(await bench.store.createRecorder(experimentId, recorder)).toEqual(made);
      const other = await bench.open();
      const racing = newRecorder();
      const both = await Promise.all(
        [bench.store, other].map(async (store) => store.createRecorder(experimentId, racing)),
      );
      expect(both[0]?.id).toBe(both[1]?.id);
      if (bench.lacks('write-race')) return;
      const { recorders } = await bench.store.listRecorders({ experimentId, limit: 10 });
      expect(recorders.map(({ id }) => id)).toEqual([recorder.id, racing.id]);
    });
  },
);
