import {
  ArtifactCorruptError,
  ArtifactMissingError,
  type GroupRunOptions,
  KeyMap,
  type ReduceContext,
} from '@windrow/core';
import { describe, expect, test } from 'vitest';
import { RollingEnsemble } from '../ensemble/rolling/rolling-ensemble.js';
import { RollingGroup } from '../group/rolling-group.js';
import type { CollectableRecorder } from './collectable-recorder.js';
import { MergeCollector } from './merge-collector.js';
import { processCollect } from './process-collect.js';
import { RecorderCollector } from './recorder-collector.js';

function recorder(id: string, objects: Record<string, unknown> = {}): CollectableRecorder & { loads: number } {
  const made = {
    id,
    loads: 0,
    opened: { status: 'FINISHED' },
    loadObject: async (name: string) => {
      made.loads++;
      if (objects[name] instanceof Error) throw objects[name];
      if (!Object.hasOwn(objects, name)) throw new ArtifactMissingError(`recorder ${id}`, name);
      return objects[name];
    },
  };
  return made;
}

describe('what RecorderCollector refuses', () => {
  test('a missing artifact, naming recorder, key and path; or it is left out and listed', async () => {
    const recorders = [recorder('r1', { pred: 1 }), recorder('r2')];
    const collector = new RecorderCollector({
      recorders,
      key: ({ id }) => ['m', id],
      artifacts: { score: 'pred' },
      process: [],
    });
    await expect(collector.collect()).rejects.toMatchObject({
      code: 'COLLECT_ARTIFACT_MISSING',
      message:
        'Recorder r2 (key (\'m\', \'r2\')) has no "pred" to collect as "score". Train its task again, filter it out, or collect the rest with ' +
        "onMissing: 'skip', which lists what is missing.",
    });
    const collected = await collector.collect({ onMissing: 'skip' });
    expect([...(collected.get('score') as KeyMap<unknown>)]).toEqual([[['m', 'r1'], 1]]);
    expect(collected.report.missing).toEqual([{ recorderId: 'r2', key: ['m', 'r2'], artifact: 'score', path: 'pred' }]);
  });

  test('a damaged artifact is not a missing one', async () => {
    const collector = new RecorderCollector({
      recorders: [recorder('r1', { pred: new ArtifactCorruptError('r1', 'pred', 'other size') })],
    });
    await expect(collector.collect({ onMissing: 'skip' })).rejects.toMatchObject({ code: 'ARTIFACT_CORRUPT' });
    const failing = new RecorderCollector({ recorders: [recorder('r1', { pred: new Error('disk on fire') })] });
    await expect(failing.collect({ onMissing: 'skip' })).rejects.toThrow('disk on fire');
  });

  test('two objects with one key, before anything is loaded; or the first or the last is taken and the other listed', async () => {
    const recorders = [
      recorder('r1', { pred: 1 }),
      recorder('r2', { pred: 2 }),
      recorder('r3', { pred: 3 }),
      recorder('r4', { pred: 4 }),
    ];
    const collector = new RecorderCollector({
      recorders,
      key: ({ id }) => (id < 'r3' ? ['m', 1] : ['m', 2]),
      process: [],
    });
    await expect(collector.collect()).rejects.toMatchObject({
      code: 'COLLECT_KEY_DUPLICATE',
      message: expect.stringMatching(
        /^The key \('m', 1\) is shared by recorder r1, recorder r2 \(and 1 more key by others\)\. Give each a key of its own/,
      ),
    });
    expect(recorders.map(({ loads }) => loads)).toEqual([0, 0, 0, 0]);
    const values = async (onDuplicate: 'first' | 'last') => [
      ...((await collector.collect({ onDuplicate })).get('pred') as KeyMap<unknown>).values(),
    ];
    expect(await values('first')).toEqual([1, 3]);
    expect(await values('last')).toEqual([2, 4]);
    expect((await collector.collect({ onDuplicate: 'first' })).report.duplicated).toEqual([
      { artifact: 'pred', key: ['m', 1], kept: 'r1', dropped: 'r2' },
      { artifact: 'pred', key: ['m', 2], kept: 'r3', dropped: 'r4' },
    ]);
  });

  test('an empty collection: an empty map, or an error when asked; its ensemble says what to look at', async () => {
    const collector = new RecorderCollector({ recorders: [recorder('r1')], filter: () => false });
    expect((await collector.run()).size).toBe(0);
    await expect(collector.collect({ onEmpty: 'error' })).rejects.toMatchObject({
      code: 'COLLECTION_EMPTY',
      message:
        'Nothing was collected: 1 recorder, 0 of another status, 1 left out by the filter, 0 superseded. Check the experiment, the status and the filter.',
    });
    expect(() => new RollingEnsemble().reduce(new KeyMap())).toThrowError(
      /no members\. Check the collector's filter, status and artifacts/,
    );
  });

  test('a key function that returns no key', async () => {
    const collector = new RecorderCollector({
      recorders: [recorder('r1', { pred: 1 })],
      key: () => ['m', undefined] as never,
    });
    await expect(collector.collect()).rejects.toMatchObject({
      code: 'KEY_INVALID',
      message: expect.stringMatching(/^RecorderCollector, recorder r1, cannot have the key \["m", undefined\]/),
    });
  });

  test('a key that is no tuple, when windows are to be rolled', async () => {
    const collector = new RecorderCollector({ recorders: [recorder('r1', { pred: 1 })], key: ({ id }) => id });
    await expect(collector.run()).rejects.toMatchObject({
      code: 'GROUP_KEY',
      message: expect.stringMatching(/'r1'.*give the collector a key that returns one/),
    });
  });

  test.each([
    ['neither experiment nor recorders', {}, /experiment or recorders must be given/],
    ['both', { recorders: [], experiment: { recorders: () => [] } }, /not both/],
    [
      'an artifact that was not declared',
      { recorders: [], artifactsKey: 'ic' },
      /artifactsKey names 'ic', which is not among 'pred', '__raw'/,
    ],
    ['an unknown onMissing', { recorders: [], onMissing: 'ignore' }, /onMissing is "ignore"; choose 'error' or 'skip'/],
    ['an unknown onDuplicate', { recorders: [], onDuplicate: 'any' }, /choose 'error' or 'first' or 'last'/],
    ['an unknown onEmpty', { recorders: [], onEmpty: 'skip' }, /choose 'empty' or 'error'/],
    ['no concurrency', { recorders: [], concurrency: 0 }, /from 1, got 0/],
  ])('%s', (_, options, message) => {
    expect(() => new RecorderCollector(options as never)).toThrowError(
      expect.objectContaining({ code: 'ENSEMBLE_OPTIONS', message: expect.stringMatching(message) }),
    );
  });
});

describe('what processing refuses', () => {
  const collected = new KeyMap([['pred', 1]]);

  test.each([
    ['a text', 'RollingGroup', /^Step 0 of the processing is a string\. A step is a group, an ensemble, or a function/],
    ['a class', RollingGroup, /is the class RollingGroup, not one of its objects: write new RollingGroup\(…\)/],
    ['null', null, /is null/],
    ['a list', [[() => 1]], /is a list/],
    ['a map', new KeyMap(), /is an object without run or reduce/],
  ])('%s in place of a step', async (_, step, message) => {
    await expect(processCollect(collected, [step] as never)).rejects.toMatchObject({
      code: 'PROCESS_STEP',
      message: expect.stringMatching(message),
    });
    expect(() => new RecorderCollector({ recorders: [], process: [step] as never })).toThrowError(message);
    expect(() => new MergeCollector({ collectors: {}, process: [step] as never })).toThrowError(message);
  });

  test('steps are checked before the first runs; a single step needs no list', async () => {
    let ran = 0;
    const step = (value: never): number => value + ++ran;
    await expect(processCollect(collected, [step, 5] as never)).rejects.toMatchObject({
      code: 'PROCESS_STEP',
      index: 1,
    });
    expect(ran).toBe(0);
    expect([...(await processCollect(collected, step))]).toEqual([['pred', 2]]);
  });

  test('what ensembles and groups noticed is told with its artifact', async () => {
    const told: unknown[] = [];
    const onReport = (report: unknown, where: unknown): number => told.push([report, where]);
    const ensemble = {
      reduce(value: never, context?: ReduceContext) {
        context?.onReport?.('seen');
        return value;
      },
    };
    const group = {
      async run(value: never, options?: GroupRunOptions) {
        options?.onReport?.('seen', 'g');
        return value;
      },
    };
    await processCollect(collected, [ensemble, group as never], { onReport });
    expect(told).toEqual([
      ['seen', { artifact: 'pred' }],
      ['seen', { artifact: 'pred', group: 'g' }],
    ]);
  });
});

describe('parity: MergeCollector', () => {
  const collector = (values: Record<string, unknown>) =>
    new RecorderCollector({ recorders: [recorder('r', values)], artifacts: Object.keys(values) });

  test('two values with one key are an error that names both collectors; or the first or last is taken', async () => {
    const merged = new MergeCollector({
      collectors: { A: collector({ pred: 1 }), B: collector({ pred: 2 }) },
      merge: (_, key) => key,
    });
    await expect(merged.collect()).rejects.toMatchObject({
      code: 'COLLECT_KEY_DUPLICATE',
      message: expect.stringMatching(/The key 'pred' is shared by collector 'A', collector 'B'/),
    });
    expect([...((await merged.collect({ onDuplicate: 'last' })).get('pred') as KeyMap<unknown>)]).toEqual([['r', 2]]);
    expect([...((await merged.collect({ onDuplicate: 'first' })).get('pred') as KeyMap<unknown>)]).toEqual([['r', 1]]);
  });

  test('hands on what its collectors tell', async () => {
    const merged = await new MergeCollector({
      collectors: { A: collector({ pred: 1 }), B: collector({ ic: 2 }) },
    }).run();
    expect([...merged.keys()]).toEqual([
      ['A', 'pred'],
      ['B', 'ic'],
    ]);
    expect(merged.reports.get('B')).toMatchObject({ listed: 1, collected: 1 });
  });

  test('a merge function that returns no key, and what is no collector', async () => {
    const merged = new MergeCollector({ collectors: { A: collector({ pred: 1 }) }, merge: () => undefined as never });
    await expect(merged.collect()).rejects.toMatchObject({
      code: 'KEY_INVALID',
      message: expect.stringMatching(/merge\(\)/),
    });
    expect(() => new MergeCollector({ collectors: { A: 5 } as never })).toThrowError(/has no collector under 'A'/);
  });

  test('an abort reaches the collectors', async () => {
    const merged = new MergeCollector({ collectors: { A: collector({ pred: 1 }) } });
    await expect(merged.run({ signal: AbortSignal.abort() })).rejects.toMatchObject({ name: 'AbortError' });
  });
});
