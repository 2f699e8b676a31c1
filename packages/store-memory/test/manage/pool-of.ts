import { randomUUID } from 'node:crypto';
import { type Clock, type ManagerWarning, TaskManager, type TaskManagerOptions } from '@windrow/core';
import { MemoryTaskStore } from '@windrow/store-memory';

export interface PoolOfTasks {
  readonly store: MemoryTaskStore;
  readonly manager: TaskManager;
  /** What the manager told, in order. */
  readonly warnings: ManagerWarning[];
  /** Moves the store's clock. */
  readonly pass: (ms: number) => void;
  /** Another manager of the same pool. */
  readonly other: (options?: TaskManagerOptions) => TaskManager;
}

/** A pool in memory under a clock that stands still until it is moved, and a manager with code version `v1`. */
export function poolOf(options: TaskManagerOptions = {}): PoolOfTasks {
  let nowMs = Date.UTC(2020, 0, 1);
  const clock: Clock = { now: () => nowMs };
  const store = new MemoryTaskStore({ clock });
  const warnings: ManagerWarning[] = [];
  const pool = `pool-${randomUUID().slice(0, 8)}`;
  const other = (more: TaskManagerOptions = {}): TaskManager =>
    new TaskManager(store, pool, { codeVersion: 'v1', onWarning: (warning) => warnings.push(warning), ...more });
  const pass = (ms: number): void => {
    nowMs += ms;
  };
  return { store, manager: other(options), warnings, pass, other };
}

/** A task's definition that differs by `alpha`. */
export const ridge = (
  alpha: number,
): { readonly model: { readonly class: string; readonly kwargs: { alpha: number } } } => ({
  model: { class: 'Ridge', kwargs: { alpha } },
});

export const ridges = (count: number): ReturnType<typeof ridge>[] => Array.from({ length: count }, (_, i) => ridge(i));

/** Everything an async iterable gives. */
export async function all<T>(items: AsyncIterable<T>): Promise<T[]> {
  const list: T[] = [];
  for await (const item of items) list.push(item);
  return list;
}
