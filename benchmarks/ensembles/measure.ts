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

/** Runs all contenders in turn, round after round, so that a slow moment of the machine meets them all. */
export async function measure(contenders: readonly Contender[], rounds: number): Promise<readonly Times[]> {
  const times = contenders.map(({ name }) => ({ name, ms: [] as number[] }));
  // The rounds before the first warm up.
  for (let round = -2; round < rounds; round++) {
    for (const [place, { prepare, run }] of contenders.entries()) {
      const prepared = prepare?.();
      globalThis.gc?.();
      const start = performance.now();
      await run(prepared as never);
      if (round >= 0) times[place]?.ms.push(performance.now() - start);
    }
  }
  globalThis.gc?.();
  return times;
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
