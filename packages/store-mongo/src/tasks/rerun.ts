import type { NewTask } from '@windrow/core';
import { writeUnchanged } from './conditional-update.js';
import { PLANNED_FIELDS, planRestart } from './plan-change.js';
import { documentId, type TaskDoc } from './task-doc.js';
import { NOW, type TaskSession } from './task-session.js';

/** Resets what has ended among stored tasks, once though several ask for it at once. Gives the ids of those that this call reset. */
export async function rerunEnded(session: TaskSession, pool: string, tasks: readonly NewTask[]): Promise<Set<string>> {
  const versions = new Map(tasks.map(({ id, codeVersion }) => [id, codeVersion]));
  const docs = await session.tasks
    .aggregate<TaskDoc & { readonly now: number }>([
      {
        $match: {
          pool,
          _id: { $in: [...versions.keys()].map((id) => documentId(pool, id)) },
          status: { $in: ['done', 'failed', 'cancelled'] },
        },
      },
      { $project: { ...PLANNED_FIELDS, now: NOW } },
    ])
    .toArray();
  const planned = docs.map((doc) => {
    const restart = planRestart(doc, 'waiting', doc.now);
    const codeVersion = versions.get(doc.id);
    return { doc, ...restart, set: codeVersion === undefined ? restart.set : { ...restart.set, codeVersion } };
  });
  const { written } = await writeUnchanged(session, planned);
  return new Set(docs.filter(({ _id }) => written.has(_id)).map(({ id }) => id));
}
