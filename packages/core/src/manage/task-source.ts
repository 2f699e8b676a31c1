import { InvalidArgumentError } from '../errors/task-errors.js';
import { show } from './require-argument.js';

/** One thing, a list, or anything that gives things one by one. */
export type OneOrMany<T> = T | Iterable<T> | AsyncIterable<T>;

/**
 * One thing is accepted where many are. Text is no list of tasks, though JavaScript can iterate it.
 *
 * @throws InvalidArgumentError
 */
export function asSource<T extends object>(argument: string, given: OneOrMany<T>): Iterable<T> | AsyncIterable<T> {
  if (typeof given !== 'object' || given === null) {
    throw new InvalidArgumentError(argument, `must be a task, a list or an iterable of tasks, not ${show(given)}.`);
  }
  if (Symbol.iterator in given || Symbol.asyncIterator in given) return given;
  return [given];
}

/** Cuts a source into batches by number and by the size of what they hold, reading no further than it must. */
export async function* inBatches<T, P>(
  source: Iterable<T> | AsyncIterable<T>,
  prepare: (item: T, index: number) => P,
  limits: { readonly items: number; readonly size: number; readonly sizeOf: (prepared: P) => number },
): AsyncGenerator<readonly P[], void, undefined> {
  let batch: P[] = [];
  let size = 0;
  let index = 0;
  const take = (item: T): readonly P[] | undefined => {
    const prepared = prepare(item, index++);
    batch.push(prepared);
    size += limits.sizeOf(prepared);
    if (batch.length < limits.items && size < limits.size) return undefined;
    const full = batch;
    batch = [];
    size = 0;
    return full;
  };
  if (Symbol.iterator in source) {
    // No await per item: a million of them would cost a million turns of the event loop's queue.
    for (const item of source) {
      const full = take(item);
      if (full !== undefined) yield full;
    }
  } else {
    for await (const item of source) {
      const full = take(item);
      if (full !== undefined) yield full;
    }
  }
  if (batch.length > 0) yield batch;
}
