import { randomUUID } from 'node:crypto';
import { PoolCopyError } from '../../errors/manager-errors.js';
import type { ClaimedTask, Settlement } from '../../store/attempt-transitions.js';
import type { StoredResult, StoredTask } from '../../store/stored-task.js';
import type { Claim } from '../../task/claim.js';
import { MAX_ROUTES } from '../../task/route.js';
import type { Origin, TaskStatus } from '../../task/status.js';
import { restingStatus } from './at-rest.js';
import { copyResult } from './copy-result.js';
import type { PoolCopy } from './pool-copy.js';

const LEASE_MS = 60_000;
/** Reset, first step, second step. */
const MOVES = 3;

/** A task of the source with its results, and what its copy is now. */
interface Replay {
  readonly task: StoredTask;
  readonly now: TaskStatus;
}

/**
 * Brings copies to the status of their originals by the moves that any task makes: claimed and ended, step by step, or
 * cancelled. A copy that was claimed by a copying that died is taken back first.
 *
 * @throws PoolCopyError when they do not get there: somebody else works on the copy
 */
export async function replayTasks(copy: PoolCopy, tasks: readonly StoredTask[]): Promise<void> {
  const ids = tasks.filter((task) => restingStatus(task) !== 'waiting').map(({ id }) => id);
  if (ids.length === 0) return;
  const whole = await copy.from.read(ids, ['result', 'stepResult']);
  for (let move = 0; move < MOVES; move++) {
    const open = await openReplays(copy, whole);
    if (open.length === 0) return;
    await takeBack(copy, open);
    await cancel(copy, open);
    await step(copy, open, 'waiting');
    await step(copy, open, 'part_done');
  }
  const [stuck] = await openReplays(copy, whole);
  if (stuck === undefined) return;
  const reason = `it stays ${stuck.now} and does not become ${restingStatus(stuck.task)}. Somebody else works on that pool, or it is paused`;
  throw new PoolCopyError(copy.to.pool, stuck.task.id, reason);
}

async function openReplays(copy: PoolCopy, tasks: readonly StoredTask[]): Promise<readonly Replay[]> {
  const ids = tasks.map(({ id }) => id);
  const there = await copy.to.call(() => copy.to.store.read(copy.to.pool, ids, []));
  const now = new Map(there.map(({ id, status }) => [id, status]));
  return tasks.flatMap((task) => {
    const status = now.get(task.id);
    const open = status === 'waiting' || status === 'running' || status === 'part_done';
    return open && status !== restingStatus(task) ? [{ task, now: status }] : [];
  });
}

async function takeBack(copy: PoolCopy, open: readonly Replay[]): Promise<void> {
  const ids = open.filter(({ now }) => now === 'running').map(({ task }) => task.id);
  if (ids.length === 0) return;
  const { store, pool } = copy.to;
  const change = { kind: 'reset', to: 'waiting', force: true } as const;
  await copy.to.call(() => store.change(pool, { ids }, change, { limit: ids.length }));
}

async function cancel(copy: PoolCopy, open: readonly Replay[]): Promise<void> {
  const ready = open.filter(
    ({ task, now }) => restingStatus(task) === 'cancelled' && (now === 'part_done' || task.stepResult === undefined),
  );
  const ids = ready.map(({ task }) => task.id);
  if (ids.length === 0) return;
  const { store, pool } = copy.to;
  await copy.to.call(() => store.change(pool, { ids }, { kind: 'cancel' }, { limit: ids.length }));
}

async function step(copy: PoolCopy, open: readonly Replay[], from: Origin): Promise<void> {
  const byId = new Map(open.filter(({ now }) => now === from).map(({ task }) => [task.id, task]));
  const routes = [...new Set([...byId.values()].map(({ route }) => route))];
  for (let at = 0; at < routes.length; at += MAX_ROUTES) {
    const claimed = await claim(copy, [...byId.keys()], routes.slice(at, at + MAX_ROUTES), from);
    const items: { claim: Claim; end: Settlement }[] = [];
    for (const task of claimed) {
      const original = byId.get(task.claim.taskId) as StoredTask;
      items.push({ claim: task.claim, end: await endingOf(copy, original, from) });
    }
    if (items.length > 0) await copy.to.call(() => copy.to.store.settle(items));
  }
}

async function claim(
  copy: PoolCopy,
  ids: readonly string[],
  routes: readonly string[],
  from: Origin,
): Promise<readonly ClaimedTask[]> {
  const request = {
    requestId: randomUUID(),
    limit: ids.length,
    from,
    routes,
    filter: { op: 'in', path: ['id'], values: ids } as const,
    workerId: copy.to.options.workerId,
    leaseMs: LEASE_MS,
  };
  return (await copy.to.call(() => copy.to.store.claim(copy.to.pool, request))).tasks;
}

async function endingOf(copy: PoolCopy, task: StoredTask, from: Origin): Promise<Settlement> {
  const wanted = restingStatus(task);
  if (from === 'waiting' && (wanted === 'part_done' || task.stepResult !== undefined)) {
    return { kind: 'part_done', ...(await resultOf(copy, task, task.stepResult)) };
  }
  if (wanted === 'failed') {
    const error = task.error ?? { name: 'Error', message: 'The task had failed where it was copied from.' };
    return { kind: 'error', error, final: true, delayMs: 0 };
  }
  return wanted === 'done'
    ? { kind: 'done', ...(await resultOf(copy, task, task.result)) }
    : { kind: 'release', delayMs: 0 };
}

async function resultOf(
  copy: PoolCopy,
  task: StoredTask,
  result: StoredResult | undefined,
): Promise<{ readonly result?: StoredResult }> {
  return result === undefined ? {} : { result: await copyResult(copy, task.id, result) };
}
