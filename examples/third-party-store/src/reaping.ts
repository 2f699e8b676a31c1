import type { ReapOutcome } from '@windrow/core';
import type { ToyPool, ToyTask } from './toy-data.js';
import { expire } from './transitions.js';

const HOUR_MS = 3_600_000;

/** Rules 3, 6 and 16: leases that ran out, delays that are over, tasks that ended long ago. */
export function reap(stored: ToyPool, limit: number, now: number): ReapOutcome {
  const expired = stored.tasks
    .filter(({ leaseUntil }) => leaseUntil !== undefined && leaseUntil <= now)
    .slice(0, limit);
  for (const task of expired) expire(task, now);
  const due = stored.tasks.filter(({ availableAt }) => availableAt !== undefined && availableAt <= now).slice(0, limit);
  for (const task of due) task.availableAt = undefined;
  const { retention } = stored.settings.values;
  const old = ({ status, endedAt = now }: ToyTask) =>
    retention !== undefined &&
    (retention.statuses as readonly string[]).includes(status) &&
    endedAt <= now - Math.max(retention.olderThanMs, HOUR_MS);
  const retired = stored.tasks.filter(old).slice(0, limit);
  stored.tasks = stored.tasks.filter((task) => !retired.includes(task));
  return {
    expired: expired.map(({ id, status }) => ({ id, status: status as 'waiting' })),
    due: due.length,
    retired: retired.length,
    more: [expired, due, retired].some(({ length }) => length === limit),
  };
}
