import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, inject, it } from 'vitest';
import { collectGarbage, createWindrow, type Experiment, Frame, type Recorder, type Windrow } from 'windrow';

const folder = mkdtempSync(join(tmpdir(), 'move-an-experiment-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const mongoUrl = inject('mongoUrl') ?? '';
const redisUrl = inject('redisUrl') ?? '';

const frame = Frame.fromRows([
  { datetime: '2020-01-01', instrument: 'A', score: 0.5 },
  { datetime: '2020-01-02', instrument: 'A', score: Number.NaN },
]);
const sqlite = (): string => `sqlite:${join(folder, randomUUID())}`;
const mongo = (): string => new URL(`/move_${randomUUID().replaceAll('-', '')}`, mongoUrl).href;
// A database of its own: gc looks through all that a store holds.
const redis = (): string => new URL('/5', redisUrl).href;

describe.each<readonly [string, string, () => readonly [string, string]]>([
  ['memory to SQLite', 'here', () => ['memory:', sqlite()]],
  ['SQLite to MongoDB', mongoUrl, () => [sqlite(), mongo()]],
  ['MongoDB to Redis', redisUrl === '' ? '' : mongoUrl, () => [mongo(), redis()]],
  ['Redis to SQLite', redisUrl, () => [redis(), sqlite()]],
])('an experiment moves from %s (experiment contract, rules 1 to 3 and 6)', (_, needed, places) => {
  it.skipIf(needed === '')(
    'with params, tags, series and frames, and nothing of it when it was damaged',
    async () => {
      const [from, to] = places();
      await using source = await createWindrow({ store: from });
      await using target = await createWindrow({ store: to });
      const name = `moved ${randomUUID()}`;
      await fill(source, name);
      const archive = await bytesOf((await source.experiments.get(name)).export());

      const damaged = Buffer.from(archive);
      const at = damaged.lastIndexOf('[499,');
      damaged[at + 5] = (damaged[at + 5] as number) ^ 1;
      for (const broken of [damaged, archive.subarray(0, archive.length / 2)]) {
        const refused = target.experiments.import(() => piecesOf(broken));
        await expect(refused).rejects.toMatchObject({ code: 'EXPERIMENT_ARCHIVE' });
      }
      for (const deleted of [false, true]) {
        for await (const left of target.experiments.list({ deleted })) expect(left.name).not.toContain(name);
      }

      const moved = await target.experiments.import(() => piecesOf(archive));
      expect(await contentOf(moved)).toEqual(await contentOf(await source.experiments.get(name)));
      const best = await recordersOf(moved, { 'params.model.alpha': { $lt: 1 }, 'metrics.loss': { $lt: 0 } });
      expect(best.map(({ name: each }) => each)).toEqual(['small']);
    },
    180_000,
  );

  it.skipIf(needed === '')(
    'what is purged takes its artifacts along; gc takes what nothing points at, alone',
    async () => {
      const [from] = places();
      await using windrow = await createWindrow({ store: from });
      const { experiments, experimentStore, artifacts } = windrow;
      const name = `purged ${randomUUID()}`;
      await fill(windrow, name);
      const experiment = await experiments.get(name);
      const [kept, purged] = await recordersOf(experiment);
      await experiment.deleteRecorder(kept?.id ?? '');
      await experiment.purgeRecorder(purged?.id ?? '');
      const { storeId } = await experimentStore.identity();
      const ownerOf = (recorderId: string) =>
        ({ kind: 'recorder', storeId, experimentId: experiment.id, recorderId }) as const;
      expect(await artifacts.list(ownerOf(purged?.id ?? ''))).toEqual([]);
      const lost = ownerOf(randomUUID());
      await artifacts.put(lost, 'left-behind', Buffer.from('12345'));
      const gc = (more: object) => collectGarbage({ artifacts, experimentStores: [experimentStore], ...more });
      expect((await gc({})).items).toEqual([]);
      const graceMs = 0;
      // The clock of the artifact store has to pass what was put last.
      const put = await artifacts.now();
      await expect.poll(() => artifacts.now()).toBeGreaterThan(put);
      expect((await gc({ graceMs, dryRun: true })).items).toEqual([{ owner: lost, bytes: 5 }]);
      expect(await artifacts.list(lost)).toHaveLength(1);
      expect(await gc({ graceMs })).toMatchObject({ removed: 1, bytes: 5 });
      expect(await artifacts.list(lost)).toEqual([]);

      // What was only hidden comes back with all that it keeps; what is deleted for good does not.
      await experiment.restoreRecorder(kept?.id ?? '');
      expect(await (await experiments.open(kept?.id ?? '')).loadObject('pred')).toSatisfy((read: Frame) =>
        read.equals(frame),
      );
      await experiments.delete(name);
      await experiments.restore(experiment);
      await experiments.purge(name);
      expect(await artifacts.list(ownerOf(kept?.id ?? ''))).toEqual([]);
      await expect(experiments.restore(experiment)).rejects.toMatchObject({ code: 'EXPERIMENT_NOT_FOUND' });
    },
    180_000,
  );
});

async function fill({ experiments }: Windrow, name: string): Promise<void> {
  for (const [recorder, alpha, sign] of [
    ['small', 0.5, -1],
    ['large', 5, 1],
  ] as const) {
    const run = async (each: Recorder): Promise<void> => {
      await each.logParams({ model: { class: 'Ridge', alpha, 'a.b': [1, { c: null }] } });
      await each.logSeries(
        'loss',
        Array.from({ length: 500 }, (_, step) => ({ step, value: (sign * 500) / (step + 1), time: step })),
      );
      await each.saveObjects({ pred: frame, 'notes/deep': new Map([[alpha, new Date(5)]]) });
    };
    await experiments.start(name, run, { recorder, tags: { team: 'ü', best: alpha < 1 } });
  }
}

async function recordersOf(
  experiment: Experiment,
  filter?: Parameters<Experiment['recorders']>[0],
): Promise<Recorder[]> {
  const found: Recorder[] = [];
  for await (const recorder of experiment.recorders(filter)) found.push(recorder);
  return found;
}

async function contentOf(experiment: Experiment): Promise<unknown> {
  const content: unknown[] = [];
  for (const recorder of await recordersOf(experiment)) {
    const { name, status, params, tags, metrics, unflushed } = await recorder.info();
    const pred = (await recorder.loadObject('pred')) as Frame;
    const objects = (await recorder.listArtifacts()).map(({ name: each, sha256 }) => [each, sha256]);
    const series = await recorder.metricSeries('loss');
    const notes = await recorder.loadObject('notes/deep');
    content.push({ name, status, params, tags, metrics, unflushed, objects, series, notes, same: pred.equals(frame) });
  }
  expect(content).toHaveLength(2);
  return content;
}

async function bytesOf(source: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const pieces: Uint8Array[] = [];
  for await (const piece of source) pieces.push(piece);
  return Buffer.concat(pieces);
}

async function* piecesOf(bytes: Uint8Array): AsyncGenerator<Uint8Array, void> {
  for (let at = 0; at < bytes.length; at += 7_001) yield bytes.subarray(at, at + 7_001);
}
