import { type Key, KeyMap } from '@windrow/core';
import { describe, expect, test } from 'vitest';
import { frameOf, rowsIn } from '../../test/frames.js';
import { AverageEnsemble } from '../ensemble/average/average-ensemble.js';
import { RollingEnsemble } from '../ensemble/rolling/rolling-ensemble.js';
import { Group } from './group.js';
import { RollingGroup } from './rolling-group.js';

const members = new KeyMap<number>([
  [[5, 'own', 'w0'], 1],
  [[5, 'all', 'w0'], 2],
  [[22, 'own', 'w0'], 3],
]);
const sum = (values: KeyMap<number>): number => [...values.values()].reduce((total, value) => total + value, 0);

describe('parity: Group(group_func, ens)', () => {
  test('by positions: these make the key of the group, the others the key of the member', async () => {
    const group = new Group<number, number>({ by: [0], ensemble: sum });
    expect([...group.group(members)]).toEqual([
      [
        5,
        new KeyMap([
          [['own', 'w0'], 1],
          [['all', 'w0'], 2],
        ]),
      ],
      [22, new KeyMap([[['own', 'w0'], 3]])],
    ]);
    expect([...(await group.run(members))]).toEqual([
      [5, 3],
      [22, 3],
    ]);
  });

  test('by a function of the key and the value; members keep their keys', () => {
    const group = new Group<number, number>({ by: (_, value) => (value > 1 ? 'big' : 'small'), ensemble: sum });
    expect([...group.group(members).keys()]).toEqual(['small', 'big']);
    expect([...(group.group(members).get('big') as KeyMap<number>).keys()]).toEqual([
      [5, 'all', 'w0'],
      [22, 'own', 'w0'],
    ]);
  });

  test('groupAll sees all members at once, as group_func does', async () => {
    const group = new Group<number, number>({
      groupAll: (all) =>
        new Map<Key, KeyMap<number>>([
          ['everything', all],
          ['count', new KeyMap([['n', all.size]])],
        ]),
      ensemble: sum,
    });
    expect([...(await group.run(members))]).toEqual([
      ['everything', 6],
      ['count', 3],
    ]);
  });

  test('an ensemble may be asynchronous; as many run at a time as concurrency says, and progress is told', async () => {
    let running = 0;
    let most = 0;
    const done: number[] = [];
    const group = new Group<number, number>({
      by: (key) => key,
      ensemble: async (values) => {
        most = Math.max(most, ++running);
        await new Promise((resolve) => setImmediate(resolve));
        running--;
        return sum(values);
      },
    });
    const many = new KeyMap(Array.from({ length: 9 }, (_, key) => [key, key] as const));
    const result = await group.run(many, {
      concurrency: 3,
      onProgress: (progress) => done.push(progress.done * 100 + progress.total),
    });
    expect([...result]).toEqual([...many]);
    expect([most, done]).toEqual([3, [109, 209, 309, 409, 509, 609, 709, 809, 909]]);
  });

  test('reduceOne reduces the members of one group', async () => {
    expect(await new Group<number, number>({ ensemble: sum }).reduceOne(members)).toBe(6);
  });

  test('what the ensemble noticed is told with the group', async () => {
    const told: unknown[] = [];
    const frames = new KeyMap([
      [['a', 1], frameOf([[1, 'A', 1]])],
      [
        ['b', 1],
        frameOf([
          [1, 'A', 1],
          [1, 'A', 2],
        ]),
      ],
    ]);
    await new RollingGroup().run(frames, {
      onReport: (report, group) => told.push([group, (report as { rows: number }).rows]),
    });
    expect(told).toEqual([
      [['a'], 1],
      [['b'], 1],
    ]);
  });

  test('an abort ends it between groups', async () => {
    const controller = new AbortController();
    const run = new Group<number, number>({ by: (key) => key, ensemble: sum }).run(members, {
      concurrency: 1,
      signal: controller.signal,
      onProgress: () => controller.abort(),
    });
    await expect(run).rejects.toMatchObject({ name: 'AbortError' });
  });
});

describe('parity: RollingGroup', () => {
  test('splits off the window and rolls; the key of a group stays a tuple', async () => {
    const frames = new KeyMap([
      [['lgb', 'w1'], frameOf([[2, 'A', 3]])],
      [
        ['lgb', 'w0'],
        frameOf([
          [1, 'A', 1],
          [2, 'A', 2],
        ]),
      ],
    ]);
    const rolled = await new RollingGroup().run(frames);
    expect([...rolled.keys()]).toEqual([['lgb']]);
    expect(rowsIn(rolled.get(['lgb']) as never)).toEqual([
      [1, 'A', 1],
      [2, 'A', 3],
    ]);
  });

  test('a key of the window alone belongs to the group of the empty tuple', async () => {
    const rolled = await new RollingGroup().run(new KeyMap([[['w0'], frameOf([[1, 'A', 1]])]]));
    expect([...rolled.keys()]).toEqual([[]]);
  });

  test.each([
    ['xgb', "'xgb'"],
    [7, '7'],
    [[], '\\(\\)'],
  ])('a key that is no tuple (%j) is an error that says what to do', (key, text) => {
    expect(() => new RollingGroup().group(new KeyMap([[key as Key, frameOf([])]]))).toThrowError(
      expect.objectContaining({
        code: 'GROUP_KEY',
        message: expect.stringMatching(
          new RegExp(
            `^The member ${text} cannot be given to a group: it is no tuple with a window.*give the collector a key`,
          ),
        ),
      }),
    );
  });
});

describe('what Group refuses', () => {
  test.each([
    [undefined, 'undefined'],
    [null, 'null'],
    [{}, '{}'],
    [Number.NaN, 'NaN'],
    [{ group: 'a' }, '{"group":"a"}'],
  ])('a group function that returns %j, which is no key', (returned, text) => {
    expect(() => new Group<number, number>({ by: () => returned as never }).group(members)).toThrowError(
      expect.objectContaining({
        code: 'GROUP_KEY',
        message: `The member (5, 'own', 'w0') cannot be given to a group: the group function returned ${text}; return the group's key, or { group, member }.`,
      }),
    );
  });

  test('two members with one key in a group', () => {
    expect(() => new Group<number, number>({ by: () => ({ group: 'g', member: 'm' }) }).group(members)).toThrowError(
      /another member of the group 'g' is 'm' as well/,
    );
  });

  test('positions that a key does not have, and keys without positions', () => {
    expect(() => new Group<number, number>({ by: [3] }).group(members)).toThrowError(
      /\(5, 'own', 'w0'\).*has no position 3; it has 3 from 0/,
    );
    expect(() => new Group<number, number>({ by: [0] }).group(new KeyMap([['a', 1]]))).toThrowError(/'a'.*no tuple/);
  });

  test('groupAll that returns no map of maps', () => {
    expect(() => new Group({ groupAll: () => [] as never }).group(members)).toThrowError(
      expect.objectContaining({ code: 'GROUP_KEY' }),
    );
    expect(() => new Group({ groupAll: () => new Map([['g', 1]]) as never }).group(members)).toThrowError(
      /group 'g' that groupAll returned is no map/,
    );
  });

  test('what is no map of members', async () => {
    await expect(new RollingGroup().run(frameOf([]) as never)).rejects.toMatchObject({ code: 'GROUP_KEY' });
  });

  test.each([
    ['by and groupAll at once', () => new Group({ by: [0], groupAll: () => new Map() }), /exclude each other/],
    ['no positions', () => new Group({ by: [] }), /positions of the keys, from 0, got \[\]/],
    ['a negative position', () => new Group({ by: [-1] }), /got \[-1\]/],
    [
      'no group function',
      () => new Group({ ensemble: new RollingEnsemble() as never }).group(members),
      /by is missing/,
    ],
  ])('%s', (_, run, message) => {
    expect(run).toThrowError(
      expect.objectContaining({ code: 'ENSEMBLE_OPTIONS', message: expect.stringMatching(message) }),
    );
  });

  test('no ensemble, and no concurrency', async () => {
    await expect(new Group({ by: [0] }).run(members)).rejects.toMatchObject({
      code: 'ENSEMBLE_OPTIONS',
      option: 'ensemble',
    });
    const group = new Group<number, number>({ by: [0], ensemble: sum });
    await expect(group.run(members, { concurrency: 0 })).rejects.toMatchObject({
      code: 'ENSEMBLE_OPTIONS',
      option: 'concurrency',
    });
  });

  test('what the ensemble refuses reaches the caller', async () => {
    const frames = new KeyMap([[['a', 1], frameOf([[1, 'A', 1]])]]);
    const group = new RollingGroup({ ensemble: new AverageEnsemble() });
    await expect(group.run(frames)).rejects.toMatchObject({ code: 'ENSEMBLE_DEGENERATE' });
  });
});
