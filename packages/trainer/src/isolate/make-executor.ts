import type { ResolvedWorkerOptions } from '../worker/worker-options.js';
import type { Executor } from './executor.js';
import { InlineExecutor } from './inline-executor.js';

/** The executor that the options ask for. */
export function makeExecutor(options: ResolvedWorkerOptions): Executor {
  return new InlineExecutor(options.train);
}
