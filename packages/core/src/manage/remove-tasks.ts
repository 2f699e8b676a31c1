import type { TaskSelection } from '../store/stored-task.js';
import { inParts } from './change-tasks.js';
import type { ManagerContext } from './manager-context.js';

const BATCH = 1_000;

/** How tasks are removed. */
export interface RemoveOptions {
  /** Also takes tasks that somebody runs; whoever runs one then loses it. Default false. */
  readonly force?: boolean;
  /** Only counts. */
  readonly dryRun?: boolean;
}

/** How many tasks were removed, and why others were not. */
export interface RemoveReport {
  /** How many were removed, or would be on a dry run. */
  readonly removed: number;
  /** How many were left because they are running. */
  readonly running: number;
  readonly notFound: number;
}

/** Removes in batches of 1,000. Artifacts stay until they are collected as garbage. */
export async function removeTasks(
  context: ManagerContext,
  selection: TaskSelection,
  options: RemoveOptions,
): Promise<RemoveReport> {
  const force = options.force ?? false;
  if (options.dryRun === true) return countRemovable(context, selection, force);
  const counts = { removed: 0, running: 0, 'not-found': 0 };
  for (const part of inParts(selection)) {
    let cursor: string | undefined;
    do {
      const batch = { limit: BATCH, force, ...(cursor === undefined ? {} : { cursor }) };
      const outcome = await context.call(() => context.store.remove(context.pool, part, batch));
      for (const item of outcome.items) counts[item.outcome] += 1;
      cursor = outcome.cursor;
    } while (cursor !== undefined);
  }
  context.wake();
  return { removed: counts.removed, running: counts.running, notFound: counts['not-found'] };
}

async function countRemovable(
  context: ManagerContext,
  selection: TaskSelection,
  force: boolean,
): Promise<RemoveReport> {
  let total = 0;
  let running = 0;
  let notFound = 0;
  for (const part of inParts(selection)) {
    if ('ids' in part) {
      const tasks = await context.call(() => context.store.read(context.pool, part.ids, []));
      total += tasks.length;
      notFound += part.ids.length - tasks.length;
      running += tasks.filter(({ status }) => status === 'running').length;
    } else {
      const counts = await context.call(() => context.store.count(context.pool, part.filter));
      for (const [status, count] of Object.entries(counts)) {
        total += count;
        if (status === 'running') running += count;
      }
    }
  }
  return { removed: force ? total : total - running, running: force ? 0 : running, notFound };
}
