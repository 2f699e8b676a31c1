/** How an attempt ended. `expired`: its lease ran out; `reset`: a person took the task away by force. */
export const ATTEMPT_OUTCOMES = ['done', 'part_done', 'error', 'released', 'expired', 'cancelled', 'reset'] as const;
/** How an attempt ended. */
export type AttemptOutcome = (typeof ATTEMPT_OUTCOMES)[number];

/** An error as it is stored: text only, cut to a bound above the store. */
export interface AttemptError {
  readonly name: string;
  readonly message: string;
  readonly code?: string;
  readonly stack?: string;
}

/** One ended attempt of a task. Times are epoch ms by the store's clock. */
export interface AttemptRecord {
  readonly workerId: string;
  readonly fence: number;
  readonly startedAt: number;
  readonly endedAt: number;
  readonly outcome: AttemptOutcome;
  readonly error?: AttemptError;
}

/** The last {@link HISTORY_LIMIT} attempts whole, and totals that never lose one. */
export interface AttemptHistory {
  readonly attempts: readonly AttemptRecord[];
  readonly totals: Readonly<Partial<Record<AttemptOutcome, number>>>;
}

/** How many attempts of a task are kept whole; totals count all. */
export const HISTORY_LIMIT = 100;
