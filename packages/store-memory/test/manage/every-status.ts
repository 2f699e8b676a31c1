import { type StoredTask, TaskManager, type TaskStore } from '@windrow/core';
import { MemoryArtifactStore, MemoryTaskStore } from '@windrow/store-memory';
import { all, ridge, ridges } from './pool-of.js';

export interface SourcePool {
  readonly store: MemoryTaskStore;
  readonly artifacts: MemoryArtifactStore;
  readonly manager: TaskManager;
}

const INLINE_BYTES = 1_000;
export const LARGE: Uint8Array = new Uint8Array(1_500).fill(7);
const WHOLE = ['definition', 'result', 'stepResult', 'history', 'progress'] as const;
const SELECT = ['definition', 'result', 'stepResult'] as const;

/** A store that takes no more than 1,000 bytes inline. */
export function withSmallInlineLimit(): MemoryTaskStore {
  const store = new MemoryTaskStore();
  return Object.assign(store, { capabilities: { ...store.capabilities, inlineResultBytes: INLINE_BYTES } });
}

/** A pool with a task in every status, some in their second step, delayed, routed and tagged. */
export async function everyStatus(): Promise<SourcePool> {
  const store = withSmallInlineLimit();
  const artifacts = new MemoryArtifactStore();
  const manager = new TaskManager(store, 'p', { artifacts, codeVersion: 'v1', offers: ['gpu'] });
  await manager.createTasks(ridges(12), { tags: { a: 1 }, maxAttempts: 4 });
  await manager.insertTaskDef(ridge(50), { requires: ['gpu'], priority: 9, timeLimitMs: 77 });
  await manager.insertTaskDef(ridge(51), { availableAt: '2099-01-01', priority: -3 });
  const alpha = (n: number) => ({ filter: { 'definition.model.kwargs.alpha': n } });
  const half = (n: number) => manager.withTask({ ...alpha(n), commitAs: 'part_done' }, () => ({ half: n }));
  await manager.withTask(alpha(50), () => LARGE);
  await manager.withTask(alpha(0), () => ({ ic: new Float64Array([0.5]), at: new Date(0) }));
  await manager.withTask(alpha(1), () => undefined);
  await half(2);
  await half(3);
  await manager.withTask({ ...alpha(3), status: 'part_done' }, () => 'whole');
  await half(4);
  await (await manager.fetchTask({ ...alpha(4), status: 'part_done' }))?.fail(new TypeError('second'), { final: true });
  const failing = await manager.fetchTask(alpha(5));
  await failing?.renew({ share: 0.25 });
  await failing?.fail(new RangeError('first'), { final: true });
  await (await manager.fetchTask(alpha(8)))?.fail(new RangeError('again'), { delayMs: 0 });
  await (await manager.fetchTask(alpha(8)))?.release();
  await manager.cancel(alpha(6).filter);
  await half(7);
  await manager.cancel(alpha(7).filter);
  await manager.configure({ maxAttempts: 8, paused: true });
  return { store, artifacts, manager };
}

/** What a copy that was taken over whole has in common with its original: all but the submission numbers. */
export async function wholeViewOf(store: TaskStore, pool: string): Promise<readonly object[]> {
  const { tasks } = await store.list(pool, { fields: WHOLE, limit: 1_000 });
  return tasks.map(({ seq, ...kept }) => kept);
}

/** What a copy that was replayed has in common with its original. */
export async function replayedViewOf(store: TaskStore, pool: string): Promise<readonly object[]> {
  const kept = (await wholeViewOf(store, pool)) as readonly StoredTask[];
  return kept.map(
    ({ fence, attempts, createdAt, startedAt, endedAt, history, progress, error, cancelRequested, ...task }) =>
      task.status === 'failed' ? { ...task, error } : task,
  );
}

/** What a copy has in common with its original. */
export async function viewOf(manager: TaskManager): Promise<readonly object[]> {
  const tasks = await all(manager.query({}, { select: SELECT }));
  return tasks.map(
    ({ seq, fence, attempts, createdAt, startedAt, endedAt, origin, workerId, leaseUntil, ...kept }) => kept,
  );
}
