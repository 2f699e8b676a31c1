import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { backoffDelayMs } from './backoff.js';

/** What `createTasks` lets through. */
const backoffs = fc.record({
  initialMs: fc.integer({ min: 0, max: 86_400_000 }),
  factor: fc.double({ min: 1, max: 1e6, noNaN: true }),
  maxMs: fc.integer({ min: 0, max: 86_400_000 }),
  jitter: fc.double({ min: 0, max: 1, noNaN: true }),
});
const attempts = fc.integer({ min: 1, max: 100 });
const randoms = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });

describe('backoffDelayMs (rule 7)', () => {
  it('grows by its factor up to its bound where nothing is random', () => {
    const backoff = { initialMs: 100, factor: 3, maxMs: 1_000, jitter: 0 };
    expect([1, 2, 3, 4, 50].map((attempt) => backoffDelayMs(backoff, attempt, 0.9))).toEqual([
      100, 300, 900, 1_000, 1_000,
    ]);
  });

  it('takes off at most the share that is random, so that many failures do not return together', () => {
    const backoff = { initialMs: 1_000, factor: 2, maxMs: 60_000, jitter: 0.5 };
    expect([0, 0.25, 0.5, 0.998].map((random) => backoffDelayMs(backoff, 1, random))).toEqual([1_000, 875, 750, 501]);
    expect(backoffDelayMs({ ...backoff, jitter: 1 }, 1, 0.999)).toBe(1);
  });

  it('is a whole number of ms within its bounds, whatever the back-off and the attempt', () => {
    fc.assert(
      fc.property(backoffs, attempts, randoms, (backoff, attempt, random) => {
        const delay = backoffDelayMs(backoff, attempt, random);
        const full = backoffDelayMs({ ...backoff, jitter: 0 }, attempt, 0);
        expect(Number.isSafeInteger(delay)).toBe(true);
        expect(delay).toBeLessThanOrEqual(full);
        expect(delay).toBeGreaterThanOrEqual(Math.floor(full * (1 - backoff.jitter)));
        expect(full).toBeLessThanOrEqual(backoff.maxMs);
      }),
    );
  });
});
