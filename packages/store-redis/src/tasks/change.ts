import type {
  AdminChange,
  BatchOptions,
  ChangeOutcome,
  ChangeResult,
  RemoveOutcome,
  TaskSelection,
} from '@windrow/core';
import { type FilterNode, matches } from '@windrow/core';
import type { RedisArgument } from '../connection/redis-connection.js';
import { SCRIPTS } from './scripts.js';
import { nextBatch } from './select.js';
import { tagTasks } from './tag.js';
import { TaskReader } from './task-reader.js';
import type { Item, TaskSession } from './task-session.js';

/** How often tasks that changed between being found and being acted on are looked at again. */
const ROUNDS = 5;

/** Applies one administrative change to the next batch of a selection (rules 7, 13, 15). */
export async function changeTasks(
  session: TaskSession,
  pool: string,
  selection: TaskSelection,
  change: AdminChange,
  options: BatchOptions,
): Promise<ChangeOutcome> {
  const batch = await nextBatch(session, 'change', pool, selection, options);
  const answers = await actOn(session, 'change', pool, selection, batch.items, async (items) =>
    change.kind === 'tag'
      ? tagTasks(session, pool, items, change)
      : session.runOnTasks('change', SCRIPTS[change.kind], pool, items, () => wordsOf(change)),
  );
  const items = answers.map(({ id, answer }) => ({ id, outcome: answer as ChangeResult }));
  return batch.cursor === undefined ? { items } : { items, cursor: batch.cursor };
}

/** Rule 15: a running task goes only by force; its holder then finds its claim lost. */
export async function removeTasks(
  session: TaskSession,
  pool: string,
  selection: TaskSelection,
  options: BatchOptions & { readonly force: boolean },
): Promise<RemoveOutcome> {
  const batch = await nextBatch(session, 'remove', pool, selection, options);
  const answers = await actOn(session, 'remove', pool, selection, batch.items, async (items) =>
    session.runOnTasks('remove', SCRIPTS.remove, pool, items, () => [options.force ? '1' : '']),
  );
  const items = answers.map(({ id, answer }) => ({ id, outcome: answer as RemoveOutcome['items'][number]['outcome'] }));
  return batch.cursor === undefined ? { items } : { items, cursor: batch.cursor };
}

/** Runs `act`; what moved meanwhile is read again, and left out when it is no longer selected. */
async function actOn(
  session: TaskSession,
  operation: string,
  pool: string,
  selection: TaskSelection,
  items: readonly Item[],
  act: (items: readonly Item[]) => Promise<readonly unknown[]>,
): Promise<readonly { readonly id: string; readonly answer: string }[]> {
  const answers = new Map<Item, string>();
  const filter = 'ids' in selection ? undefined : selection.filter;
  let open: readonly { readonly item: Item; readonly as: Item }[] = items.map((item) => ({ item, as: item }));
  for (let round = 0; open.length > 0 && round < ROUNDS; round++) {
    const given = await act(open.map(({ as }) => as));
    const moved: Item[] = [];
    open.forEach(({ item }, i) => {
      if (given[i] === 'moved') moved.push(item);
      else answers.set(item, String(given[i]));
    });
    open =
      'ids' in selection
        ? moved.map((item) => ({ item, as: item }))
        : await again(session, operation, pool, filter, moved);
  }
  return items.flatMap((item) => {
    const answer = answers.get(item);
    return answer === undefined ? [] : { id: item.id, answer };
  });
}

async function again(
  session: TaskSession,
  operation: string,
  pool: string,
  filter: FilterNode | undefined,
  moved: readonly Item[],
): Promise<readonly { readonly item: Item; readonly as: Item }[]> {
  const readers = await new TaskReader(session, operation, filter).read(
    pool,
    moved.map(({ id }) => id),
  );
  return moved.flatMap((item, i) => {
    const read = readers[i];
    if (read === undefined || (filter !== undefined && !matches(filter, read))) return [];
    return { item, as: { id: item.id, seen: `${String(read(['status']))} ${String(read(['fence']))}` } };
  });
}

function wordsOf(change: Exclude<AdminChange, { kind: 'tag' }>): readonly RedisArgument[] {
  switch (change.kind) {
    case 'prioritize':
      return [change.priority];
    case 'delay':
      return [Math.ceil(change.delayMs ?? 0), change.availableAt === undefined ? '' : Math.ceil(change.availableAt)];
    case 'cancel':
      return [];
    case 'reset':
      return [change.to, change.force ? '1' : '', '', change.codeVersion ?? ''];
    case 'replace':
      return [change.key, change.definition, change.force ? '1' : ''];
  }
}
