import { type Collector, formatKey, type Key, KeyMap, type ProcessStep, WindrowError } from '@windrow/core';
import { describe, expect, test } from 'vitest';
import { type CollectableRecorder, MergeCollector, processCollect, RecorderCollector } from '../src/index.js';
import { expectGolden } from './expect-golden.js';
import { type GoldenCase, type GoldenMap, type GoldenValue, readGolden, toMap, toValue } from './golden.js';
import { stepOf } from './steps.js';

interface Input {
  readonly op: string;
  readonly collected: GoldenMap;
  readonly process: readonly string[];
  readonly collectors: readonly {
    readonly key: string;
    readonly collected: GoldenMap;
    readonly process: readonly string[];
  }[];
  readonly mergeFunc: string | null;
  readonly recorders: readonly GoldenRecorder[];
  readonly artifactsPath: Readonly<Record<string, string>>;
  readonly artifactsKey: string | readonly string[] | null;
  readonly recKey: string;
  readonly recFilter: string | null;
  readonly status: readonly string[] | null;
  readonly onlyExist: boolean;
}
interface GoldenRecorder {
  readonly id: string;
  readonly status: string;
  readonly artifacts: Readonly<Record<string, GoldenValue>>;
  readonly model: string;
  readonly window: string;
}

const cases = readGolden<GoldenCase<Input>>('ensembles.json');
const of = (op: string) => cases.filter(({ input }) => input.op === op).map((golden) => [golden.name, golden] as const);
const both = (output: GoldenValue): unknown => {
  const { collect, run } = output as unknown as { collect: GoldenMap; run: GoldenMap };
  return new KeyMap([
    ['collect', toMap(collect)],
    ['run', toMap(run)],
  ]);
};
const collectAndRun = async (collector: Collector): Promise<KeyMap<unknown>> =>
  new KeyMap([
    ['collect', await collector.collect()],
    ['run', await collector.run()],
  ]);

describe('parity: Collector.process_collect', () => {
  test.each(of('process_collect'))('%s', async (_, golden) => {
    const { collected, process } = golden.input;
    await expectGolden(golden, () => processCollect(toMap(collected), process.map(stepOf)), 1e-12);
  });
});

describe('parity: MergeCollector(collector_dict, process_list, merge_func)', () => {
  const mergeFunctions: Record<string, (collector: Key, key: Key) => Key> = {
    'join:_': (collector, key) => `${String(collector)}_${String(key)}`,
    first: (collector) => collector,
    second: (_, key) => key,
  };
  const collectorOf = ({ collected, process }: Input['collectors'][number]): Collector => ({
    collect: () => Promise.resolve(toMap(collected)),
    processCollect: (values, steps = process.map(stepOf)) => processCollect(values, steps),
    run: () => processCollect(toMap(collected), process.map(stepOf)),
  });

  test.each(of('MergeCollector'))('%s', async (_, golden) => {
    const { collectors, process, mergeFunc } = golden.input;
    const run = () =>
      collectAndRun(
        new MergeCollector({
          collectors: new Map(collectors.map((collector) => [collector.key, collectorOf(collector)])),
          process: process.map(stepOf),
          ...(mergeFunc === null ? {} : { merge: mergeFunctions[mergeFunc] as (collector: Key, key: Key) => Key }),
        }),
      );
    await expectGolden(golden, run, 1e-12, both);
  });
});

interface TestRecorder extends CollectableRecorder {
  readonly model: string;
  readonly window: string;
}

function recorderOf({ id, status, artifacts, model, window }: GoldenRecorder): TestRecorder {
  return {
    id,
    opened: { status },
    model,
    window,
    loadObject: (name) =>
      Object.hasOwn(artifacts, name)
        ? Promise.resolve(toValue(artifacts[name] as GoldenValue))
        : Promise.reject(new Error(`LoadObjectError: ${name}`)),
    listObjects: () => Promise.resolve(Object.keys(artifacts)),
  };
}

function collectorFor(input: Input, process: readonly ProcessStep[]): RecorderCollector<TestRecorder> {
  const keys: Record<string, (recorder: TestRecorder) => Key> = {
    id: ({ id }) => id,
    model: ({ model }) => model,
    '(model,)': ({ model }) => [model],
    'model+window': ({ model, window }) => [model, window],
  };
  const { recFilter, artifactsKey } = input;
  return new RecorderCollector<TestRecorder>({
    recorders: input.recorders.map(recorderOf),
    artifacts: input.artifactsPath,
    key: keys[input.recKey] as (recorder: TestRecorder) => Key,
    status: input.status ?? 'any',
    process,
    onMissing: input.onlyExist ? 'skip' : 'error',
    ...(artifactsKey === null ? {} : { artifactsKey }),
    ...(recFilter === null ? {} : { filter: ({ model }: TestRecorder) => `model=${model}` === recFilter }),
  });
}

describe('parity: RecorderCollector, collect and call', () => {
  test.each(of('RecorderCollector').filter(([, { quirk }]) => !quirk))('%s', async (_, golden) => {
    await expectGolden(
      golden,
      () => collectAndRun(collectorFor(golden.input, golden.input.process.map(stepOf))),
      1e-12,
      both,
    );
  });

  test('recorder collector: a missing artifact is left out (an error by default, the reference answer when asked to skip)', async () => {
    const [, golden] = of('RecorderCollector').find(([name]) => name.endsWith('a missing artifact is left out')) as [
      string,
      GoldenCase<Input>,
    ];
    const collector = collectorFor(golden.input, []);
    await expect(collector.collect({ onMissing: 'error' })).rejects.toThrow(
      /Recorder r9 \(key 'r9'\) has no "pred.pkl"/,
    );
    await expectGolden({ ...golden, quirk: false }, () => collectAndRun(collector), 0, both);
    expect((await collector.collect()).report.missing).toEqual([
      { recorderId: 'r9', key: 'r9', artifact: 'pred', path: 'pred.pkl' },
    ]);
  });

  test('recorder collector: the same key twice (an error by default, the reference answer when asked for the last)', async () => {
    const [, golden] = of('RecorderCollector').find(([name]) => name.endsWith('the same key twice')) as [
      string,
      GoldenCase<Input>,
    ];
    const collector = collectorFor(golden.input, []);
    const failure = await collector.collect().catch((error: unknown) => error);
    expect(WindrowError.is(failure, 'COLLECT_KEY_DUPLICATE')).toBe(true);
    expect((failure as Error).message).toMatch(/The key 'lgb' is shared by recorder r1, recorder r2/);
    const last = await collector.collect({ onDuplicate: 'last' });
    await expectGolden(
      { ...golden, quirk: false },
      () =>
        new KeyMap([
          ['collect', last],
          ['run', last],
        ]),
      0,
      both,
    );
    expect(last.report.duplicated.map((found) => ({ ...found, key: formatKey(found.key) }))).toEqual([
      { artifact: 'pred', key: "'lgb'", kept: 'r2', dropped: 'r1' },
    ]);
  });
});
