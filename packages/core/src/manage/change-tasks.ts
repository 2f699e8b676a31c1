import type { AdminChange, ChangeResult } from '../store/admin-change.js';
import type { TaskSelection } from '../store/stored-task.js';
import type { ManagerContext } from './manager-context.js';

const BATCH = 1_000;
/** How many outcomes a report lists one by one; the counts are of all. */
const LISTED = 1_000;

/** What became of the tasks that were to be changed. */
export interface ChangeReport {
  /** Every outcome, zeros too. */
  readonly counts: Readonly<Record<ChangeResult, number>>;
  /** The first 1,000 one by one. */
  readonly items: readonly { readonly id: string; readonly outcome: ChangeResult }[];
}

const NONE: Readonly<Record<ChangeResult, number>> = {
  changed: 0,
  cancelled: 0,
  requested: 0,
  'already-ended': 0,
  running: 0,
  'not-applicable': 0,
  duplicate: 0,
  'not-found': 0,
};

/** A report of nothing. */
export function emptyReport(): ChangeReport {
  return { counts: NONE, items: [] };
}

/** Applies a change in batches of 1,000, each atomic per task; a task that arrives meanwhile may be seen or not. */
export async function changeTasks(
  context: ManagerContext,
  selection: TaskSelection,
  change: AdminChange,
): Promise<ChangeReport> {
  const counts = { ...NONE };
  const items: { id: string; outcome: ChangeResult }[] = [];
  for (const part of inParts(selection)) {
    let cursor: string | undefined;
    do {
      const options = { limit: BATCH, ...(cursor === undefined ? {} : { cursor }) };
      const outcome = await context.call(() => context.store.change(context.pool, part, change, options));
      for (const item of outcome.items) {
        counts[item.outcome] += 1;
        if (items.length < LISTED) items.push(item);
      }
      cursor = outcome.cursor;
    } while (cursor !== undefined);
  }
  context.wake();
  return { counts, items };
}

/** Long lists of ids go in parts, so that no request grows with them. */
export function* inParts(selection: TaskSelection): Generator<TaskSelection, void, undefined> {
  if (!('ids' in selection)) {
    yield selection;
    return;
  }
  for (let at = 0; at < selection.ids.length; at += BATCH) yield { ids: selection.ids.slice(at, at + BATCH) };
}

/** One report of two. */
export function addReports(first: ChangeReport, second: ChangeReport): ChangeReport {
  const counts = { ...first.counts };
  for (const outcome of Object.keys(counts) as ChangeResult[]) counts[outcome] += second.counts[outcome];
  return { counts, items: [...first.items, ...second.items].slice(0, LISTED) };
}
