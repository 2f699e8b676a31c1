/** One thing to time. What `run` returns is dropped before the next run. */
export interface Contender {
  readonly name: string;
  /** Made before each run and not timed. */
  readonly prepare?: () => unknown;
  readonly run: (prepared: never) => unknown;
}

/** The times of one contender, round by round. */
export interface Times {
  readonly name: string;
  readonly ms: readonly number[];
}

/**
 * Runs all contenders in turn, round after round, so that a slow moment of the machine meets them all; every other round backwards, so that
 * none always follows another and finds its memory given back or not.
 */
export async function measure(contenders: readonly Contender[], rounds: number): Promise<readonly Times[]> {
  const times = contenders.map(({ name }) => ({ name, ms: [] as number[] }));
  const forwards = [...contenders.entries()];
  // The rounds before the first warm up.
  for (let round = -2; round < rounds; round++) {
    for (const [place, { prepare, run }] of round % 2 === 0 ? forwards : forwards.toReversed()) {
      const prepared = prepare?.();
      collectGarbage();
      const start = performance.now();
      await run(prepared as never);
      if (round >= 0) times[place]?.ms.push(performance.now() - start);
    }
  }
  collectGarbage();
  return times;
}

/** Buffers are freed beside the collection that finds them; the second collection waits for the first. */
export function collectGarbage(): void {
  globalThis.gc?.();
  globalThis.gc?.();
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] as number;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] as number) + upper) / 2;
}

/** The median over rounds of the ratio within a round. */
export function ratio(times: Times, to: Times): number {
  return median(times.ms.map((ms, round) => ms / (to.ms[round] as number)));
}
