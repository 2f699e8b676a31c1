import { InvalidArgumentError } from '../errors/task-errors.js';
import { show } from './require-argument.js';

const NAME = /^[A-Za-z0-9_-][A-Za-z0-9._-]{0,119}$/;

/**
 * Checks the name of a pool: 1 to 120 letters, digits, `.`, `_` or `-`, not starting with a dot, so that it can stand in file
 * names, keys and URLs.
 *
 * @throws InvalidArgumentError
 */
export function requirePoolName(pool: string): string {
  if (typeof pool !== 'string' || !NAME.test(pool)) {
    throw new InvalidArgumentError(
      'pool',
      `${show(pool)} is no name of a pool. Use 1 to 120 letters, digits, ".", "_" or "-", not starting with a dot.`,
    );
  }
  return pool;
}
