import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Key } from '@windrow/core';
import { Frame } from '@windrow/frame';
import { type ReduceBatch, type ReduceReply, takeJob } from './messages.js';
import type { ThreadPlan } from './plan-threads.js';
import { borrowThreads, type ReduceThread } from './thread-pool.js';

/** Where results go, and how a group is reduced on the calling thread. */
export interface ThreadedRun {
  readonly here: (group: Key) => Promise<void>;
  readonly arrived: (group: Key, frame: Frame, report: unknown) => void;
  readonly signal: AbortSignal | undefined;
}

const caller = 1;

/**
 * Reduces the groups of a plan on the calling thread and on others at once. Each takes the next free group when it has finished one, so
 * a thread that is slow to start, or dies, costs nothing but itself: what it had taken is reduced here.
 */
export async function reduceOnThreads(plan: ThreadPlan, run: ThreadedRun): Promise<void> {
  const takers = new Int32Array(new SharedArrayBuffer(plan.jobs.length * 4));
  const open = new Set(plan.jobs.keys());
  const failures: unknown[] = [];
  // Before any thread can: the caller begins with the group that has the most rows.
  let job = takeJob(takers, caller);
  const threads = borrowThreads(plan.threads);
  const ended = threads.map((thread, place) => {
    const taker = caller + 1 + place;
    return follow(thread, { ensemble: plan.ensemble, jobs: plan.jobs, takers, taker }, (reply) => {
      if (reply.kind !== 'done' || run.signal?.aborted === true) return;
      open.delete(reply.job);
      try {
        run.arrived(plan.groups[reply.job] as Key, Frame.fromTransfer(reply.frame), reply.report);
      } catch (error) {
        // What the caller's own functions throw, of progress say, reaches the caller.
        failures.push(error);
      }
    });
  });
  try {
    for (; job >= 0; job = takeJob(takers, caller)) {
      await run.here(plan.groups[job] as Key);
      open.delete(job);
      await nextTurn();
      if (failures.length > 0) break;
    }
    // Nothing is free any more. Only threads that have taken something are waited for.
    await Promise.all(ended.filter((_, place) => hasTaken(takers, open, caller + 1 + place)));
    run.signal?.throwIfAborted();
    if (failures.length > 0) throw failures[0];
    for (const left of open) await run.here(plan.groups[left] as Key);
  } finally {
    for (let place = 0; place < takers.length; place++) Atomics.compareExchange(takers, place, 0, caller);
    for (const thread of threads) thread.letGo();
  }
}

function hasTaken(takers: Int32Array, open: ReadonlySet<number>, taker: number): boolean {
  for (const job of open) if (Atomics.load(takers, job) === taker) return true;
  return false;
}

/** Resolves when the thread has finished the batch or has died. */
function follow(thread: ReduceThread, batch: ReduceBatch, onReply: (reply: ReduceReply) => void): Promise<void> {
  return new Promise((resolve) => {
    thread.start(batch, (reply) => {
      if (reply === undefined || reply.kind === 'finished') resolve();
      else onReply(reply);
    });
  });
}
