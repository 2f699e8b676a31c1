import { createHash } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import { PoolCopyError } from '../../errors/manager-errors.js';
import type { ImportedTask } from '../../store/imported-task.js';
import type { StoredResult, StoredTask } from '../../store/stored-task.js';
import type { AttemptHistory } from '../../task/attempt.js';
import { atRest } from './at-rest.js';
import { takesWholeTasks, WHOLE } from './import-copies.js';
import type { PoolCopy } from './pool-copy.js';
import { sameValue } from './same-value.js';

/** What a copy that was replayed has in common with its original. */
const REPLAYED = [
  'key',
  'definition',
  'priority',
  'tags',
  'route',
  'maxAttempts',
  'backoff',
  'timeLimitMs',
  'codeVersion',
  'schemaVersion',
] as const;
/** What one that was taken over as a whole has besides. The delay is set once all are there. */
const IMPORTED = [
  ...REPLAYED,
  'fence',
  'attempts',
  'cancelRequested',
  'createdAt',
  'startedAt',
  'endedAt',
  'error',
  'history',
  'progress',
] as const;

type Kept = (typeof IMPORTED)[number];

/** Reads both sides again and compares. @throws PoolCopyError naming the task and what differs */
export async function checkCopies(copy: PoolCopy, tasks: readonly StoredTask[]): Promise<void> {
  const ids = tasks.map(({ id }) => id);
  const kept: readonly Kept[] = takesWholeTasks(copy.to.store) ? IMPORTED : REPLAYED;
  const originals = await copy.from.read(ids, WHOLE);
  const copies = await copy.to.call(() => copy.to.store.read(copy.to.pool, ids, WHOLE));
  const byId = new Map(copies.map((task) => [task.id, task]));
  for (const task of originals) {
    const difference = differenceOf(comparable(task, copy.at), byId.get(task.id), kept);
    if (difference !== undefined) throw new PoolCopyError(copy.to.pool, task.id, difference);
  }
}

/** What was taken from its holder ended when it was copied, which an earlier copying did at another time. */
function comparable(task: StoredTask, at: number): { readonly wanted: ImportedTask; readonly endIsOpen: boolean } {
  return { wanted: atRest(task, at), endIsOpen: task.status === 'running' };
}

function differenceOf(
  { wanted, endIsOpen }: { readonly wanted: ImportedTask; readonly endIsOpen: boolean },
  copy: StoredTask | undefined,
  kept: readonly Kept[],
): string | undefined {
  if (copy === undefined) return 'it is not there';
  if (copy.status !== wanted.status) {
    return `it is ${copy.status} there and ${wanted.status} here; somebody works on the copy`;
  }
  const field = kept.find((name) => {
    if (endIsOpen && name === 'endedAt') return false;
    if (endIsOpen && name === 'history') return !isSameButItsEnd(wanted.history, copy.history);
    return !sameValue(wanted[name], copy[name]);
  });
  if (field !== undefined) return `its ${field} differs there`;
  if (!sameResult(wanted.result, copy.result)) return 'its result differs there';
  if (!sameResult(wanted.stepResult, copy.stepResult)) return "its step's result differs there";
  if (wanted.status === 'failed' && !sameValue(wanted.error, copy.error)) {
    return 'its error differs there';
  }
  return undefined;
}

function isSameButItsEnd(wanted: AttemptHistory, copy: AttemptHistory | undefined): boolean {
  const withoutEnd = ({ attempts, totals }: AttemptHistory): unknown => ({
    attempts: attempts.map((attempt, i) => (i === attempts.length - 1 ? { ...attempt, endedAt: 0 } : attempt)),
    totals,
  });
  return copy !== undefined && sameValue(withoutEnd(wanted), withoutEnd(copy));
}

function sameResult(a: StoredResult | undefined, b: StoredResult | undefined): boolean {
  if (a?.kind === 'inline' && b?.kind === 'inline') {
    return a.encoding === b.encoding && Buffer.compare(a.bytes, b.bytes) === 0;
  }
  if (a?.kind === 'inline' && b?.kind === 'artifact') {
    return a.encoding === b.encoding && createHash('sha256').update(a.bytes).digest('hex') === b.sha256;
  }
  return isDeepStrictEqual(a, b);
}
