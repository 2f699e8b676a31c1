import type { NewTask, SubmitOutcome } from '../store/stored-task.js';
import type { ManagerContext } from './manager-context.js';
import { requireOneOf } from './require-argument.js';
import type { SubmitOptions, SubmittedTask } from './task-input.js';

/** The statuses that other code has left something behind in: a result, a step's result, or its failure. */
const LEFT_BY_CODE: ReadonlySet<string> = new Set(['done', 'part_done', 'failed']);

/** @throws InvalidArgumentError */
export function requireSubmitOptions(options: SubmitOptions): Required<SubmitOptions> {
  return {
    onDuplicate: requireOneOf('onDuplicate', options.onDuplicate ?? 'reuse', ['reuse', 'rerun', 'error']),
    onVersionChange: requireOneOf('onVersionChange', options.onVersionChange ?? 'warn', ['warn', 'rerun', 'error']),
  };
}

/**
 * Submits one batch in one call of the store, repeated under the same ids while it is not available. Where asked, what other
 * code made is set to run again in a second call.
 */
export async function submitBatch(
  context: ManagerContext,
  tasks: readonly NewTask[],
  options: Required<SubmitOptions>,
): Promise<readonly SubmittedTask[]> {
  const { store, pool } = context;
  const onDuplicate = options.onDuplicate === 'rerun' ? 'rerun' : 'reuse';
  const outcomes = await context.call(() => store.submit(pool, tasks, onDuplicate));
  const rerun = options.onVersionChange === 'rerun' ? await rerunOtherVersions(context, tasks, outcomes) : undefined;
  context.wake();
  return outcomes.map((outcome, i) => {
    const key = (tasks[i] as NewTask).key;
    return rerun?.has(outcome.id) === true ? { ...outcome, key, status: 'waiting', reran: true } : { ...outcome, key };
  });
}

/** Whether what was reused carries another version of the code than the one that asks for it now. */
export function isOtherVersion(
  outcome: SubmitOutcome,
  codeVersion: string | undefined,
): outcome is SubmitOutcome & { readonly codeVersion: string } {
  return (
    !outcome.created &&
    outcome.reran !== true &&
    codeVersion !== undefined &&
    outcome.codeVersion !== undefined &&
    outcome.codeVersion !== codeVersion &&
    LEFT_BY_CODE.has(outcome.status)
  );
}

async function rerunOtherVersions(
  context: ManagerContext,
  tasks: readonly NewTask[],
  outcomes: readonly SubmitOutcome[],
): Promise<ReadonlySet<string>> {
  const codeVersion = tasks[0]?.codeVersion;
  const stale = outcomes.filter((outcome) => isOtherVersion(outcome, codeVersion)).map(({ id }) => id);
  const ids = [...new Set(stale)];
  const reran = new Set<string>();
  if (ids.length === 0 || codeVersion === undefined) return reran;
  const { items } = await context.call(() =>
    context.store.change(
      context.pool,
      { ids },
      { kind: 'reset', to: 'waiting', force: false, codeVersion },
      { limit: ids.length },
    ),
  );
  for (const { id, outcome } of items) if (outcome === 'changed') reran.add(id);
  return reran;
}
