import type { AdminChange } from '@windrow/core';
import { SCRIPTS } from './scripts.js';
import { tagsOf } from './stored-task.js';
import type { Item, TaskSession } from './task-session.js';

/** Merges tags here, since Lua's numbers are not JSON's; the script stores them only where nobody else has changed them meanwhile. */
export async function tagTasks(
  session: TaskSession,
  pool: string,
  items: readonly Item[],
  change: AdminChange & { readonly kind: 'tag' },
): Promise<readonly unknown[]> {
  const rows = await session.readFields(
    'change',
    pool,
    items.map(({ id }) => id),
    ['tags'],
  );
  const gone = new Set(change.unset);
  const words = rows.map(([stored]) => {
    const before = stored?.toString() ?? '';
    const kept = Object.entries(tagsOf(before === '' ? undefined : before)).filter(([name]) => !gone.has(name));
    const after = JSON.stringify({ ...Object.fromEntries(kept), ...change.set });
    return [before, after === '{}' ? '' : after] as const;
  });
  return session.runOnTasks('change', SCRIPTS.tag, pool, items, (part, from) =>
    words.slice(from, from + part.length).flat(),
  );
}
