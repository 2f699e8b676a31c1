import type { AdminChange, ChangeResult } from '../store/admin-change.js';
import type { StoredTask, TaskSelection } from '../store/stored-task.js';
import type { Origin } from '../task/status.js';
import { addReports, type ChangeReport, changeTasks, emptyReport, inParts } from './change-tasks.js';
import type { ManagerContext } from './manager-context.js';

const PAGE = 1_000;

/** One compare-and-set per task; the code version stored with the task becomes the one that asks. */
export async function resetTasks(
  context: ManagerContext,
  selection: TaskSelection,
  to: Origin,
  force: boolean,
): Promise<ChangeReport> {
  return changeTasks(context, selection, await resetTo(context, to, force));
}

/**
 * Sets failed and cancelled tasks to run again from the step in which they ended: to `part_done` where a finished step's result
 * is kept, to `waiting` elsewhere. Others are `not-applicable`.
 */
export async function retryTasks(context: ManagerContext, selection: TaskSelection): Promise<ChangeReport> {
  let report = emptyReport();
  for await (const { tasks, missing } of pagesOf(context, selection)) {
    const ids = tasks.filter(({ status }) => status === 'failed' || status === 'cancelled').map(({ id }) => id);
    const others = tasks.filter(({ status }) => status !== 'failed' && status !== 'cancelled').map(({ id }) => id);
    report = addReports(report, reportOf(others, 'not-applicable'));
    report = addReports(report, reportOf(missing, 'not-found'));
    if (ids.length === 0) continue;
    const laterStep = await changeTasks(context, { ids }, await resetTo(context, 'part_done', false));
    const firstStep = laterStep.items.filter(({ outcome }) => outcome === 'not-applicable').map(({ id }) => id);
    const settled = laterStep.items.filter(({ outcome }) => outcome !== 'not-applicable');
    for (const { id, outcome } of settled) report = addReports(report, reportOf([id], outcome));
    if (firstStep.length === 0) continue;
    report = addReports(
      report,
      await changeTasks(context, { ids: firstStep }, await resetTo(context, 'waiting', false)),
    );
  }
  return report;
}

async function resetTo(context: ManagerContext, to: Origin, force: boolean): Promise<AdminChange> {
  const codeVersion = await context.codeVersion();
  return { kind: 'reset', to, force, ...(codeVersion === undefined ? {} : { codeVersion }) };
}

async function* pagesOf(
  context: ManagerContext,
  selection: TaskSelection,
): AsyncGenerator<{ readonly tasks: readonly StoredTask[]; readonly missing: readonly string[] }, void, undefined> {
  for (const part of inParts(selection)) {
    if ('ids' in part) {
      const tasks = await context.call(() => context.store.read(context.pool, part.ids, []));
      const found = new Set(tasks.map(({ id }) => id));
      yield { tasks, missing: part.ids.filter((id) => !found.has(id)) };
      continue;
    }
    let cursor: string | undefined;
    do {
      const filter = part.filter === undefined ? {} : { filter: part.filter };
      const query = { ...filter, fields: [], limit: PAGE, ...(cursor === undefined ? {} : { cursor }) };
      const page = await context.call(() => context.store.list(context.pool, query));
      yield { tasks: page.tasks, missing: [] };
      cursor = page.cursor;
    } while (cursor !== undefined);
  }
}

function reportOf(ids: readonly string[], outcome: ChangeResult): ChangeReport {
  const { counts } = emptyReport();
  return { counts: { ...counts, [outcome]: ids.length }, items: ids.map((id) => ({ id, outcome })) };
}
