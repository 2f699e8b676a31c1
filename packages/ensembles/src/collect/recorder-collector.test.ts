import { Experiments, type Key, KeyMap, type Recorder, TaskManager } from '@windrow/core';
import { MemoryArtifactStore, MemoryExperimentStore, MemoryTaskStore } from '@windrow/store-memory';
import { beforeEach, describe, expect, test } from 'vitest';
import { frameOf, type Row, rowsIn } from '../../test/frames.js';
import { AverageEnsemble } from '../ensemble/average/average-ensemble.js';
import { Group } from '../group/group.js';
import { RollingGroup } from '../group/rolling-group.js';
import type { CollectableRecorder } from './collectable-recorder.js';
import { RecorderCollector } from './recorder-collector.js';
import { taskResults } from './task-results.js';

const experimentsOf = (): Experiments => new Experiments(new MemoryExperimentStore(), new MemoryArtifactStore());
let experiments = experimentsOf();
beforeEach(() => {
  experiments = experimentsOf();
});

const tagKey = ({ opened: { tags } }: Recorder): Key => [String(tags['model']), String(tags['window'])];

async function record(
  model: string,
  window: string,
  objects: Record<string, unknown>,
  failing = false,
): Promise<string> {
  let id = '';
  const run = experiments.start('rolling', async (recorder) => {
    id = recorder.id;
    await recorder.setTags({ model, window });
    await recorder.saveObjects(objects);
    if (failing) throw new Error('failed on purpose');
  });
  await run.catch((error: unknown) => {
    if (!failing) throw error;
  });
  return id;
}

const pred = (...rows: readonly Row[]) => frameOf(rows);

describe('parity: RecorderCollector(experiment, process_list, rec_key_func, rec_filter_func, artifacts_path, artifacts_key, status)', () => {
  test('collects what recorders saved, rolls and averages it, and tells what it saw', async () => {
    await record('a', 'w1', { pred: pred([2, 'A', 1], [2, 'B', 3]), ic: 0.1 });
    await record('a', 'w0', { pred: pred([1, 'A', 1], [1, 'B', 2]), ic: 0.2 });
    await record('b', 'w0', { pred: pred([1, 'A', 2], [1, 'B', 1]), ic: 0.3 });
    await record('b', 'w9', {}, true);
    const experiment = await experiments.get('rolling');
    const collector = new RecorderCollector({ experiment, key: tagKey, artifacts: { score: 'pred.pkl' } });

    const collected = await collector.collect();
    expect([...collected.keys()]).toEqual(['score']);
    expect([...(collected.get('score') as KeyMap<unknown>).keys()]).toEqual([
      ['a', 'w1'],
      ['a', 'w0'],
      ['b', 'w0'],
    ]);
    expect(collected.report).toEqual({
      listed: 4,
      collected: 3,
      otherStatus: 1,
      filteredOut: 0,
      superseded: [],
      missing: [],
      duplicated: [],
    });

    const rolled = (await collector.run()).get('score') as KeyMap<never>;
    expect([...rolled.keys()]).toEqual([['a'], ['b']]);
    expect(rowsIn(rolled.get(['a']) as never)).toEqual([
      [1, 'A', 1],
      [1, 'B', 2],
      [2, 'A', 1],
      [2, 'B', 3],
    ]);

    const averaging = new RecorderCollector({
      experiment,
      key: tagKey,
      process: [
        new RollingGroup(),
        new Group({ by: () => 'all', ensemble: new AverageEnsemble({ standardize: false }) as never }),
      ],
    });
    const averaged = (await averaging.run()).get('pred') as KeyMap<never>;
    expect(rowsIn(averaged.get('all') as never)).toEqual([
      [1, 'A', 1.5],
      [1, 'B', 1.5],
      [2, 'A', 1],
      [2, 'B', 3],
    ]);
    expect(averaging.experimentName).toBe('rolling');
  });

  test('by id and unprocessed by default; recorders from a function; several artifacts by name', async () => {
    const id = await record('a', 'w0', { pred: 1, label: 2 });
    const experiment = await experiments.get('rolling');
    const collector = new RecorderCollector({ recorders: () => experiment.recorders(), artifacts: ['pred', 'label'] });
    expect(await collector.run()).toEqual(await collector.collect());
    expect([...(await collector.collect())]).toEqual([
      ['pred', new KeyMap([[id, 1]])],
      ['label', new KeyMap([[id, 2]])],
    ]);
    expect(collector.experimentName).toBeUndefined();
  });

  test('each call may choose other artifacts, filters and statuses', async () => {
    await record('a', 'w0', { pred: 1, ic: 2 });
    await record('b', 'w0', { pred: 3, ic: 4 });
    await record('c', 'w0', { pred: 5, ic: 6 }, true);
    const experiment = await experiments.get('rolling');
    const collector = new RecorderCollector({
      experiment,
      key: ({ opened }) => opened.tags['model'] as string,
      artifacts: ['pred', 'ic'],
      process: [],
    });
    const values = async (options: Parameters<typeof collector.collect>[0]) =>
      Array.from(await collector.collect(options), ([artifact, map]) => [artifact, [...map]]);
    expect(await values({ artifactsKey: 'ic' })).toEqual([
      [
        'ic',
        [
          ['a', 2],
          ['b', 4],
        ],
      ],
    ]);
    expect(await values({ artifactsKey: ['pred'], filter: ({ opened }) => opened.tags['model'] === 'b' })).toEqual([
      ['pred', [['b', 3]]],
    ]);
    expect(await values({ artifactsKey: 'pred', status: 'FAILED' })).toEqual([['pred', [['c', 5]]]]);
    expect(await values({ artifactsKey: 'pred', status: ['FAILED', 'FINISHED'] })).toEqual(
      await values({ artifactsKey: 'pred', status: 'any' }),
    );
    expect((await collector.run({ artifactsKey: 'ic', filter: () => false })).size).toBe(0);
    expect((await collector.collect({ filter: ({ opened }) => opened.tags['model'] === 'b' })).report).toMatchObject({
      listed: 3,
      otherStatus: 1,
      filteredOut: 1,
      collected: 1,
    });
  });

  test('where is passed to the experiment, which lists fewer', async () => {
    await record('a', 'w0', { pred: 1 });
    await record('b', 'w0', { pred: 3 });
    const collector = new RecorderCollector({
      experiment: await experiments.get('rolling'),
      where: { 'tags.model': 'b' },
      process: [],
    });
    const { report } = await collector.collect();
    expect([report.listed, report.collected]).toEqual([1, 1]);
  });

  test('raw: true gives the recorder and loads nothing; __raw may be asked for beside artifacts', async () => {
    const id = await record('a', 'w0', {});
    const collector = new RecorderCollector({ experiment: await experiments.get('rolling') });
    const raw = await collector.collect({ raw: true });
    expect([...raw.keys()]).toEqual(['__raw']);
    expect(raw.get('__raw')?.get(id)).toMatchObject({ id });
    expect([...(await collector.collect({ artifactsKey: ['pred', '__raw'], onMissing: 'skip' })).keys()]).toEqual([
      '__raw',
    ]);
  });

  test('entries gives the objects one after the other', async () => {
    await record('a', 'w0', { pred: 1 });
    await record('a', 'w1', { pred: 2 });
    const collector = new RecorderCollector({ experiment: await experiments.get('rolling'), key: tagKey });
    const seen: unknown[] = [];
    for await (const { artifact, key, object } of collector.entries()) seen.push([artifact, key, object]);
    expect(seen).toEqual([
      ['pred', ['a', 'w0'], 1],
      ['pred', ['a', 'w1'], 2],
    ]);
  });
});

describe('recorders of attempts that lost', () => {
  test('are skipped when the result of their task points at another recorder, and counted', async () => {
    const manager = new TaskManager(new MemoryTaskStore(), 'rolling');
    const experiment = await experiments.create('rolling');
    const { ids } = await manager.createTasks([{ task: 1 }, { task: 2 }]);
    const begin = async (taskId: string, fence: number) => {
      const recorder = await experiment.begin({ task: { storeId: 's', pool: 'rolling', taskId, fence } });
      await recorder.saveObject('pred', fence);
      await recorder.end();
      return recorder;
    };
    const lost = await begin(ids[0] as string, 1);
    const won = await begin(ids[0] as string, 2);
    const unfinished = await begin(ids[1] as string, 1);
    const removed = await begin('gone', 1);
    const free = await record('a', 'w0', { pred: 0 });
    for await (const task of manager.tasks({ filter: { id: ids[0] as string } })) await task.commit(won.ref);

    const collector = new RecorderCollector({ experiment, resultOf: taskResults(manager) });
    const { report } = await collector.collect();
    expect(report.superseded).toEqual([lost.id, unfinished.id, removed.id]);
    expect([...((await collector.collect()).get('pred') as KeyMap<unknown>)]).toEqual([
      [won.id, 2],
      [free, 0],
    ]);

    const other = new RecorderCollector({
      experiment,
      resultOf: taskResults(new TaskManager(new MemoryTaskStore(), 'other')),
    });
    await expect(other.collect()).rejects.toThrow(/lack the pool 'rolling' of recorder .*; there are 'other'/);
  });
});

describe('many recorders', () => {
  const recorders = Array.from({ length: 50 }, (_, place) => place);

  test('are loaded so many at a time, in order, with progress', async () => {
    let loading = 0;
    let most = 0;
    const list = recorders.map(
      (place): CollectableRecorder => ({
        id: String(place),
        opened: { status: 'FINISHED' },
        loadObject: async () => {
          most = Math.max(most, ++loading);
          for (let turn = 0; turn <= place % 3; turn++) await new Promise((resolve) => setImmediate(resolve));
          loading--;
          return place;
        },
      }),
    );
    const progress: string[] = [];
    const collected = await new RecorderCollector({ recorders: list }).collect({
      concurrency: 4,
      onProgress: ({ done, total }) => progress.push(`${done}/${total}`),
    });
    expect([...(collected.get('pred') as KeyMap<unknown>).values()]).toEqual(recorders);
    expect([most, progress]).toEqual([4, recorders.map((place) => `${place + 1}/50`)]);
  });

  test('a slow reader of entries holds few objects', async () => {
    let started = 0;
    const list = recorders.map(
      (place): CollectableRecorder => ({
        id: String(place),
        opened: { status: 'FINISHED' },
        loadObject: () => Promise.resolve(++started),
      }),
    );
    let read = 0;
    for await (const entry of new RecorderCollector({ recorders: list }).entries({ concurrency: 3 })) {
      expect(entry.object).toBe(++read);
      await new Promise((resolve) => setImmediate(resolve));
      expect(started - read).toBeLessThanOrEqual(3);
      if (read === 20) break;
    }
    expect(started).toBeLessThanOrEqual(23);
  });

  test('an abort ends it', async () => {
    const controller = new AbortController();
    const list = recorders.map(
      (place): CollectableRecorder => ({
        id: String(place),
        opened: { status: 'FINISHED' },
        loadObject: async () => controller.abort(),
      }),
    );
    await expect(
      new RecorderCollector({ recorders: list }).collect({ concurrency: 1, signal: controller.signal }),
    ).rejects.toMatchObject({ name: 'AbortError' });
  });
});
