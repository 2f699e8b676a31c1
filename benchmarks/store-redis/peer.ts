/** One of those that are compared: a store of tasks with claimers of their own connections, on empty data. */
export interface Peer {
  readonly name: string;
  /** Stores tasks number `from` up to `to`, in batches of 1,000. */
  submit(from: number, to: number): Promise<void>;
  /** `claimers` connections, each taking and completing one task after the other, until `count` are completed. */
  drain(claimers: number, count: number): Promise<void>;
  /** With that many idle claimers: ms from the call that stores one task to the moment the first of them holds it. */
  wake(claimers: number, rounds: number): Promise<readonly number[]>;
  close(): Promise<void>;
}

/** What a task says; the same for all. */
export function sampleData(n: number): Readonly<Record<string, unknown>> {
  return {
    model: { class: 'Ridge', kwargs: { alpha: n / 1_000, seed: n } },
    dataset: {
      class: 'WindowDataset',
      kwargs: { train: ['2008-01-01', '2014-12-31'], test: ['2017-01-01', '2020-08-01'] },
    },
    n,
  };
}

export const BATCH = 1_000;
