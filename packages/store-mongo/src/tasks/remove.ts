import type { BatchOptions, RemoveOutcome, TaskSelection } from '@windrow/core';
import type { Filter } from 'mongodb';
import { selectTasks } from './select.js';
import type { TaskDoc } from './task-doc.js';
import type { TaskSession } from './task-session.js';

/** Deletes each selected task; a running one only by force. */
export async function removeTasks(
  session: TaskSession,
  pool: string,
  selection: TaskSelection,
  options: BatchOptions & { readonly force: boolean },
): Promise<RemoveOutcome> {
  const { tasks } = session;
  const selected = await selectTasks(session, pool, selection, options);
  const { ids, cursor } = selected;
  if (ids.length === 0) return { items: [], ...(cursor === undefined ? {} : { cursor }) };
  const matching = selected.matching(ids);
  const present = await idsOf(session, matching);
  const removable: Filter<TaskDoc> = options.force ? matching : { $and: [matching, { status: { $ne: 'running' } }] };
  const { deletedCount } = await tasks.deleteMany(removable);
  const left = deletedCount === present.size ? new Set<string>() : await idsOf(session, matching);
  const items = ids.flatMap((id): RemoveOutcome['items'] => {
    if (left.has(id)) return [{ id, outcome: 'running' }];
    if (present.has(id)) return [{ id, outcome: 'removed' }];
    return selected.query === undefined ? [{ id, outcome: 'not-found' }] : [];
  });
  return { items, ...(cursor === undefined ? {} : { cursor }) };
}

async function idsOf({ tasks }: TaskSession, query: Filter<TaskDoc>): Promise<ReadonlySet<string>> {
  return new Set((await tasks.find(query, { projection: { id: 1 } }).toArray()).map(({ id }) => id));
}
