import type { WorkerEvent } from '@windrow/trainer';

/** What a person reads of an event; undefined where there is nothing to say. */
export function workerLine(event: WorkerEvent): string | undefined {
  switch (event.type) {
    case 'worker-started':
      // By now it hears Ctrl-C.
      return `Worker ${event.workerId} on pool ${event.pool}.`;
    case 'task-ended':
      return `${now()} ${event.taskId} ${event.status}${event.error === undefined ? '' : `: ${reasonOf(event.error)}`}`;
    case 'task-log':
      return `${now()} ${event.taskId} says: ${event.message}`;
    case 'store-unavailable':
      return `${now()} The store does not answer, and is asked again: ${reasonOf(event.error)}`;
    case 'hook-failed':
      return `${now()} ${event.taskId}: a hook failed, the task has ended all the same: ${reasonOf(event.error)}`;
    case 'thread-blocked':
      return `${now()} Training blocked this thread for ${Math.round(event.blockedMs / 1_000)} s, so leases could not be renewed. --isolate process keeps them.`;
    case 'worker-draining':
      return 'Stopping: tasks that run may finish. Once more to leave at once.';
    default:
      return undefined;
  }
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function now(): string {
  return new Date().toISOString();
}
