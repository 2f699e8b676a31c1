import type { TaskEvent } from '@windrow/core';
import type { Selected } from './select.js';
import type { PoolTransaction, StoreTransaction } from './store-transaction.js';
import { type TaskRow, taskRowById } from './task-row.js';

/** Outcomes that leave a task as it was. */
const WITHOUT_EFFECT: ReadonlySet<string> = new Set([
  'already-ended',
  'running',
  'not-applicable',
  'duplicate',
  'not-found',
]);

/** Does something to each selected task that is still there and still matches, and says what became of it. */
export function toEach<Outcome extends string>(
  transaction: StoreTransaction,
  pool: string,
  { ids, stillMatches, cursor }: Selected,
  event: TaskEvent['type'],
  act: (inPool: PoolTransaction, row: TaskRow) => Outcome,
): {
  readonly items: readonly { readonly id: string; readonly outcome: Outcome | 'not-found' }[];
  readonly cursor?: string;
} {
  const inPool = transaction.pool(pool);
  const items: { readonly id: string; readonly outcome: Outcome | 'not-found' }[] = [];
  for (const id of ids) {
    const row = inPool === undefined ? undefined : taskRowById(transaction.connection, inPool.pool, id);
    // What a filter selected and is not there any more, or matches no more, is none of its tasks.
    if (stillMatches !== undefined && (row === undefined || !stillMatches(transaction.connection, row))) continue;
    items.push({ id, outcome: inPool === undefined || row === undefined ? 'not-found' : act(inPool, row) });
  }
  const affected = items.filter(({ outcome }) => !WITHOUT_EFFECT.has(outcome));
  if (affected.length > 0) {
    inPool?.tell(
      event,
      affected.map(({ id }) => id),
    );
  }
  return { items, ...(cursor === undefined ? {} : { cursor }) };
}
