import { StoreUnavailableError, type TaskStore } from '@windrow/core';

/** The operations whose reply can be lost. */
export type LosableOperation = 'submit' | 'claim' | 'renew' | 'settle' | 'change' | 'remove' | 'reap' | 'configure';

/**
 * The same store behind a connection that breaks at the worst moment: the operation is applied, then the caller sees a
 * `StoreUnavailableError`.
 *
 * @param operations which ones may lose their reply
 * @param lose asked once per call; default: always
 */
export function lossy(
  store: TaskStore,
  operations: readonly LosableOperation[],
  lose: (operation: LosableOperation) => boolean = () => true,
): TaskStore {
  return new Proxy(store, {
    get(target, property) {
      const value: unknown = Reflect.get(target, property, target);
      if (typeof value !== 'function') return value;
      const operation = operations.find((name) => name === property);
      return async (...args: unknown[]): Promise<unknown> => {
        const reply: unknown = await Reflect.apply(value, target, args);
        if (operation !== undefined && lose(operation)) {
          throw new StoreUnavailableError('The store', operation, 'the reply was lost on purpose');
        }
        return reply;
      };
    },
  });
}
