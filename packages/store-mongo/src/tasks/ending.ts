import { HISTORY_LIMIT, type Settlement } from '@windrow/core';
import type { Document } from 'mongodb';
import { resultDoc } from './results.js';
import { NOW } from './task-session.js';

/** A value known here, or an expression that the server evaluates. */
type Value = string | Document;

/** How an attempt ends: where the task goes, what the history calls it, what else changes. */
interface End {
  readonly status: Value;
  readonly outcome: { readonly usual: string; readonly ifCancelled: string };
  readonly delayMs: number;
  readonly error?: Document;
  readonly more: Document;
}

const CANCEL = '$cancelRequested';

/** The end of an attempt as one write. It applies to a running task only; the caller's filter says so. */
export function endingPipeline(end: Settlement, call: string): Document[] {
  const { status, outcome, delayMs, error, more } = endOf(end);
  const at = delayMs > 0 ? { $add: [NOW, Math.ceil(delayMs)] } : undefined;
  const named =
    outcome.usual === outcome.ifCancelled ? outcome.usual : branch(CANCEL, outcome.ifCancelled, outcome.usual);
  const attempt = {
    workerId: '$workerId',
    fence: '$fence',
    startedAt: '$startedAt',
    endedAt: NOW,
    outcome: named,
    ...(error === undefined ? {} : { error }),
  };
  return [
    {
      $set: {
        status,
        queue: at === undefined ? ifEnded(status, '', status) : '',
        due: ifEnded(status, NOW, at ?? null),
        endedAt: ifEnded(status, NOW, '$$REMOVE'),
        availableAt: at === undefined ? '$$REMOVE' : ifEnded(status, '$$REMOVE', at),
        origin: '$$REMOVE',
        workerId: '$$REMOVE',
        request: '$$REMOVE',
        leaseUntil: '$$REMOVE',
        history: { $slice: [{ $concatArrays: ['$history', [attempt]] }, -HISTORY_LIMIT] },
        totals: totals(outcome),
        settled: { fence: '$fence', kind: end.kind, status, call: { $literal: call } },
        rev: { $add: ['$rev', 1] },
        ...more,
      },
    },
  ];
}

function endOf(end: Settlement): End {
  switch (end.kind) {
    case 'done': {
      const result = end.result === undefined ? '$$REMOVE' : { $literal: resultDoc(end.result) };
      return {
        status: 'done',
        outcome: { usual: 'done', ifCancelled: 'done' },
        delayMs: 0,
        more: { result, error: '$$REMOVE' },
      };
    }
    case 'part_done': {
      const stepResult = end.result === undefined ? '$$REMOVE' : { $literal: resultDoc(end.result) };
      return {
        status: branch(CANCEL, 'cancelled', 'part_done'),
        outcome: { usual: 'part_done', ifCancelled: 'part_done' },
        delayMs: 0,
        more: { stepResult, attempts: 0 },
      };
    }
    case 'error': {
      const usedUp = branch({ $gte: ['$attempts', '$maxAttempts'] }, 'failed', '$origin');
      const error = { $literal: end.error };
      return {
        status: end.final ? 'failed' : branch(CANCEL, 'cancelled', usedUp),
        // An attempt that stopped because it was asked to is a cancelled one, however it stopped.
        outcome: { usual: 'error', ifCancelled: end.final ? 'error' : 'cancelled' },
        delayMs: end.delayMs,
        error,
        more: { error },
      };
    }
    case 'release':
      return {
        status: branch(CANCEL, 'cancelled', '$origin'),
        outcome: { usual: 'released', ifCancelled: 'cancelled' },
        delayMs: end.delayMs,
        more: { attempts: { $max: [0, { $subtract: ['$attempts', 1] }] } },
      };
  }
}

function branch(condition: Value, yes: Value, no: Value): Document {
  return { $cond: [condition, yes, no] };
}

function ifEnded(status: Value, yes: Value | null, no: Value | null): Value | null {
  if (typeof status === 'string') return yes;
  return { $cond: [{ $in: [status, ['done', 'failed', 'cancelled']] }, yes, no] };
}

function totals({ usual, ifCancelled }: End['outcome']): Document {
  const more = (name: string): Document => ({ [name]: { $add: [{ $ifNull: [`$totals.${name}`, 0] }, 1] } });
  const added = usual === ifCancelled ? more(usual) : branch(CANCEL, more(ifCancelled), more(usual));
  return { $mergeObjects: ['$totals', added] };
}
