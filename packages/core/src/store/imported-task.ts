import type { AttemptHistory } from '../task/attempt.js';
import type { TaskStatus } from '../task/status.js';
import type { StoredTask } from './stored-task.js';

/** The fields of a {@link StoredTask} that an import does not take over: the place in the order, and who runs it. */
type OwnToAStore = 'seq' | 'status' | 'origin' | 'workerId' | 'leaseUntil' | 'definition' | 'history';

/**
 * A whole task of another store, as `TaskStore.importTasks` takes it over (rule 20): with its history, times, fence and counts. Nobody
 * runs it: leases are not taken over.
 */
export interface ImportedTask extends Omit<StoredTask, OwnToAStore> {
  readonly status: Exclude<TaskStatus, 'running'>;
  readonly definition: string;
  readonly history: AttemptHistory;
}

/** What a store did with one imported task. */
export type ImportOutcome =
  | { readonly kind: 'imported' }
  /** This very task is there already: same id, key, definition and birth, and a fence that is no lower. It was left as it is. */
  | { readonly kind: 'present' }
  /** Another task has its id or its key; nothing was written of this one. */
  | { readonly kind: 'conflict'; readonly by: 'id' | 'key'; readonly id: string };

/** Tasks of one import at most. */
export const MAX_IMPORT = 1_000;
/**
 * How far the times of an imported task may lie ahead of the store's clock: what servers' clocks differ by, with room. An embedded store
 * waits with its own time until it has passed them.
 */
export const IMPORT_AHEAD_MS = 3_600_000;
