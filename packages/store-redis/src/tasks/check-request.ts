import {
  type AdminChange,
  type ClaimRequest,
  InvalidArgumentError,
  type NewTask,
  PayloadTooLargeError,
  type PoolSettingsValues,
} from '@windrow/core';
import { requireDuration, requireInteger } from '../require-number.js';

const MAX_BATCH = 10_000;
const MAX_CLAIM = 1_000;
const MAX_ROUTES = 32;
const LEAST_RETENTION_MS = 3_600_000;
export const MAX_DEFINITION_BYTES: number = 16 * 1024 * 1024;

/** @throws InvalidArgumentError, PayloadTooLargeError before anything is stored */
export function checkSubmit(tasks: readonly NewTask[]): void {
  requireInteger('submit.tasks.length', tasks.length, 0, MAX_BATCH);
  for (const task of tasks) {
    requireInteger('submit.priority', task.priority, -32_767, 32_767);
    requireInteger('submit.maxAttempts', task.maxAttempts, 1, 100);
    if (task.delayMs !== undefined && task.availableAt !== undefined) {
      throw new InvalidArgumentError('submit.delayMs', `cannot be given together with availableAt (task ${task.id}).`);
    }
    checkDefinitionSize(`The definition of task ${task.id}`, task.definition);
  }
}

/** @throws InvalidArgumentError */
export function checkClaim(request: ClaimRequest): void {
  requireInteger('claim.limit', request.limit, 1, MAX_CLAIM);
  requireInteger('claim.routes.length', request.routes.length, 1, MAX_ROUTES);
  requireDuration('claim.leaseMs', request.leaseMs, 1);
  if (request.requestId === '') throw new InvalidArgumentError('claim.requestId', 'must not be empty.');
}

/** @throws InvalidArgumentError, PayloadTooLargeError before anything is changed */
export function checkChange(change: AdminChange): void {
  if (change.kind === 'prioritize') requireInteger('change.priority', change.priority, -32_767, 32_767);
  if (change.kind === 'delay' && change.delayMs !== undefined) requireDuration('change.delayMs', change.delayMs, 0);
  if (change.kind === 'replace') checkDefinitionSize('The new definition', change.definition);
}

/** @throws InvalidArgumentError */
export function checkSettings(values: PoolSettingsValues): void {
  if (values.retention !== undefined && !(values.retention.olderThanMs >= LEAST_RETENTION_MS)) {
    throw new InvalidArgumentError(
      'settings.retention.olderThanMs',
      `must be at least an hour (${LEAST_RETENTION_MS}), but is ${String(values.retention.olderThanMs)}.`,
    );
  }
}

function checkDefinitionSize(what: string, definition: string): void {
  if (definition.length * 3 <= MAX_DEFINITION_BYTES) return;
  const bytes = Buffer.byteLength(definition);
  if (bytes > MAX_DEFINITION_BYTES) throw new PayloadTooLargeError(what, bytes, MAX_DEFINITION_BYTES);
}
