import {
  Components,
  createContainer,
  type Ensemble,
  type Group,
  type JsonObject,
  KeyMap,
  override,
} from '@windrow/core';
import type { Frame } from '@windrow/frame';
import { describe, expect, test } from 'vitest';
import { dayMs, frameOf, rowsIn } from '../../test/frames.js';
import { RollingEnsemble } from '../ensemble/rolling/rolling-ensemble.js';
import { ensembles } from './ensembles.js';

const registry = async () => (await createContainer(ensembles())).get(Components);
const frames = new KeyMap([
  [
    ['a', 'w0'],
    frameOf([
      [1, 'A', 1],
      [1, 'B', 3],
    ]),
  ],
  [
    ['a', 'w1'],
    frameOf([
      [2, 'A', 5],
      [2, 'B', 6],
    ]),
  ],
  [
    ['b', 'w0'],
    frameOf([
      [1, 'A', 4],
      [1, 'B', 2],
    ]),
  ],
]);

describe('the ensembles plugin', () => {
  test('registers the ensembles and groups by name', async () => {
    const components = await registry();
    expect(components.names('ensemble')).toEqual(['AverageEnsemble', 'RollingEnsemble', 'SingleKeyEnsemble']);
    expect(components.names('group')).toEqual(['Group', 'RollingGroup']);
  });

  test('makes a group with the ensemble that its kwargs name', async () => {
    const spec = {
      class: 'Group',
      kwargs: {
        by: [1],
        ensemble: {
          class: 'AverageEnsemble',
          kwargs: {
            standardize: false,
            weights: [
              ['a', 3],
              ['b', 1],
            ],
            minCoverage: 2,
          },
        },
      },
    };
    const group = await (await registry()).create<Group<Frame, Frame>>('group', spec);
    const averaged = await group.run(new KeyMap([...frames].filter(([key]) => (key as string[])[1] === 'w0')));
    expect(rowsIn(averaged.get('w0') as Frame)).toEqual([
      [1, 'A', 1.75],
      [1, 'B', 2.75],
    ]);
  });

  test('RollingGroup rolls unless another ensemble is named', async () => {
    const components = await registry();
    const rolled = await (await components.create<Group<Frame, Frame>>('group', { class: 'RollingGroup' })).run(frames);
    expect(rowsIn(rolled.get(['a']) as Frame)).toHaveLength(4);
    const single = await components.create<Group>('group', {
      class: 'RollingGroup',
      kwargs: { ensemble: { class: 'SingleKeyEnsemble', kwargs: { recursion: false } } },
    });
    expect((await single.run(frames)).get(['b'])).toBe(frames.get(['b', 'w0']));
  });

  test('a calendar is given as dates', async () => {
    const ensemble = await (await registry()).create<RollingEnsemble>('ensemble', {
      class: 'RollingEnsemble',
      kwargs: { calendar: ['1970-01-02', '1970-01-03T00:00:00Z'] },
    });
    expect([...(ensemble.options.calendar ?? [])]).toEqual([dayMs, 2 * dayMs]);
  });

  test.each<[string, 'ensemble' | 'group', string, JsonObject, string, RegExp]>([
    [
      'an unknown argument',
      'ensemble',
      'AverageEnsemble',
      { standardise: true },
      'INVALID_COMPONENT',
      /AverageEnsemble has a wrong argument, kwargs: .*standardise/,
    ],
    [
      'an argument of another type',
      'ensemble',
      'AverageEnsemble',
      { minCoverage: 'two' },
      'INVALID_COMPONENT',
      /kwargs\.minCoverage/,
    ],
    [
      'an argument out of range',
      'ensemble',
      'AverageEnsemble',
      { minCoverage: 0 },
      'ENSEMBLE_OPTIONS',
      /from 1, got 0/,
    ],
    [
      'a group without positions',
      'group',
      'Group',
      { ensemble: { class: 'RollingEnsemble' } },
      'INVALID_COMPONENT',
      /kwargs\.by/,
    ],
    [
      'an unknown ensemble in a group',
      'group',
      'RollingGroup',
      { ensemble: { class: 'MeanEnsemble' } },
      'UNKNOWN_COMPONENT',
      /no ensemble named "MeanEnsemble"/,
    ],
  ])('%s is an error', async (_, kind, name, kwargs, code, message) => {
    await expect((await registry()).create(kind, { class: name, kwargs })).rejects.toMatchObject({
      code,
      message: expect.stringMatching(message),
    });
  });

  test('may be overridden', async () => {
    const container = await createContainer(ensembles(), override(ensembles()));
    expect(await container.get(Components).create<Ensemble>('ensemble', { class: 'RollingEnsemble' })).toBeInstanceOf(
      RollingEnsemble,
    );
  });
});
