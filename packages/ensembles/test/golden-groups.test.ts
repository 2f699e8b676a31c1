import type { KeyMap } from '@windrow/core';
import { describe, test } from 'vitest';
import { Group, type GroupOptions, RollingGroup } from '../src/index.js';
import { expectGolden } from './expect-golden.js';
import { type GoldenCase, type GoldenMap, readGolden, toMap } from './golden.js';
import { ensembleOf, placeBy } from './steps.js';

interface Input {
  readonly op: string;
  readonly members: GoldenMap;
  readonly ensemble: string | null;
  readonly step: 'group' | 'reduce' | 'run';
  readonly byPositions: readonly number[] | null;
  readonly jobs: number;
}

const cases = readGolden<GoldenCase<Input>>('ensembles.json');
const of = (op: string) => cases.filter(({ input }) => input.op === op).map((golden) => [golden.name, golden] as const);

/** Averages are compared to 1e-12, everything else bit for bit. */
const toleranceOf = ({ input }: GoldenCase<Input>) => (input.ensemble === 'AverageEnsemble' ? 1e-12 : 0);

function runStep(group: Group<never, unknown>, { members, step, jobs }: Input): unknown {
  const map = toMap(members) as KeyMap<never>;
  if (step === 'group') return group.group(map);
  return step === 'reduce' ? group.reduceOne(map) : group.run(map, { concurrency: jobs ?? 1 });
}

describe('parity: RollingGroup drops the last element of the key', () => {
  test.each(of('RollingGroup'))('%s', async (_, golden) => {
    const ensemble = ensembleOf(golden.input.ensemble ?? 'RollingEnsemble');
    await expectGolden(golden, () => runStep(new RollingGroup({ ensemble }), golden.input), toleranceOf(golden));
  });
});

describe('parity: Group(group_func, ens): group, reduce, call with n_jobs', () => {
  const optionsOf = ({ ensemble }: Input): GroupOptions<never, unknown> =>
    ensemble === null ? {} : { ensemble: ensembleOf(ensemble) };

  test.each(of('Group'))('%s, by a function of the key', async (_, golden) => {
    const { byPositions } = golden.input;
    const by = byPositions === null ? {} : { by: placeBy(byPositions) };
    await expectGolden(
      golden,
      () => runStep(new Group({ ...by, ...optionsOf(golden.input) }), golden.input),
      toleranceOf(golden),
    );
  });

  test.each(of('Group'))('%s, by positions', async (_, golden) => {
    const { byPositions } = golden.input;
    const by = byPositions === null ? {} : { by: byPositions };
    await expectGolden(
      golden,
      () => runStep(new Group({ ...by, ...optionsOf(golden.input) }), golden.input),
      toleranceOf(golden),
    );
  });
});
