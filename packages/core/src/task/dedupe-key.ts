import { hash } from 'node:crypto';
import { InvalidArgumentError } from '../errors/task-errors.js';
import { isWellFormed } from './well-formed.js';

/**
 * The dedupe key of a definition (rule 1): the SHA-256 of its canonical text, in lower-case hex. With a scope, such as an
 * experiment's name and version, equal definitions in different scopes are different tasks.
 *
 * @param text what `canonicalText` gave
 * @throws InvalidArgumentError when the scope is not a string of valid Unicode
 */
export function dedupeKey(text: string, scope?: string): string {
  if (scope === undefined) return hash('sha256', text, 'hex');
  if (typeof scope !== 'string' || !isWellFormed(scope)) {
    throw new InvalidArgumentError('scope', 'must be a string of valid Unicode.');
  }
  // A canonical text has no line break outside of escapes, so nothing without a scope can look like this.
  return hash('sha256', `${JSON.stringify(scope)}\n${text}`, 'hex');
}
