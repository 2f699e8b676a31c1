import { availableParallelism } from 'node:os';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { type EnsembleLike, EnsembleOptionsError, type GroupRunOptions, type Key, KeyMap } from '@windrow/core';
import { planThreads } from './threads/plan-threads.js';
import { reduceOnThreads } from './threads/reduce-on-threads.js';

/** Reduces many groups: on threads where that pays, else here, so many at a time as `concurrency` says. */
export async function reduceGroups<In, Out>(
  groups: KeyMap<KeyMap<In>>,
  ensemble: EnsembleLike<In, Out>,
  options: GroupRunOptions,
): Promise<KeyMap<Out>> {
  const concurrency = options.concurrency ?? availableParallelism();
  if (!Number.isInteger(concurrency) || concurrency < 1) {
    throw new EnsembleOptionsError('Group', 'concurrency', `must be a whole number from 1, got ${concurrency}`);
  }
  const reduceHere = async (group: Key): Promise<Out> => {
    options.signal?.throwIfAborted();
    const members = groups.get(group) as KeyMap<In>;
    const context = { onReport: (report: unknown) => options.onReport?.(report, group) };
    return typeof ensemble === 'function' ? ensemble(members, context) : ensemble.reduce(members, context);
  };
  const results = new KeyMap<Out>();
  const finish = (group: Key, value: Out): void => {
    results.set(group, value);
    options.onProgress?.({ done: results.size, total: groups.size, group });
  };
  const plan = planThreads(groups, ensemble, concurrency);
  if (plan !== undefined) {
    await reduceOnThreads(plan, {
      here: async (group) => finish(group, await reduceHere(group)),
      arrived: (group, frame, report) => {
        options.onReport?.(report, group);
        finish(group, frame as Out);
      },
      signal: options.signal,
    });
  } else await reduceInTurn([...groups.keys()], concurrency, async (group) => finish(group, await reduceHere(group)));
  return new KeyMap(Array.from(groups.keys(), (group) => [group, results.get(group) as Out] as const));
}

async function reduceInTurn(
  groups: readonly Key[],
  concurrency: number,
  reduce: (group: Key) => Promise<void>,
): Promise<void> {
  let next = 0;
  const lane = async (): Promise<void> => {
    while (next < groups.length) {
      await reduce(groups[next++] as Key);
      // Lets timers, sockets and a Ctrl-C in between groups.
      await nextTurn();
    }
  };
  await Promise.all(Array.from({ length: Math.min(concurrency, groups.length) }, lane));
}
