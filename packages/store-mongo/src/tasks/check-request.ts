import {
  type AdminChange,
  type ClaimRequest,
  InvalidArgumentError,
  type ListQuery,
  MAX_ROUTES,
  type NewTask,
  PayloadTooLargeError,
} from '@windrow/core';
import { requireDuration, requireWhole } from '../require-number.js';

/** A document holds 16 MiB: the definition, its copy for queries (up to twice as large), two results and the history. */
export const MAX_DEFINITION_BYTES: number = 3 * 1024 * 1024;
const MAX_BATCH = 10_000;
const MAX_PRIORITY = 32_767;
const MAX_ATTEMPTS = 100;
const MAX_CLAIM = 1_000;
const MAX_TOP = 1_000;

/** Checks a batch before anything is written. @throws PayloadTooLargeError, InvalidArgumentError */
export function checkNewTasks(tasks: readonly NewTask[]): void {
  requireWhole('submit.tasks', tasks.length, 0, MAX_BATCH);
  for (const { definition, delayMs, availableAt, priority, maxAttempts } of tasks) {
    requireWhole('task.priority', priority, -MAX_PRIORITY, MAX_PRIORITY);
    requireWhole('task.maxAttempts', maxAttempts, 1, MAX_ATTEMPTS);
    checkDefinitionSize(definition);
    if (delayMs !== undefined && availableAt !== undefined) {
      throw new InvalidArgumentError('task.delayMs', 'cannot stand together with availableAt; give one of them.');
    }
  }
}

/** @throws PayloadTooLargeError */
export function checkDefinitionSize(definition: string): void {
  // A UTF-16 unit takes three bytes at most.
  if (definition.length * 3 <= MAX_DEFINITION_BYTES) return;
  const bytes = Buffer.byteLength(definition);
  if (bytes > MAX_DEFINITION_BYTES) throw new PayloadTooLargeError('The definition', bytes, MAX_DEFINITION_BYTES);
}

/** @throws InvalidArgumentError */
export function checkClaimRequest({ routes, limit, leaseMs, from }: ClaimRequest): void {
  requireWhole('claim.limit', limit, 1, MAX_CLAIM);
  requireWhole('claim.routes', routes.length, 1, MAX_ROUTES);
  requireDuration('claim.leaseMs', leaseMs, 1);
  if (from !== 'waiting' && from !== 'part_done') {
    throw new InvalidArgumentError('claim.from', `is ${String(from)}; use 'waiting' or 'part_done'.`);
  }
}

/** @throws InvalidArgumentError */
export function checkListQuery(query: ListQuery): void {
  if ('order' in query) requireWhole('list.top', query.top, 1, MAX_TOP);
  else requireWhole('list.limit', query.limit, 1);
}

/** @throws InvalidArgumentError, PayloadTooLargeError */
export function checkChange(change: AdminChange): void {
  if (change.kind === 'prioritize') requireWhole('change.priority', change.priority, -MAX_PRIORITY, MAX_PRIORITY);
  if (change.kind === 'delay') requireDuration('change.delayMs', change.delayMs ?? 0, 0);
  if (change.kind === 'replace') checkDefinitionSize(change.definition);
}
