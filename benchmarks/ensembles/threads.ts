import { type Key, KeyMap } from '@windrow/core';
import { AverageEnsemble, Group, RollingEnsemble } from '@windrow/ensembles';
import { Frame } from '@windrow/frame';
import { measure, median, ratio } from './measure.js';
import { dayTimes, instrumentNames, sampleParts } from './sample-frames.js';

/** Groups reduced on one thread and on as many as there are. */
export interface ThreadFigure {
  readonly work: string;
  readonly groups: number;
  readonly rows: number;
  readonly oneThreadMs: number;
  readonly threadsMs: number;
  /** The time on threads relative to one thread; at most 1.05 is promised. */
  readonly relative: number;
}

interface Shape {
  readonly work: string;
  /** Members of averages lie on the same days, windows follow each other. */
  readonly averages?: boolean;
  readonly groups: number;
  readonly windows: number;
  readonly daysEach: number;
  readonly instruments: number;
  readonly shared: boolean;
  readonly repeat: number;
}

const shapes: readonly Shape[] = [
  {
    work: 'many rows on shared memory',
    groups: 16,
    windows: 4,
    daysEach: 125,
    instruments: 4_000,
    shared: true,
    repeat: 1,
  },
  {
    work: 'many rows on memory of this thread (one thread)',
    groups: 16,
    windows: 4,
    daysEach: 125,
    instruments: 1_000,
    shared: false,
    repeat: 1,
  },
  {
    work: 'few rows on shared memory (one thread)',
    groups: 16,
    windows: 4,
    daysEach: 125,
    instruments: 50,
    shared: true,
    repeat: 50,
  },
  {
    work: 'two groups on shared memory (one thread)',
    groups: 2,
    windows: 4,
    daysEach: 250,
    instruments: 4_000,
    shared: true,
    repeat: 1,
  },
  {
    work: 'averages of many rows on shared memory',
    averages: true,
    groups: 8,
    windows: 4,
    daysEach: 150,
    instruments: 4_000,
    shared: true,
    repeat: 1,
  },
  {
    work: 'two averages just large enough for threads',
    averages: true,
    groups: 2,
    windows: 4,
    daysEach: 500,
    instruments: 4_000,
    shared: true,
    repeat: 1,
  },
];

/** Measures `Group.reduce` with and without threads, in turn. */
export async function measureThreads(options: {
  readonly rounds: number;
  readonly scale: number;
  readonly log: (line: string) => void;
}): Promise<readonly ThreadFigure[]> {
  const figures: ThreadFigure[] = [];
  for (const shape of shapes) {
    options.log(`threads: ${shape.work}`);
    const groups = makeGroups({ ...shape, instruments: Math.ceil(shape.instruments * options.scale) });
    const ensemble = shape.averages === true ? new AverageEnsemble() : new RollingEnsemble();
    const group = new Group<Frame, Frame>({ ensemble });
    const [one, threads] = (await measure(
      [
        { name: 'one thread', run: () => times(shape.repeat, () => group.reduce(groups, { concurrency: 1 })) },
        { name: 'threads', run: () => times(shape.repeat, () => group.reduce(groups)) },
      ],
      options.rounds,
    )) as [Awaited<ReturnType<typeof measure>>[0], Awaited<ReturnType<typeof measure>>[0]];
    let rows = 0;
    for (const members of groups.values()) for (const frame of members.values()) rows += frame.length;
    figures.push({
      work: shape.work,
      groups: shape.groups,
      rows,
      oneThreadMs: median(one.ms) / shape.repeat,
      threadsMs: median(threads.ms) / shape.repeat,
      relative: ratio(threads, one),
    });
  }
  return figures;
}

/** What takes a few milliseconds is done several times, or one would measure the garbage collector. */
async function times(count: number, work: () => Promise<unknown>): Promise<void> {
  for (let k = 0; k < count; k++) await work();
}

function makeGroups({
  averages = false,
  groups,
  windows,
  daysEach,
  instruments: count,
  shared,
}: Shape): KeyMap<KeyMap<Frame>> {
  const instruments = instrumentNames(count);
  const own = dayTimes(windows * daysEach);
  const times = shared ? new Float64Array(new SharedArrayBuffer(own.byteLength)) : own;
  times.set(own);
  return new KeyMap(
    Array.from({ length: groups }, (_, group): readonly [Key, KeyMap<Frame>] => [
      group,
      new KeyMap(
        Array.from({ length: windows }, (_, k): readonly [Key, Frame] => {
          const firstDay = averages ? 0 : k * (daysEach - 10);
          const parts = sampleParts({
            times,
            instruments,
            firstDay,
            days: daysEach,
            seed: group * windows + k,
            shared,
          });
          return [k, Frame.fromParts({ ...parts, sorted: true, unique: true })];
        }),
      ),
    ]),
  );
}
