/** How one claimer goes through its tasks. */
export interface Way {
  /** Each claimer has a connection of its own. */
  readonly claimers: number;
  /** Whether the next claim goes out with the end before it, instead of after its answer. */
  readonly together: boolean;
  /** Tasks of one claim; BullMQ gives one. */
  readonly atOnce: number;
}

/** One of those that are compared, on keys of its own. */
export interface Peer {
  readonly name: string;
  /** What a process is told that is to wake up for this peer. */
  readonly wake: readonly string[];
  /** Stores tasks number `from` up to `to`, in batches of 1,000. */
  submit(from: number, to: number): Promise<void>;
  /** Stores one task, as a caller does who has one. */
  submitOne(n: number): Promise<void>;
  /** Claims and completes exactly `count` tasks. */
  drain(count: number, way: Way): Promise<void>;
  close(): Promise<void>;
}

/** What a task says; the same for all, 165 bytes. */
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

/** As long as a SHA-256: both refuse a second task with the same one. */
export function sampleKey(n: number): string {
  return `k${String(n).padStart(63, '0')}`;
}

export const BATCH = 1_000;
