import {
  checkImportedTimes,
  type ImportedTask,
  type ImportOutcome,
  isEnded,
  PayloadTooLargeError,
  StoreUnavailableError,
} from '@windrow/core';
import { BSON, MongoBulkWriteError, type OptionalUnlessRequiredId, type WriteError } from 'mongodb';
import { isDuplicateEntry } from '../connection/mongo-error.js';
import { newTaskDoc } from './new-task-doc.js';
import { resultDoc } from './results.js';
import { takeNumbers } from './submit.js';
import { documentId, type TaskDoc } from './task-doc.js';
import type { TaskSession } from './task-session.js';

/** What the server takes, less what a claim adds. */
const MAX_DOCUMENT_BYTES = 16 * 1024 * 1024 - 64 * 1024;
const STORED = { id: 1, key: 1, createdAt: 1, fence: 1, definitionText: 1 } as const;
/** How often a task is inserted again whose id or key was removed between being met and being read. */
const REMOVED_TRIES = 10;

type NewDoc = OptionalUnlessRequiredId<TaskDoc>;
type Stored = Pick<TaskDoc, '_id' | 'id' | 'key' | 'createdAt' | 'fence' | 'definitionText'>;

/**
 * Rule 20: takes whole tasks over, each once, by one bulk write; what another task stands in the way of is not written. The tasks are
 * checked.
 *
 * @throws InvalidArgumentError for times of the future, PayloadTooLargeError for more than fits into one document
 */
export async function importTasks(
  session: TaskSession,
  pool: string,
  tasks: readonly ImportedTask[],
): Promise<readonly ImportOutcome[]> {
  const outcomes: (ImportOutcome | undefined)[] = tasks.map(() => undefined);
  let open = tasks.map((_, index) => index);
  for (let tries = 1; open.length > 0; tries += 1) {
    if (tries > REMOVED_TRIES) {
      const reason = 'tasks with these keys come and go all the time';
      throw new StoreUnavailableError(session.link.name, 'importTasks', reason);
    }
    const asked = open.map((index) => tasks[index] as ImportedTask);
    const refused = await insertNew(session, pool, asked);
    const stored =
      refused.size === 0
        ? []
        : await findStored(
            session,
            pool,
            asked.filter((_, place) => refused.has(place)),
          );
    open.forEach((index, place) => {
      const task = asked[place] as ImportedTask;
      outcomes[index] = refused.has(place) ? standingInTheWay(stored, task) : { kind: 'imported' };
    });
    open = open.filter((index) => outcomes[index] === undefined);
  }
  return outcomes as ImportOutcome[];
}

/** Gives the places of those whose id or key is there already. */
async function insertNew(
  session: TaskSession,
  pool: string,
  tasks: readonly ImportedTask[],
): Promise<ReadonlySet<number>> {
  const { first, now } = await takeNumbers(session, pool, tasks.length);
  checkImportedTimes(tasks, now);
  const docs = tasks.map((task, index) => importedDoc(pool, task, first + index, now));
  for (const doc of docs) {
    const size = BSON.calculateObjectSize(doc);
    if (size > MAX_DOCUMENT_BYTES) throw new PayloadTooLargeError(`Task ${doc.id}`, size, MAX_DOCUMENT_BYTES);
  }
  try {
    await session.tasks.insertMany(docs, { ordered: false });
    return new Set();
  } catch (error) {
    if (!(error instanceof MongoBulkWriteError)) throw error;
    const entries = [error.writeErrors].flat() as readonly WriteError[];
    if (entries.length === 0 || !entries.every(isDuplicateEntry)) throw error;
    return new Set(entries.map(({ index }) => index));
  }
}

async function findStored(
  { tasks }: TaskSession,
  pool: string,
  asked: readonly ImportedTask[],
): Promise<readonly Stored[]> {
  const options = { projection: STORED, batchSize: asked.length + 1 };
  const ids = asked.map(({ id }) => documentId(pool, id));
  const byId = await tasks.find<Stored>({ pool, _id: { $in: ids } }, options).toArray();
  const known = new Set(byId.map(({ id }) => id));
  const keys = asked.filter(({ id }) => !known.has(id)).map(({ key }) => key);
  if (keys.length === 0) return byId;
  const byKey = await tasks.find<Stored>({ pool, key: { $in: keys } }, options).toArray();
  return [...byId, ...byKey];
}

/** `undefined` for a task whose twin was removed since. */
function standingInTheWay(stored: readonly Stored[], task: ImportedTask): ImportOutcome | undefined {
  const own = stored.find(({ id }) => id === task.id);
  if (own !== undefined) return isSame(own, task) ? { kind: 'present' } : { kind: 'conflict', by: 'id', id: own.id };
  const owner = stored.find(({ key }) => key === task.key);
  return owner === undefined ? undefined : { kind: 'conflict', by: 'key', id: owner.id };
}

/** What happened to it here since does not make it another one. */
function isSame(stored: Stored, { key, createdAt, fence, definition }: ImportedTask): boolean {
  return (
    stored.key === key &&
    stored.createdAt === createdAt &&
    stored.fence >= fence &&
    stored.definitionText === definition
  );
}

function importedDoc(pool: string, task: ImportedTask, seq: number, now: number): NewDoc {
  const { status, startedAt, endedAt, error, result, stepResult, progress, history } = task;
  const waiting = newTaskDoc(pool, { ...task, availableAt: task.availableAt ?? 0 }, seq, now);
  const ended = isEnded(status);
  return {
    ...waiting,
    status,
    queue: ended || waiting.queue === '' ? '' : status,
    due: ended ? (endedAt as number) : waiting.due,
    fence: task.fence,
    attempts: task.attempts,
    cancelRequested: task.cancelRequested,
    createdAt: task.createdAt,
    ...(startedAt === undefined ? {} : { startedAt }),
    ...(endedAt === undefined ? {} : { endedAt }),
    ...(error === undefined ? {} : { error }),
    ...(result === undefined ? {} : { result: resultDoc(result) }),
    ...(stepResult === undefined ? {} : { stepResult: resultDoc(stepResult) }),
    ...(progress === undefined ? {} : { progressText: JSON.stringify(progress) }),
    history: history.attempts,
    totals: history.totals,
  };
}
