import { createHash } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import { PoolCopyError } from '../../errors/manager-errors.js';
import type { StoredResult, StoredTask, TaskField } from '../../store/stored-task.js';
import type { PoolCopy } from './pool-copy.js';
import { wantedStatus } from './submit-copies.js';

const FIELDS: readonly TaskField[] = ['definition', 'result', 'stepResult'];
/** What a copy has in common with its original. */
const KEPT = [
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

/** Reads both sides again and compares. @throws PoolCopyError naming the task and what differs */
export async function checkCopies(copy: PoolCopy, tasks: readonly StoredTask[]): Promise<void> {
  const ids = tasks.map(({ id }) => id);
  const originals = await copy.from.read(ids, FIELDS);
  const copies = await copy.to.call(() => copy.to.store.read(copy.to.pool, ids, FIELDS));
  const byId = new Map(copies.map((task) => [task.id, task]));
  for (const task of originals) {
    const difference = differenceOf(task, byId.get(task.id));
    if (difference !== undefined) throw new PoolCopyError(copy.to.pool, task.id, difference);
  }
}

function differenceOf(original: StoredTask, copy: StoredTask | undefined): string | undefined {
  if (copy === undefined) return 'it is not there';
  const wanted = wantedStatus(original);
  if (copy.status !== wanted) return `it is ${copy.status} there and ${wanted} here; somebody works on the copy`;
  const field = KEPT.find((name) => !isDeepStrictEqual(original[name], copy[name]));
  if (field !== undefined) return `its ${field} differs there`;
  if (!sameResult(original.result, copy.result)) return 'its result differs there';
  if (!sameResult(original.stepResult, copy.stepResult)) return "its step's result differs there";
  if (original.status === 'failed' && !isDeepStrictEqual(original.error, copy.error)) return 'its error differs there';
  return undefined;
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
