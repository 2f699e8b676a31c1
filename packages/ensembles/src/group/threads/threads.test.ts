import { availableParallelism } from 'node:os';
import { KeyMap } from '@windrow/core';
import { Frame } from '@windrow/frame';
import { describe, expect, test } from 'vitest';
import { dayMs } from '../../../test/frames.js';
import { AverageEnsemble } from '../../ensemble/average/average-ensemble.js';
import { RollingEnsemble } from '../../ensemble/rolling/rolling-ensemble.js';
import { reduceGroups } from '../reduce-groups.js';
import { type ReduceBatch, takeJob } from './messages.js';
import { planThreads, type ThreadPlan } from './plan-threads.js';
import { reduceOnThreads } from './reduce-on-threads.js';
import { borrowThreads } from './thread-pool.js';

const instruments = Array.from({ length: 100 }, (_, k) => `i${String(k).padStart(3, '0')}`);

function window(firstDay: number, days: number, seed: number): Frame {
  const rows = days * instruments.length;
  return Frame.fromParts({
    times: Float64Array.from({ length: days }, (_, day) => (firstDay + day) * dayMs),
    timeCodes: Int32Array.from({ length: rows }, (_, row) => Math.floor(row / instruments.length)),
    instruments,
    instrumentCodes: Int32Array.from({ length: rows }, (_, row) => row % instruments.length),
    columns: { score: Float64Array.from({ length: rows }, (_, row) => Math.sin(row * seed)) },
  }).shared();
}

const groupsOf = (count: number, days = 5): KeyMap<KeyMap<Frame>> =>
  new KeyMap(
    Array.from({ length: count }, (_, group) => [
      ['g', group],
      new KeyMap(
        [0, 1, 2].map((part) => [part, window(part * (days - 1), days + group, group * 3 + part + 1)] as const),
      ),
    ]),
  );

/** A plan for threads whatever the size, which reduceGroups makes only where it pays. */
function planOf(groups: KeyMap<KeyMap<Frame>>, ensemble: ThreadPlan['ensemble'], threads = 2): ThreadPlan {
  const entries = [...groups];
  return {
    ensemble,
    groups: entries.map(([group]) => group),
    jobs: entries.map(([, members]) => Array.from(members, ([key, frame]) => [key, frame.toTransfer().data] as const)),
    threads,
  };
}

// Starting a thread from TypeScript sources takes a while on a busy machine.
describe('reducing groups on threads', { timeout: 60_000 }, () => {
  test.each([
    ['RollingEnsemble', {}, new RollingEnsemble()],
    ['AverageEnsemble', { requireAll: true }, new AverageEnsemble({ requireAll: true })],
    [
      'AverageEnsemble',
      {
        weights: new KeyMap([
          [0, 1],
          [1, 2],
          [2, 0],
        ]),
      },
      new AverageEnsemble({
        weights: new KeyMap([
          [0, 1],
          [1, 2],
          [2, 0],
        ]),
      }),
    ],
  ] as const)(
    '%s %j gives the same bytes and reports as on one thread, without a copy of the frames',
    async (name, options, ensemble) => {
      const groups = groupsOf(6);
      const plan = planOf(groups, { name, options } as ThreadPlan['ensemble']);
      const arrived = new KeyMap<readonly [Frame, unknown]>();
      // The caller takes no job here, so that threads do all of them.
      await reduceOnThreads(plan, {
        here: () => waitFor(() => arrived.size > 0),
        arrived: (group, frame, report) => arrived.set(group, [frame, report]),
        signal: undefined,
      });
      expect(arrived.size).toBeGreaterThan(0);
      for (const [group, [frame, report]] of arrived) {
        const alone = ensemble.reduceWithReport(groups.get(group) as KeyMap<Frame>);
        expect(frame.column('score')).toEqual(alone.frame.column('score'));
        expect([...frame.times, ...frame.instrumentCodes, ...frame.timeCodes]).toEqual([
          ...alone.frame.times,
          ...alone.frame.instrumentCodes,
          ...alone.frame.timeCodes,
        ]);
        expect(report).toEqual(alone.report);
        expect(frame.toTransfer().transferList).toEqual([]);
      }
    },
  );

  test('groups that fail in a thread are reduced again here, so the caller gets the very error', async () => {
    const bad = Frame.fromParts({
      ...window(0, 1, 1).toTransfer().data,
      columns: { other: new Float64Array(new SharedArrayBuffer(800)) },
    });
    const groups = groupsOf(3);
    groups.get(['g', 1])?.set(9, bad);
    const plan = planOf(groups, { name: 'RollingEnsemble', options: {} }, 1);
    const here: unknown[] = [];
    const arrived: unknown[] = [];
    const failed = reduceOnThreads(plan, {
      here: async (group) => {
        here.push(group);
        // The caller is busy with the first group until the thread has gone through the others.
        if (here.length === 1) await waitFor(() => arrived.length > 0);
        else new RollingEnsemble().reduce(groups.get(group) as KeyMap<Frame>);
      },
      arrived: (group) => arrived.push(group),
      signal: undefined,
    });
    await expect(failed).rejects.toMatchObject({ code: 'COLUMN_MISMATCH' });
    expect([here, arrived]).toEqual([
      [
        ['g', 0],
        ['g', 1],
      ],
      [['g', 2]],
    ]);
  });

  test('what the function of progress throws on an answer of a thread reaches the caller', async () => {
    const plan = planOf(groupsOf(2), { name: 'RollingEnsemble', options: {} }, 1);
    let told = false;
    const run = reduceOnThreads(plan, {
      here: () => waitFor(() => told),
      arrived: () => {
        told = true;
        throw new Error('the bar is broken');
      },
      signal: undefined,
    });
    await expect(run).rejects.toThrow('the bar is broken');
  });

  test('a batch whose jobs are all taken is finished at once; each job is taken once', async () => {
    const takers = new Int32Array(new SharedArrayBuffer(12));
    expect([takeJob(takers, 1), takeJob(takers, 2), takeJob(takers, 1), takeJob(takers, 2)]).toEqual([0, 1, 2, -1]);
    const [thread] = borrowThreads(1);
    const batch: ReduceBatch = {
      ensemble: { name: 'RollingEnsemble', options: {} },
      jobs: [[], [], []],
      takers,
      taker: 3,
    };
    const reply = await new Promise((resolve) => thread?.start(batch, resolve));
    thread?.letGo();
    expect(reply).toEqual({ kind: 'finished' });
  });

  test('an abort ends the run', async () => {
    const controller = new AbortController();
    const plan = planOf(groupsOf(3), { name: 'RollingEnsemble', options: {} });
    const run = reduceOnThreads(plan, {
      here: async () => controller.abort(),
      arrived: () => undefined,
      signal: controller.signal,
    });
    await expect(run).rejects.toMatchObject({ name: 'AbortError' });
  });
});

describe('when threads are used', { timeout: 60_000 }, () => {
  const big = (): KeyMap<KeyMap<Frame>> => {
    const groups = groupsOf(4, 2);
    const rows = 4_100_000;
    const zeros = new Int32Array(new SharedArrayBuffer(rows * 4));
    const values = new Float64Array(new SharedArrayBuffer(rows * 8));
    for (const members of groups.values()) {
      const { times, instruments: names } = members.get(0) as Frame;
      members.set(
        0,
        Frame.fromParts({
          times,
          timeCodes: zeros,
          instruments: names,
          instrumentCodes: zeros,
          columns: { score: values },
        }),
      );
    }
    return groups;
  };

  test('only for built-in ensembles, frames on shared memory, enough rows, several groups and cores', () => {
    const several = availableParallelism() > 1;
    expect(planThreads(big(), new RollingEnsemble() as never, 8) !== undefined).toBe(several);
    expect(planThreads(big(), new AverageEnsemble() as never, 2)?.threads).toBe(several ? 1 : undefined);
    expect(planThreads(big(), new RollingEnsemble() as never, 1)).toBeUndefined();
    expect(planThreads(big(), (() => 0) as never, 8)).toBeUndefined();
    expect(planThreads(big(), new (class extends RollingEnsemble {})() as never, 8)).toBeUndefined();
    expect(planThreads(groupsOf(9), new RollingEnsemble() as never, 8)).toBeUndefined();
    expect(planThreads(new KeyMap([...big()].slice(0, 1)), new RollingEnsemble() as never, 8)).toBeUndefined();
    const own = big();
    own.get(['g', 3])?.set(7, Frame.fromParts({ ...window(0, 1, 1).toTransfer().data, times: Float64Array.of(0) }));
    expect(planThreads(own, new RollingEnsemble() as never, 8)).toBeUndefined();
  });

  test('not when copying the names of instruments to threads would cost more than it saves', () => {
    const groups = big();
    const names = Array.from({ length: 50_000 }, (_, k) => String(k));
    groups.get(['g', 0])?.set(8, Frame.fromParts({ ...window(0, 1, 1).toTransfer().data, instruments: names }));
    expect(planThreads(groups, new RollingEnsemble() as never, 8)).toBeUndefined();
  });

  test('groups with the most rows go first', () => {
    const groups = big();
    groups.get(['g', 2])?.set(5, window(0, 100, 1));
    const plan = planThreads(groups, new RollingEnsemble() as never, 8);
    if (availableParallelism() > 1) expect(plan?.groups[0]).toEqual(['g', 2]);
  });

  test('the results come in the order of the groups, with progress for each', async () => {
    const groups = big();
    const done: unknown[] = [];
    const reports: unknown[] = [];
    const results = await reduceGroups(groups, new RollingEnsemble(), {
      onProgress: ({ done: many, total }) => done.push([many, total]),
      onReport: (_, group) => reports.push(group),
    });
    expect([...results.keys()]).toEqual([...groups.keys()]);
    expect(done).toEqual([
      [1, 4],
      [2, 4],
      [3, 4],
      [4, 4],
    ]);
    expect(reports).toHaveLength(4);
    for (const [group, frame] of results)
      expect(frame).toEqual(new RollingEnsemble().reduce(groups.get(group) as KeyMap<Frame>));
  });
});

async function waitFor(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setImmediate(resolve));
}
