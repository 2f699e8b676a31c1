import type { ResolvedWorkerOptions } from '../worker/worker-options.js';

/** Tells once that a renewal was late: an event, and a warning where nothing else keeps the lease. */
export function tellOnceBlocked(
  { pool, isolate, onEvent }: ResolvedWorkerOptions,
  isProtected: () => boolean,
): (lateMs: number) => void {
  let told = false;
  return (lateMs) => {
    if (told) return;
    told = true;
    const blockedMs = Math.round(lateMs);
    onEvent?.({ type: 'thread-blocked', blockedMs });
    if (isolate !== 'inline' || isProtected()) return;
    process.emitWarning(
      `A lease in pool "${pool}" was renewed ${blockedMs} ms late: the train function blocks its thread (or this process was stopped). Use isolate: 'thread' or 'process', or a longer lease.`,
      { type: 'WindrowWarning', code: 'THREAD_BLOCKED' },
    );
  };
}
