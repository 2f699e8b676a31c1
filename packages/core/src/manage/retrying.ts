import { setTimeout as sleep } from 'node:timers/promises';
import { WindrowError } from '@windrow/frame';

const FIRST_PAUSE_MS = 50;
const LONGEST_PAUSE_MS = 2_000;

/**
 * Runs an idempotent operation again while the store is not available, `retries` times at most, with growing random pauses
 * (50 ms, doubling up to 2 s), and not after `signal` is aborted. Every other error is thrown at once.
 */
export async function retrying<T>(retries: number, operation: () => Promise<T>, signal?: AbortSignal): Promise<T> {
  for (let attempt = 0; ; attempt++) {
    try {
      return await operation();
    } catch (error) {
      if (attempt >= retries || signal?.aborted === true || !WindrowError.is(error, 'STORE_UNAVAILABLE')) throw error;
      const pauseMs = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** attempt) * (0.5 + Math.random() / 2);
      await sleep(pauseMs, undefined, { signal }).catch(() => {
        // The abort ends the pause; what the store said last is the answer.
        throw error;
      });
    }
  }
}
