import { type AdminChange, type ClaimRequest, InvalidArgumentError, type ListQuery, MAX_ROUTES } from '@windrow/core';
import { assertText } from '../assert-text.js';
import { requireDuration, requireWhole } from '../require-number.js';
import { checkDefinitionSize, MAX_PRIORITY } from './submit.js';

const MAX_CLAIM = 1_000;
const MAX_TOP = 1_000;

/** @throws InvalidArgumentError */
export function checkClaimRequest({ requestId, workerId, routes, limit, leaseMs, from }: ClaimRequest): void {
  assertText('claim.requestId', requestId);
  assertText('claim.workerId', workerId);
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
  switch (change.kind) {
    case 'prioritize':
      requireWhole('change.priority', change.priority, -MAX_PRIORITY, MAX_PRIORITY);
      return;
    case 'delay':
      requireDuration('change.delayMs', change.delayMs ?? 0, 0);
      return;
    case 'replace':
      assertText('change.key', change.key);
      checkDefinitionSize(change.definition);
      return;
    case 'reset':
      assertText('change.codeVersion', change.codeVersion ?? '');
      return;
    case 'cancel':
    case 'tag':
  }
}
