import type { AdminChange, AttemptError, AttemptOutcome, AttemptRecord, ChangeResult, Origin } from '@windrow/core';
import type { Planned } from './conditional-update.js';
import { queryableCopy } from './queryable.js';
import { tagFields, tagsOf } from './tag-fields.js';
import type { TaskDoc } from './task-doc.js';

/** What one change does to one task: nothing but an outcome where its status does not admit it. */
export interface ChangePlan {
  readonly outcome: ChangeResult;
  readonly write?: Omit<Planned, 'doc'>;
}

const OF_THE_HOLDER = ['origin', 'workerId', 'request', 'leaseUntil'] as const;

export function planChange(doc: TaskDoc, change: AdminChange, now: number): ChangePlan {
  switch (change.kind) {
    case 'prioritize':
      return { outcome: 'changed', write: { set: { priority: change.priority } } };
    case 'cancel':
      return planCancel(doc, now);
    case 'reset':
      return planReset(doc, change, now);
    case 'delay': {
      if (doc.status !== 'waiting' && doc.status !== 'part_done') return { outcome: 'not-applicable' };
      return { outcome: 'changed', write: delayed(doc.status, change.availableAt ?? now + (change.delayMs ?? 0), now) };
    }
    case 'tag': {
      const kept = Object.entries(tagsOf(doc)).filter(([name]) => !change.unset.includes(name));
      const { tags, tagsText } = tagFields(Object.fromEntries([...kept, ...Object.entries(change.set)]));
      const write = tagsText === undefined ? { set: { tags }, unset: ['tagsText'] } : { set: { tags, tagsText } };
      return { outcome: 'changed', write };
    }
    case 'replace': {
      if (doc.status === 'running' && !change.force) return { outcome: 'running' };
      const restart = planRestart(doc, 'waiting', now, doc.status === 'waiting' ? doc.availableAt : undefined);
      const definition = queryableCopy(JSON.parse(change.definition));
      const set = { ...restart.set, key: change.key, definitionText: change.definition, definition };
      return { outcome: 'changed', write: { ...restart, set } };
    }
  }
}

function planCancel(doc: TaskDoc, now: number): ChangePlan {
  if (doc.status === 'running') return { outcome: 'requested', write: { set: { cancelRequested: true } } };
  if (doc.status !== 'waiting' && doc.status !== 'part_done') return { outcome: 'already-ended' };
  const set = { status: 'cancelled', queue: '', endedAt: now, due: now };
  return { outcome: 'cancelled', write: { set, unset: ['availableAt'] } };
}

function planReset(
  doc: TaskDoc,
  { to, force, codeVersion }: Extract<AdminChange, { kind: 'reset' }>,
  now: number,
): ChangePlan {
  if (doc.status === 'running' && !force) return { outcome: 'running' };
  if (doc.status === to || (to === 'part_done' && doc.stepResult === undefined)) return { outcome: 'not-applicable' };
  const restart = planRestart(doc, to, now);
  const set = codeVersion === undefined ? restart.set : { ...restart.set, codeVersion };
  return { outcome: 'changed', write: { ...restart, set } };
}

/** Starts a task over; whoever runs it loses it, by a higher fence. */
export function planRestart(doc: TaskDoc, to: Origin, now: number, delayedUntil?: number): Omit<Planned, 'doc'> {
  const running = doc.status === 'running';
  const place = delayed(to, delayedUntil ?? now, now);
  return {
    set: {
      status: to,
      attempts: 0,
      cancelRequested: false,
      ...(running ? { fence: doc.fence + 1 } : {}),
      ...place.set,
    },
    unset: [
      ...place.unset,
      ...OF_THE_HOLDER,
      'endedAt',
      'error',
      'progressText',
      'result',
      ...(to === 'waiting' ? ['stepResult'] : []),
    ],
    ...(running ? { attempt: endedAttempt(doc, 'reset', now) } : {}),
  };
}

/** A waiting or part-done task becomes claimable at `at`; at once where that is past. */
export function delayed(
  status: Origin,
  at: number,
  now: number,
): { readonly set: Readonly<Record<string, unknown>>; readonly unset: readonly string[] } {
  if (at > now) return { set: { queue: '', availableAt: at, due: at }, unset: [] };
  return { set: { queue: status, due: null }, unset: ['availableAt'] };
}

/**
 * The lease of a running task has run out. It goes back at once: nothing says that the task was at fault, so there is nothing to
 * back off from.
 */
export function planExpiry(
  doc: TaskDoc,
  now: number,
): { readonly status: Origin | 'failed' | 'cancelled'; readonly write: Omit<Planned, 'doc'> } {
  const error: AttemptError = {
    name: 'LeaseExpiredError',
    code: 'LEASE_EXPIRED',
    message: `The lease of worker ${doc.workerId} ran out in attempt ${doc.attempts} of ${doc.maxAttempts}: the worker died, was cut off or was blocked.`,
  };
  const origin = doc.origin ?? 'waiting';
  const status = doc.cancelRequested ? 'cancelled' : doc.attempts >= doc.maxAttempts ? 'failed' : origin;
  const place =
    status === 'waiting' || status === 'part_done'
      ? delayed(status, now, now)
      : { set: { queue: '', endedAt: now, due: now }, unset: [] };
  return {
    status,
    write: {
      set: { status, error, ...place.set },
      unset: [...place.unset, ...OF_THE_HOLDER],
      attempt: endedAttempt(doc, 'expired', now, error),
    },
  };
}

function endedAttempt(doc: TaskDoc, outcome: AttemptOutcome, now: number, error?: AttemptError): AttemptRecord {
  return {
    workerId: doc.workerId ?? '',
    fence: doc.fence,
    startedAt: doc.startedAt ?? now,
    endedAt: now,
    outcome,
    ...(error === undefined ? {} : { error }),
  };
}

/** What of a task these plans read. */
export const PLANNED_FIELDS = {
  pool: 1,
  id: 1,
  seq: 1,
  status: 1,
  fence: 1,
  attempts: 1,
  maxAttempts: 1,
  cancelRequested: 1,
  availableAt: 1,
  startedAt: 1,
  origin: 1,
  workerId: 1,
  tags: 1,
  tagsText: 1,
  rev: 1,
  'stepResult.encoding': 1,
} as const;
