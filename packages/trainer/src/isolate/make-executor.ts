import type { HandlerModule, ResolvedWorkerOptions } from '../worker/worker-options.js';
import { ChildExecutor } from './child-executor.js';
import type { Executor } from './executor.js';
import { InlineExecutor } from './inline-executor.js';

/** The executor that the options ask for. */
export function makeExecutor(options: ResolvedWorkerOptions): Executor {
  const { isolate, train, args, abortGraceMs, memoryLimitBytes, maxTasksPerChild } = options;
  if (isolate === 'inline') return new InlineExecutor(train, args, abortGraceMs);
  // The options were checked: a child's train function is named by its module.
  return new ChildExecutor({
    isolate,
    train: train as HandlerModule,
    args,
    abortGraceMs,
    memoryLimitBytes,
    maxTasksPerChild,
  });
}
