import type { TaskManager } from 'windrow';

/** What the pool remembers of its tasks. */
export interface PoolStory {
  readonly pool: string;
  readonly tasks: number;
  readonly reused: number;
  readonly attempts: number;
  readonly medianMs: number;
  readonly slowestMs: number;
  /** Seconds from the first start, and how many tasks had ended by then. Long pauses between runs are left out. */
  readonly ended: readonly { readonly seconds: number; readonly tasks: number }[];
}

const LONGEST_PAUSE_MS = 2_000;

export async function poolStory(pool: TaskManager, reused: number): Promise<PoolStory> {
  const attempts: { readonly startedAt: number; readonly endedAt: number }[] = [];
  let tasks = 0;
  for await (const task of pool.query({ status: 'done' }, { select: ['history'] })) {
    tasks++;
    attempts.push(...(task.history?.attempts ?? []));
  }
  attempts.sort((a, b) => a.endedAt - b.endedAt);
  const lengths = attempts.map(({ startedAt, endedAt }) => endedAt - startedAt).sort((a, b) => a - b);
  let before = attempts[0]?.startedAt ?? 0;
  let elapsedMs = 0;
  const ended = attempts.map(({ endedAt }, index) => {
    elapsedMs += Math.min(LONGEST_PAUSE_MS, endedAt - before);
    before = endedAt;
    return { seconds: elapsedMs / 1_000, tasks: index + 1 };
  });
  return {
    pool: pool.pool,
    tasks,
    reused,
    attempts: attempts.length,
    medianMs: lengths[lengths.length >> 1] ?? 0,
    slowestMs: lengths.at(-1) ?? 0,
    ended,
  };
}
