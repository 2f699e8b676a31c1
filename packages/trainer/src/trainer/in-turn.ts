import { type RecorderRef, type TrainOptions, toAttemptError } from '@windrow/core';
import { type FailedTask, TrainingFailedError } from '../errors/trainer-errors.js';

/**
 * Runs one item after the other, goes on after a failure, and tells all failures at the end.
 *
 * @throws TrainingFailedError; the signal's reason when it is aborted in between
 */
export async function inTurn<T>(
  items: readonly T[],
  run: (item: T, index: number) => Promise<RecorderRef>,
  options: TrainOptions,
): Promise<readonly RecorderRef[]> {
  const results: (RecorderRef | undefined)[] = [];
  const failed: FailedTask[] = [];
  const tell = (): void =>
    options.onProgress?.({ total: items.length, ended: results.length, failed: failed.length, reused: 0 });
  tell();
  for (const [index, item] of items.entries()) {
    options.signal?.throwIfAborted();
    try {
      results.push(await run(item, index));
    } catch (error) {
      options.signal?.throwIfAborted();
      results.push(undefined);
      failed.push({ index, status: 'failed', error: toAttemptError(error) });
    }
    tell();
  }
  if (failed.length > 0) throw new TrainingFailedError(failed, results);
  return results as readonly RecorderRef[];
}
