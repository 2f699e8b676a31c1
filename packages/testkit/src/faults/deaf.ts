import type { TaskStore } from '@windrow/core';

/** The same store with every event lost: it says that it notifies, and never does. */
export function deaf(store: TaskStore): TaskStore {
  return new Proxy(store, {
    get(target, property) {
      if (property === 'subscribe') return async () => async () => {};
      const value: unknown = Reflect.get(target, property, target);
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
}
