import type { HeldTask, TaskStatus } from '@windrow/core';
import type { StoreDesk } from '../isolate/executor.js';

/** What is done around an attempt, on the worker's side; never in a child. */
export interface AttemptHooks {
  /** Before the train function is called. What a store fails with here uses no attempt: the claim is given back. */
  begin?(task: HeldTask): Promise<void>;
  /** What the attempt's child may ask of stores; default: nothing. */
  stores?(task: HeldTask): StoreDesk;
  /** After the fenced commit was acknowledged: the task's stored result is `result`. Retried by nobody: must not throw for good. */
  committed?(task: HeldTask, result: unknown, status: TaskStatus): Promise<void>;
  /** After an attempt ended in another way and the task knows it; `status` is where it went. */
  ended?(task: HeldTask, error: unknown, status: TaskStatus | 'lost'): Promise<void>;
}
