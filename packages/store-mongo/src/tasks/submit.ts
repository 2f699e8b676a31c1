import { isEnded, type NewTask, StoreUnavailableError, type SubmitOutcome } from '@windrow/core';
import { MongoBulkWriteError, type WriteError } from 'mongodb';
import { isDuplicateEntry } from '../connection/mongo-error.js';
import { newTaskDoc } from './new-task-doc.js';
import { rerunEnded } from './rerun.js';
import { retryDuplicate } from './retry-duplicate.js';
import { documentId, type TaskDoc } from './task-doc.js';
import { NOW, type TaskSession } from './task-session.js';

/** Tasks per insert: two round trips each. */
export const SUBMIT_CHUNK = 1_000;
/** How often a task is inserted again whose older equal is removed between being met and being read. */
const REMOVED_TRIES = 10;

type Stored = Pick<TaskDoc, 'id' | 'key' | 'status' | 'codeVersion'>;

/** Stores the new ones among at most {@link SUBMIT_CHUNK} tasks; answers in their order. */
export async function submitTasks(
  session: TaskSession,
  pool: string,
  tasks: readonly NewTask[],
  onDuplicate: 'reuse' | 'rerun',
): Promise<readonly SubmitOutcome[]> {
  const outcomes: (SubmitOutcome | undefined)[] = tasks.map(() => undefined);
  let open = tasks.map((_, index) => index);
  for (let tries = 1; open.length > 0; tries += 1) {
    if (tries > REMOVED_TRIES) {
      throw new StoreUnavailableError(session.link.name, 'submit', 'tasks with these keys come and go all the time');
    }
    const firstOfKey = new Map<string, number>();
    for (const index of open) if (!firstOfKey.has(key(tasks, index))) firstOfKey.set(key(tasks, index), index);
    const fresh = [...firstOfKey.values()];
    const refused = await insertNew(
      session,
      pool,
      fresh.map((index) => tasks[index] as NewTask),
    );
    fresh.forEach((index, place) => {
      if (!refused.has(place)) outcomes[index] = { id: (tasks[index] as NewTask).id, created: true, status: 'waiting' };
    });
    open = open.filter((index) => outcomes[index] === undefined);
    if (open.length > 0) await answerStored(session, pool, tasks, open, outcomes, onDuplicate);
    open = open.filter((index) => outcomes[index] === undefined);
  }
  return outcomes as SubmitOutcome[];
}

/** Gives the places of those that are there already. */
async function insertNew(session: TaskSession, pool: string, tasks: readonly NewTask[]): Promise<ReadonlySet<number>> {
  const { first, now } = await takeNumbers(session, pool, tasks.length);
  try {
    await session.tasks.insertMany(
      tasks.map((task, index) => newTaskDoc(pool, task, first + index, now)),
      { ordered: false },
    );
    return new Set();
  } catch (error) {
    if (!(error instanceof MongoBulkWriteError)) throw error;
    const entries = [error.writeErrors].flat() as readonly WriteError[];
    if (entries.length === 0 || !entries.every(isDuplicateEntry)) throw error;
    return new Set(entries.map(({ index }) => index));
  }
}

/** One step of the pool's counter for the whole batch, which tells the server's time too. */
export async function takeNumbers(
  { pools }: TaskSession,
  pool: string,
  count: number,
): Promise<{ readonly first: number; readonly now: number }> {
  const step = [{ $set: { nextSeq: { $add: [{ $ifNull: ['$nextSeq', 0] }, count] }, now: NOW } }];
  const doc = await retryDuplicate(() =>
    pools.findOneAndUpdate({ _id: pool }, step, { upsert: true, returnDocument: 'after' }),
  );
  return { first: (doc?.nextSeq ?? count) - count, now: doc?.now ?? 0 };
}

/** Answers for tasks that are there already; leaves those open that were removed, or rerun by others, since they were read. */
async function answerStored(
  session: TaskSession,
  pool: string,
  tasks: readonly NewTask[],
  open: readonly number[],
  outcomes: (SubmitOutcome | undefined)[],
  onDuplicate: 'reuse' | 'rerun',
): Promise<void> {
  const asked = open.map((index) => tasks[index] as NewTask);
  const stored = await findStored(session, pool, asked);
  const reset = new Map<string, NewTask>();
  for (const index of open) {
    const task = tasks[index] as NewTask;
    // By key; or by id, when the task of a repeated submit was given another key meanwhile.
    const doc = stored.byKey.get(task.key) ?? stored.byId.get(task.id);
    if (doc === undefined) continue;
    outcomes[index] = outcomeOf(doc, task);
    if (onDuplicate !== 'rerun' || !isEnded(doc.status) || doc.id === task.id) continue;
    if (!reset.has(doc.id)) reset.set(doc.id, { ...task, id: doc.id });
  }
  if (reset.size === 0) return;
  const reran = await rerunEnded(session, pool, [...reset.values()]);
  const told = new Set<string>();
  for (const index of open) {
    const outcome = outcomes[index];
    const task = outcome === undefined ? undefined : reset.get(outcome.id);
    if (outcome === undefined || task === undefined) continue;
    outcomes[index] = reran.has(outcome.id) ? rerunOutcome(outcome, task, told) : undefined;
  }
}

/** Of equal keys in one call the first says that it reset their task, the others find it reset. */
function rerunOutcome(outcome: SubmitOutcome, { codeVersion }: NewTask, told: Set<string>): SubmitOutcome {
  if (told.has(outcome.id)) {
    return { ...outcome, status: 'waiting', ...(codeVersion === undefined ? {} : { codeVersion }) };
  }
  told.add(outcome.id);
  return { ...outcome, status: 'waiting', reran: true };
}

async function findStored(
  { tasks }: TaskSession,
  pool: string,
  asked: readonly NewTask[],
): Promise<{ readonly byKey: ReadonlyMap<string, Stored>; readonly byId: ReadonlyMap<string, Stored> }> {
  const projection = { id: 1, key: 1, status: 1, codeVersion: 1 };
  const byKey = await tasks.find({ pool, key: { $in: asked.map((task) => task.key) } }, { projection }).toArray();
  const known = new Map(byKey.map((doc) => [doc.key, doc]));
  const missing = asked.filter((task) => !known.has(task.key)).map((task) => documentId(pool, task.id));
  const byId = missing.length === 0 ? [] : await tasks.find({ pool, _id: { $in: missing } }, { projection }).toArray();
  return { byKey: known, byId: new Map(byId.map((doc) => [doc.id, doc])) };
}

function outcomeOf(doc: Stored, task: NewTask): SubmitOutcome {
  // The very task that was sent: its submit is repeated after a lost reply.
  if (doc.id === task.id) return { id: doc.id, created: true, status: doc.status };
  const version = doc.codeVersion === undefined ? {} : { codeVersion: doc.codeVersion };
  return { id: doc.id, created: false, status: doc.status, ...version };
}

function key(tasks: readonly NewTask[], index: number): string {
  return (tasks[index] as NewTask).key;
}
