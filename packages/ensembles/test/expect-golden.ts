import { WindrowError } from '@windrow/core';
import { expect } from 'vitest';
import { type GoldenCase, type GoldenValue, toValue } from './golden.js';
import { expectSame } from './same.js';

/** What must come out: the reference's answer, or one of the sane ones where the reference is not to be followed. */
export async function expectGolden<Input>(
  golden: GoldenCase<Input>,
  run: () => unknown,
  tolerance: number,
  decode: (output: GoldenValue) => unknown = toValue,
): Promise<void> {
  const accepted = golden.quirk
    ? (golden.sane ?? [])
    : golden.error
      ? [{ throws: 'error' }]
      : [{ output: golden.output }];
  let answer: unknown;
  try {
    answer = await run();
  } catch (error) {
    expect(WindrowError.is(error), String(error)).toBe(true);
    const mayThrow = accepted.some((choice) => 'throws' in choice) || isAllDegenerate(error);
    expect(mayThrow, `threw ${(error as Error).message}`).toBe(true);
    return;
  }
  const outputs = accepted.filter((choice) => choice.output !== undefined && choice.output !== null);
  const failures = outputs.flatMap((choice) => {
    try {
      expectSame(answer, decode(choice.output as GoldenValue), tolerance);
      return [];
    } catch (error) {
      return [error];
    }
  });
  if (failures.length === outputs.length) throw failures[0] ?? new Error(`should throw, gave ${String(answer)}`);
}

/** Where every day of every member is degenerate an error is as good as zeros. */
const isAllDegenerate = (error: unknown): boolean => WindrowError.is(error, 'ENSEMBLE_DEGENERATE');
