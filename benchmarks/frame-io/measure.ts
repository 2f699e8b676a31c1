/** One way to do a thing. `run` does it once; what it returns is dropped before the next run. */
export interface Contender {
  readonly name: string;
  readonly run: () => Promise<unknown>;
}

/** The same work done in several ways, the first of which the others are compared with. */
export interface Case {
  readonly work: string;
  readonly yardstick: Contender;
  readonly windrow: Contender;
  readonly others?: readonly Contender[];
  /** The ratio to stay under; `undefined` when none is promised. */
  readonly limit?: number;
}

/** What one way of one case took. */
export interface Figure {
  readonly work: string;
  readonly name: string;
  readonly medianMs: number;
  /** The median, over rounds, of the time relative to the yardstick in the same round. */
  readonly ratio: number;
  readonly limit: number | undefined;
}

/** Runs all ways of a case in turn, round after round, so that a slow moment of the machine meets them all. */
export async function measure(work: Case, rounds: number): Promise<Figure[]> {
  const contenders = [work.yardstick, work.windrow, ...(work.others ?? [])];
  const times: number[][] = contenders.map(() => []);
  for (let round = -1; round < rounds; round++) {
    for (const [place, contender] of contenders.entries()) {
      globalThis.gc?.();
      const start = performance.now();
      await contender.run();
      // The round before the first warms up: code is compiled, files are in memory.
      if (round >= 0) (times[place] as number[]).push(performance.now() - start);
    }
  }
  const yardstick = times[0] as number[];
  return contenders.map(({ name }, place) => {
    const own = times[place] as number[];
    return {
      work: work.work,
      name,
      medianMs: median(own),
      ratio: median(own.map((time, round) => time / (yardstick[round] as number))),
      limit: place === 1 ? work.limit : undefined,
    };
  });
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] as number;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] as number) + upper) / 2;
}
