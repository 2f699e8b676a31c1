import { StoreUnavailableError, type TaskStore } from '@windrow/core';

const WRITES: readonly string[] = ['submit', 'importTasks', 'claim', 'settle', 'change', 'configure', 'read'];

/** The store, whose calls fail for good after so many. */
export function stopsAfter(store: TaskStore, calls: number): TaskStore {
  let left = calls;
  return wrapped(store, async (call) => {
    if (left-- <= 0) throw new Error('stopped');
    return call();
  });
}

/** The store, of whose calls every third is applied and then answered by an error. */
export function losesReplies(store: TaskStore): TaskStore {
  let nth = 0;
  return wrapped(store, async (call) => {
    const answer = await call();
    if (nth++ % 3 === 0) throw new StoreUnavailableError('memory', 'a call', 'the reply was lost');
    return answer;
  });
}

/** The store, as one that takes no whole tasks over. */
export function replaysOnly<T extends TaskStore>(store: T): T {
  return new Proxy(store, {
    get(target, name) {
      if (name === 'importTasks') return undefined;
      const member: unknown = Reflect.get(target, name, target);
      return typeof member === 'function' ? (member.bind(target) as unknown) : member;
    },
  });
}

function wrapped(store: TaskStore, around: (call: () => Promise<unknown>) => Promise<unknown>): TaskStore {
  return new Proxy(store, {
    get(target, name) {
      const member: unknown = Reflect.get(target, name, target);
      if (typeof member !== 'function') return member;
      const bound = (...args: unknown[]): Promise<unknown> => Reflect.apply(member, target, args) as Promise<unknown>;
      return WRITES.includes(String(name)) ? (...args: unknown[]) => around(() => bound(...args)) : bound;
    },
  });
}
