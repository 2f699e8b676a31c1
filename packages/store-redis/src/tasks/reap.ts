import type { EndedStatus, Origin, ReapOutcome } from '@windrow/core';
import { SCRIPTS } from './scripts.js';
import { type Item, MOST_PER_SCRIPT, type TaskSession } from './task-session.js';

type Due = readonly [readonly string[], readonly string[], readonly string[], string];

/** Expired leases, delayed tasks now due, retention: at most `limit` of each. */
export async function reapPool(session: TaskSession, pool: string, limit: number): Promise<ReapOutcome> {
  const expired: { id: string; status: Origin | EndedStatus }[] = [];
  let [due, retired] = [0, 0];
  let more = false;
  // Only a few at a time are named, so that no answer is ever large.
  for (let left = limit; left > 0; left -= MOST_PER_SCRIPT) {
    const most = Math.min(left, MOST_PER_SCRIPT);
    const found = await findDue(session, pool, most);
    const [leases, delays, old, before] = found;
    const statuses = await run(session, 'expire', pool, leases);
    statuses.forEach((status, i) => {
      if (status !== '') expired.push({ id: leases[i] as string, status: status as Origin | EndedStatus });
    });
    for (const count of await run(session, 'promote', pool, delays)) due += Number(count);
    for (const count of await run(session, 'retire', pool, old, [before])) retired += Number(count);
    more = [leases, delays, old].some(({ length }) => length === most);
    if (!more) break;
  }
  return { expired, due, retired, more };
}

async function findDue(session: TaskSession, pool: string, limit: number): Promise<Due> {
  const keys = session.keys(pool);
  return (await session.connection.run(
    'reap',
    SCRIPTS.due,
    [keys.pool, keys.leases, keys.delayed, keys.done, keys.failed, keys.cancelled],
    [limit],
  )) as Due;
}

async function run(
  session: TaskSession,
  script: 'expire' | 'promote' | 'retire',
  pool: string,
  ids: readonly string[],
  rest: readonly string[] = [],
): Promise<readonly unknown[]> {
  if (ids.length === 0) return [];
  const items = ids.map((id): Item => (script === 'retire' ? { id, route: 'none' } : { id }));
  return session.runOnTasks('reap', SCRIPTS[script], pool, items, () => rest);
}
