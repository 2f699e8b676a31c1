import { InvalidArgumentError } from '../errors/task-errors.js';
import type { AttemptError } from '../task/attempt.js';

/**
 * Which failures are worth another attempt, by the error's `code`, or by its `name` where it has no code. By default every one
 * is, as long as attempts are left.
 */
export interface RetryPolicy {
  /** When given, only these are tried again. */
  readonly retryOn?: readonly string[];
  /** These are never tried again; wins over `retryOn`. */
  readonly noRetryOn?: readonly string[];
}

/** Whether a failure ends its task for good under this policy, whatever attempts are left. */
export function isFinalError(error: AttemptError, policy: RetryPolicy): boolean {
  const words = [error.code, error.name].filter((word) => word !== undefined);
  if (policy.noRetryOn?.some((word) => words.includes(word)) === true) return true;
  return policy.retryOn !== undefined && !policy.retryOn.some((word) => words.includes(word));
}

/** @throws InvalidArgumentError unless both are lists of words */
export function requireRetryPolicy(policy: RetryPolicy | undefined): RetryPolicy {
  for (const name of ['retryOn', 'noRetryOn'] as const) {
    const words = policy?.[name];
    if (
      words !== undefined &&
      !(Array.isArray(words) && words.every((word) => typeof word === 'string' && word !== ''))
    ) {
      throw new InvalidArgumentError(`retry.${name}`, 'must be a list of error codes, such as ["STORE_UNAVAILABLE"].');
    }
  }
  return policy ?? {};
}
