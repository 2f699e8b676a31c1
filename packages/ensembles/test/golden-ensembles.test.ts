import { type Key, WindrowError } from '@windrow/core';
import type { Frame } from '@windrow/frame';
import { describe, expect, test } from 'vitest';
import { AverageEnsemble, type NestedMembers, RollingEnsemble, SingleKeyEnsemble } from '../src/index.js';
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

/** What must come out: the reference's answer, or one of the sane ones where the reference is not to be followed. */
function expectGolden(golden: GoldenCase<Input>, run: () => unknown, tolerance: number): void {
  const accepted = golden.quirk
    ? (golden.sane ?? [])
    : golden.error
      ? [{ throws: 'error' }]
      : [{ output: golden.output }];
  let answer: unknown;
  try {
    answer = run();
  } catch (error) {
    expect(WindrowError.is(error), String(error)).toBe(true);
    const mayThrow = accepted.some((choice) => 'throws' in choice) || isAllDegenerate(error);
    expect(mayThrow, `threw ${(error as Error).message}`).toBe(true);
    return;
  }
  const outputs = accepted.filter((choice) => choice.output !== undefined && choice.output !== null);
  const failures = outputs.flatMap((choice) => {
    try {
      expectSame(answer, toValue(choice.output as GoldenValue), tolerance);
      return [];
    } catch (error) {
      return [error];
    }
  });
  if (failures.length === outputs.length) throw failures[0] ?? new Error(`should throw, gave ${String(answer)}`);
}

/** Where every day of every member is degenerate an error is as good as zeros. */
const isAllDegenerate = (error: unknown): boolean => WindrowError.is(error, 'ENSEMBLE_DEGENERATE');

const members = (golden: GoldenCase<Input>) => toMap(golden.input.members) as ReadonlyMap<Key, Frame>;

describe('RollingEnsemble answers as the reference, bit for bit', () => {
  test.each(of('RollingEnsemble'))('%s', (_, golden) => {
    expectGolden(golden, () => new RollingEnsemble().reduce(members(golden)), 0);
  });
});

describe('AverageEnsemble answers as the reference, to 1e-12', () => {
  test.each(of('AverageEnsemble'))('%s', (_, golden) => {
    expectGolden(golden, () => new AverageEnsemble().reduce(members(golden) as NestedMembers<Frame>), 1e-12);
  });
});

describe('SingleKeyEnsemble answers as the reference', () => {
  test.each(of('SingleKeyEnsemble'))('%s', (_, golden) => {
    const { value, recursion } = golden.input;
    expectGolden(golden, () => new SingleKeyEnsemble({ recursion }).reduce(toValue(value)), 0);
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
