import type { AdminChange, BatchOptions, ChangeOutcome, ChangeResult, TaskSelection } from '@windrow/core';
import { type Planned, writeUnchanged } from './conditional-update.js';
import { PLANNED_FIELDS, planChange } from './plan-change.js';
import { type Selected, selectTasks } from './select.js';
import type { TaskDoc } from './task-doc.js';
import { NOW, type TaskSession } from './task-session.js';

/** How often a change looks again at tasks that others wrote to in between. */
const TRIES = 20;

/** Applies one change to each selected task, as far as its status admits it. */
export async function changeTasks(
  session: TaskSession,
  pool: string,
  selection: TaskSelection,
  change: AdminChange,
  options: BatchOptions,
): Promise<ChangeOutcome> {
  const selected = await selectTasks(session, pool, selection, options);
  const outcomes = new Map<string, ChangeResult>();
  let open = selected.ids;
  for (let tries = 1; open.length > 0 && tries <= TRIES; tries += 1) {
    open = await changeOnce(session, pool, selected, open, change, outcomes);
  }
  const items = selected.ids.flatMap((id) => {
    // What a filter selected and is not there any more, or matches no more, is none of its tasks.
    const outcome = outcomes.get(id) ?? (selected.query === undefined ? 'not-found' : undefined);
    return outcome === undefined ? [] : [{ id, outcome }];
  });
  return { items, ...(selected.cursor === undefined ? {} : { cursor: selected.cursor }) };
}

/** Gives those ids to which somebody wrote in between. */
async function changeOnce(
  session: TaskSession,
  pool: string,
  selected: Selected,
  ids: readonly string[],
  change: AdminChange,
  outcomes: Map<string, ChangeResult>,
): Promise<readonly string[]> {
  const docs = await session.tasks
    .aggregate<TaskDoc & { readonly now: number }>([
      { $match: selected.matching(ids) },
      { $project: { ...PLANNED_FIELDS, now: NOW } },
    ])
    .toArray();
  const taken = change.kind === 'replace' ? await keyIsTaken(session, pool, change.key) : undefined;
  const planned: Planned[] = [];
  const changed = new Map<string, ChangeResult>();
  for (const doc of docs) {
    const plan = planChange(doc, change, doc.now);
    const clash = plan.write !== undefined && taken !== undefined && taken !== doc.id;
    if (plan.write === undefined || clash) outcomes.set(doc.id, clash ? 'duplicate' : plan.outcome);
    else {
      planned.push({ doc, ...plan.write });
      changed.set(doc._id, plan.outcome);
    }
  }
  const { written, refused } = await writeUnchanged(session, planned);
  const again: string[] = [];
  for (const doc of docs) {
    const outcome = changed.get(doc._id);
    if (outcome === undefined) continue;
    if (refused.has(doc._id)) outcomes.set(doc.id, 'duplicate');
    else if (written.has(doc._id)) outcomes.set(doc.id, outcome);
    else again.push(doc.id);
  }
  return again;
}

async function keyIsTaken({ tasks }: TaskSession, pool: string, key: string): Promise<string | undefined> {
  return (await tasks.findOne({ pool, key }, { projection: { id: 1 } }))?.id;
}
