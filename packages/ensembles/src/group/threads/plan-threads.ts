import { availableParallelism } from 'node:os';
import type { EnsembleLike, Key, KeyMap } from '@windrow/core';
import { Frame, type FrameData } from '@windrow/frame';
import { AverageEnsemble } from '../../ensemble/average/average-ensemble.js';
import { isShared } from '../../ensemble/keys/allocate.js';
import { RollingEnsemble } from '../../ensemble/rolling/rolling-ensemble.js';
import type { MovableEnsemble, ReduceJob } from './messages.js';

/** Groups to reduce on several threads, the one with the most rows first. */
export interface ThreadPlan {
  readonly ensemble: MovableEnsemble;
  readonly groups: readonly Key[];
  readonly jobs: readonly ReduceJob[];
  /** Besides the calling thread, which works too. */
  readonly threads: number;
}

/**
 * Below these a thread has hardly started when all is done: it takes some 50 ms to start and is slow at first, while rolling takes 5 ns a
 * row and averaging 5 to 10. Eight million rows in two groups, rolled on threads, took 7 % longer than on one.
 */
const leastRows = 16_000_000;
/** Names of instruments are copied to each thread; more than one for so many rows would cost more than a few percent of the work. */
const rowsPerName = 500;

/** The plan for several threads, or `undefined` when one thread is as fast, or the ensemble or the frames cannot be moved without a copy. */
export function planThreads(
  groups: KeyMap<KeyMap<unknown>>,
  ensemble: EnsembleLike<never, unknown>,
  concurrency: number,
): ThreadPlan | undefined {
  const threads = Math.min(concurrency, availableParallelism(), groups.size) - 1;
  const movable = movableEnsemble(ensemble);
  if (threads < 1 || movable === undefined) return undefined;
  const names = new Set<readonly string[]>();
  let rows = 0;
  const sized: { readonly group: Key; readonly job: ReduceJob; readonly rows: number }[] = [];
  for (const [group, members] of groups) {
    const job: (readonly [Key, FrameData])[] = [];
    let size = 0;
    for (const [key, member] of members) {
      if (!Frame.isFrame(member) || !isShared(member)) return undefined;
      size += member.length;
      names.add(member.instruments);
      job.push([key, member.toTransfer().data]);
    }
    rows += size;
    sized.push({ group, job, rows: size });
  }
  const nameCount = [...names].reduce((sum, list) => sum + list.length, 0);
  if (rows < leastRows || nameCount * threads * rowsPerName > rows) return undefined;
  sized.sort((a, b) => b.rows - a.rows);
  return {
    ensemble: movable,
    groups: sized.map(({ group }) => group),
    jobs: sized.map(({ job }) => job),
    threads,
  };
}

function movableEnsemble(ensemble: EnsembleLike<never, unknown>): MovableEnsemble | undefined {
  // Exactly these classes: a subclass may do something else.
  const prototype: unknown = Object.getPrototypeOf(ensemble);
  if (prototype === RollingEnsemble.prototype) {
    return { name: 'RollingEnsemble', options: (ensemble as unknown as RollingEnsemble).options };
  }
  if (prototype === AverageEnsemble.prototype) {
    return { name: 'AverageEnsemble', options: (ensemble as unknown as AverageEnsemble).options };
  }
  return undefined;
}
