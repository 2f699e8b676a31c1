import type { Key } from '@windrow/core';
import type { Frame } from '@windrow/frame';
import { describe, test } from 'vitest';
import { AverageEnsemble, type NestedMembers, RollingEnsemble, SingleKeyEnsemble } from '../src/index.js';
import { expectGolden } from './expect-golden.js';
import { type GoldenCase, type GoldenMap, type GoldenValue, readGolden, toMap, toValue } from './golden.js';
import { expectSame } from './same.js';

interface Input {
  readonly op: string;
  readonly members: GoldenMap;
  readonly value: GoldenValue;
  readonly recursion: boolean;
}

const cases = readGolden<GoldenCase<Input>>('ensembles.json');
const of = (op: string) => cases.filter(({ input }) => input.op === op).map((golden) => [golden.name, golden] as const);

const members = (golden: GoldenCase<Input>) => toMap(golden.input.members) as ReadonlyMap<Key, Frame>;

describe('RollingEnsemble answers as the reference, bit for bit', () => {
  test.each(of('RollingEnsemble'))('%s', (_, golden) => {
    return expectGolden(golden, () => new RollingEnsemble().reduce(members(golden)), 0);
  });
});

describe('AverageEnsemble answers as the reference, to 1e-12', () => {
  test.each(of('AverageEnsemble'))('%s', (_, golden) => {
    return expectGolden(golden, () => new AverageEnsemble().reduce(members(golden) as NestedMembers<Frame>), 1e-12);
  });
});

describe('SingleKeyEnsemble answers as the reference', () => {
  test.each(of('SingleKeyEnsemble'))('%s', (_, golden) => {
    const { value, recursion } = golden.input;
    return expectGolden(golden, () => new SingleKeyEnsemble({ recursion }).reduce(toValue(value)), 0);
  });
});

describe('random frames, rolled bit for bit and averaged to 1e-12', () => {
  const random = readGolden<GoldenCase<Input, { rolling: GoldenValue; average: GoldenValue }>>('random-ensembles.json');
  test.each(random.map((golden) => [golden.name, golden] as const))('%s', (_, { input, output }) => {
    const given = toMap(input.members) as ReadonlyMap<Key, Frame>;
    expectSame(new RollingEnsemble().reduce(given), toValue(output?.rolling ?? null), 0);
    expectSame(new AverageEnsemble().reduce(given), toValue(output?.average ?? null), 1e-12);
  });
});
