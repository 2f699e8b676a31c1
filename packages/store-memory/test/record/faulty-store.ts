import { StoreUnavailableError } from '@windrow/core';

/** Decides, call by call, what goes wrong. */
export type Fault =
  /** The call does not reach the store. */
  | 'request-lost'
  /** The store does it, and its answer does not arrive. */
  | 'reply-lost'
  | undefined;

/** A store whose calls go wrong as `decide` says, seen from its caller as StoreUnavailableError. */
export function faulty<T extends object>(store: T, decide: (method: string, args: readonly unknown[]) => Fault): T {
  return new Proxy(store, {
    get(target, property) {
      const member: unknown = Reflect.get(target, property, target);
      if (typeof member !== 'function' || typeof property !== 'string') return member;
      return async (...args: readonly unknown[]): Promise<unknown> => {
        const fault = decide(property, args);
        if (fault === 'request-lost')
          throw new StoreUnavailableError('The faulty store', property, 'the request was lost');
        const answer = (await Reflect.apply(member, target, args)) as unknown;
        if (fault === 'reply-lost') throw new StoreUnavailableError('The faulty store', property, 'the reply was lost');
        return answer;
      };
    },
  });
}
