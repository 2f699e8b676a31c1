import type { TaskStoreRule } from './bench.js';
import { submitIsIdempotent } from './rule-01-submit-is-idempotent.js';

/** Every rule of the TaskStore contract, in its order. */
export const TASK_STORE_RULES: readonly TaskStoreRule[] = [submitIsIdempotent];
