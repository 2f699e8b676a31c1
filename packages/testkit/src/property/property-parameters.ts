import type fc from 'fast-check';

/**
 * How far property tests go: `WINDROW_TESTKIT_RUNS` multiplies their number of runs (a nightly job may say 20), and
 * `WINDROW_TESTKIT_SEED` repeats a run whose failure printed a seed.
 */
export function propertyParameters<T>(numRuns: number): fc.Parameters<T> {
  const { WINDROW_TESTKIT_RUNS: factor, WINDROW_TESTKIT_SEED: seed } = process.env;
  return {
    numRuns: Math.max(1, Math.round(numRuns * (factor === undefined ? 1 : Number(factor)))),
    ...(seed !== undefined && { seed: Number(seed) }),
  };
}
